import type { ConsentLine } from '../../../../server/src/http/api.ts';

/** One line of the consent screen by name. */
export const lineName = ({ scope, type }: Pick<ConsentLine, 'scope' | 'type'>): string => `${scope} ${type}`;

/**
 * The scopes that are left when some lines were unticked. A scope for everything stays one as long as nothing is taken from
 * it; else it becomes one for each type that remains, in the words it was asked in.
 */
export function grantedScopes(lines: readonly ConsentLine[], isOff: (name: string) => boolean): string[] {
  const granted = [...Map.groupBy(lines, ({ scope }) => scope)].flatMap(([scope, of]) => {
    const on = of.filter((line) => !isOff(lineName(line)));
    if (on.length === of.length) return [scope];
    return on.map(({ type }) => scope.replace('/*.', `/${type}.`));
  });
  return [...new Set(granted)];
}
