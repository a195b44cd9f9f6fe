import { success } from '../outcome.ts';
import type { Outcome } from '../outcome.ts';
import { splitUnescaped, unescape } from './escapes.ts';
import { parseToken } from './parse-values.ts';
import type { Criterion, TokenValue } from './query.ts';
import { invalid, unsupported } from './refusals.ts';

/** What the world knows of codes. */
export interface SearchTerminology {
  /** The codes of a value set by its canonical URL; undefined when it is not held or cannot be listed. */
  valueSet(url: string): { readonly codings: readonly { readonly system: string; readonly code: string }[] } | undefined;
  /** A code with what it subsumes or what subsumes it; undefined where the hierarchy of the system is not known. */
  lineOf(
    system: string,
    code: string,
    direction: 'above' | 'below',
  ): { readonly codes: readonly string[] } | { readonly beginning: string } | undefined;
}

/** `code:in=http://...`: the codes of value sets, each of which must be held. */
export function parseInValueSet(
  parameter: string,
  modifier: 'in' | 'not-in',
  name: string,
  value: string,
  terminology: SearchTerminology,
): Outcome<Criterion> {
  const values: TokenValue[] = [];
  for (const text of splitUnescaped(value, ',')) {
    const [url = ''] = splitUnescaped(text, '|');
    const set = terminology.valueSet(unescape(url));
    if (set === undefined) return unsupported(name, 'the value set is not held here, or has no end');
    for (const { system, code } of set.codings) values.push({ system, code });
  }
  return success({ by: 'token', parameter, values, not: modifier === 'not-in' });
}

/** `code:below=system|code`: what the code subsumes, or what subsumes it, where the hierarchy is known. */
export function parseOnLine(
  parameter: string,
  modifier: 'above' | 'below',
  name: string,
  value: string,
  terminology: SearchTerminology,
): Outcome<Criterion> {
  const values: TokenValue[] = [];
  for (const text of splitUnescaped(value, ',')) {
    const { system, code } = parseToken(text) ?? {};
    if (!system || !code) return invalid(name, `'${name}' is written system|code`);
    const line = terminology.lineOf(system, code, modifier);
    if (line === undefined) return unsupported(name, 'the hierarchy of this code system is not known here');
    if ('beginning' in line) values.push({ system, code: line.beginning, isBeginning: true });
    else values.push(...line.codes.map((each) => ({ system, code: each })));
  }
  return success({ by: 'token', parameter, values, not: false });
}
