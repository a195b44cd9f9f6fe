import { loadUnits, type Outcome, success, UCUM_SYSTEM } from '@satchel/fhir';
import { codeSystem, type CodeSystem, type Coding } from '@satchel/terminology';
import type { CodeAsked } from './codes-asked.ts';
import { refuse } from './trouble.ts';

/** What is known of a code: there, or not. What cannot be known is a refusal, never a no. */
export type Checked = { readonly found: Coding; readonly system?: CodeSystem } | { readonly found?: undefined; readonly message: string };

const SYSTEM_HINT = 'Held are the code systems of FHIR R4, open ones of HL7, CVX and UCUM.';

/** Looks for a code in its code system. */
export async function checkInSystem({ system: url = '', code, version }: CodeAsked): Promise<Outcome<Checked>> {
  if (url === '') return refuse(400, 'required', 'Say of which code system.', { expression: ['http.system'] });
  if (url === UCUM_SYSTEM)
    return success((await isUnit(code)) ? { found: { system: url, code } } : { message: 'This is no unit of UCUM.' });
  const system = codeSystem(url);
  if (!system) return unknown('The code system is not held here, so the code could not be checked.');
  if (version !== undefined && version !== system.version)
    return unknown('The code system is not held here in that version, so the code could not be checked.');
  const concept = system.concepts.get(code);
  if (concept) return success({ found: codingOf(url, concept), system });
  if (!system.isComplete) return unknown('Only some codes of this code system are held here, so this one could not be checked.');
  return success({ message: 'The code system has no such code.' });
}

export const unknown = (diagnostics: string): Outcome<never> => refuse(404, 'not-found', diagnostics, { remedy: SYSTEM_HINT });

/** UCUM itself, not what people write for it. */
export async function isUnit(code: string): Promise<boolean> {
  return (await loadUnits()).ucumOf(code, UCUM_SYSTEM) === code;
}

function codingOf(system: string, { code, display, state }: { code: string; display?: string; state?: string }): Coding {
  return {
    system,
    code,
    ...(display !== undefined && { display }),
    ...(state === 'abstract' && { isAbstract: true }),
    ...(state === 'inactive' && { isInactive: true }),
  };
}

/** The answer of `$validate-code` in so many words: the display must be the one that is meant, in any letters. */
export function verdict(
  asked: CodeAsked,
  checked: Checked,
): { readonly result: boolean; readonly message?: string; readonly display?: string } {
  if (!checked.found) return { result: false, message: checked.message };
  const { display } = checked.found;
  if (asked.display === undefined || display === undefined) return { result: true, ...(display !== undefined && { display }) };
  const isSame = asked.display.trim().toLowerCase() === display.toLowerCase();
  return { result: isSame, display, ...(!isSame && { message: 'The display is not the one of this code.' }) };
}
