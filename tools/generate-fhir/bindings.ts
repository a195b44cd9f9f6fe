import type { Contains, ValueSet } from './definitions.ts';

/** The codes of an expanded value set by system, with spaces between. @throws when it has no expansion */
export function codesOf(valueSet: ValueSet | undefined, url: string): Record<string, string> {
  const codes: Record<string, string[]> = {};
  const visit = (each: Contains) => {
    if (each.code !== undefined && each.abstract !== true) (codes[each.system ?? ''] ??= []).push(each.code);
    each.contains?.forEach(visit);
  };
  valueSet?.expansion?.contains?.forEach(visit);
  if (Object.keys(codes).length === 0) throw new Error(`No expansion of ${url}`);
  if (
    Object.values(codes)
      .flat()
      .some((code) => code.includes(' '))
  )
    throw new Error(`A code of ${url} holds a space`);
  return Object.fromEntries(Object.entries(codes).map(([system, own]) => [system, own.join(' ')]));
}
