import { codeSystem } from './code-systems.ts';

/** Codes that stand on one line of a hierarchy: these, or all that begin with `beginning`. */
export type Line = { readonly codes: readonly string[] } | { readonly beginning: string };

/** Code systems whose codes tell their own place: a longer code means a part of what the shorter one means. Lengths of the levels. */
const BY_LENGTH: Readonly<Record<string, readonly number[]>> = {
  'http://www.whocc.no/atc': [1, 3, 4, 5, 7],
  'http://hl7.org/fhir/sid/icd-10': [3, 5, 6, 7, 8],
  'http://hl7.org/fhir/sid/icd-10-cm': [3, 5, 6, 7, 8],
  'http://hl7.org/fhir/sid/icd-9-cm': [3, 4, 5, 6],
};

/**
 * The code with all that it subsumes (`below`), or all that subsume it (`above`), by what is held here. Undefined where the
 * hierarchy of the code system is not known: then nobody can say (http://hl7.org/fhir/R4/codesystem.html#subsumption).
 */
export function lineOf(system: string, code: string, direction: 'above' | 'below'): Line | undefined {
  const lengths = Object.hasOwn(BY_LENGTH, system) ? BY_LENGTH[system] : undefined;
  if (lengths) return lineByLength(code, lengths, direction);
  const held = codeSystem(system);
  if (!held?.isComplete) return undefined;
  const codes = new Set([code]);
  if (direction === 'above') {
    for (const each of codes) for (const parent of held.concepts.get(each)?.parents ?? []) codes.add(parent);
    return { codes: [...codes] };
  }
  const children = new Map<string, string[]>();
  for (const { code: child, parents = [] } of held.concepts.values())
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), child]);
  // A set grows while it is walked, and ends where all children are in it.
  for (const each of codes) for (const child of children.get(each) ?? []) codes.add(child);
  return { codes: [...codes] };
}

/** What is shorter than the first level is no code, and stands for nothing but itself. */
function lineByLength(code: string, lengths: readonly number[], direction: 'above' | 'below'): Line {
  if (code.length < (lengths[0] ?? 0)) return { codes: [code] };
  if (direction === 'below') return { beginning: code };
  const upper = lengths.filter((length) => length < code.length).map((length) => code.slice(0, length));
  return { codes: [code, ...upper] };
}
