import type { Contains, ValueSet } from './definitions.ts';

/** The codes of an expanded value set, by system. @throws when it has no expansion */
export function codesOf(valueSet: ValueSet | undefined, url: string): Record<string, string[]> {
  const codes: Record<string, string[]> = {};
  const visit = (each: Contains) => {
    if (each.code !== undefined && each.abstract !== true) (codes[each.system ?? ''] ??= []).push(each.code);
    each.contains?.forEach(visit);
  };
  valueSet?.expansion?.contains?.forEach(visit);
  if (Object.keys(codes).length === 0) throw new Error(`No expansion of ${url}`);
  return codes;
}
