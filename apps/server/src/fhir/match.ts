import { isResourceId, isResourceType } from '@satchel/fhir';
import type { Interaction, Method } from './interaction.ts';

export interface Matched {
  readonly interaction: Interaction;
  readonly params: Readonly<Record<string, string>>;
}

/** The interaction that a Bundle entry's method and path (`Patient/1`, without query) ask for; fixed words go before parameters. */
export function matchPath(table: readonly Interaction[], method: string, path: string): Matched | undefined {
  return matchAll(table, path).find(({ interaction }) => interaction.method === method);
}

/** What this path may be asked for. */
export function methodsOf(table: readonly Interaction[], path: string): Method[] {
  return [...new Set(matchAll(table, path).map(({ interaction }) => interaction.method))];
}

function matchAll(table: readonly Interaction[], path: string): Matched[] {
  const segments = path.replace(/^\/|\/$/g, '').split('/');
  const matched = table.flatMap((interaction) => {
    const params = paramsOf(interaction.path.split('/'), segments);
    return params && takes(params) ? [{ interaction, params }] : [];
  });
  return matched.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

/** Whether the parameters of a path are what their names promise. */
export function takes({ type, compartment, id, vid }: Readonly<Record<string, string>>): boolean {
  if (type !== undefined && !isResourceType(type) && !(type === '*' && compartment !== undefined)) return false;
  if (compartment !== undefined && !isResourceType(compartment)) return false;
  return (id === undefined || isResourceId(id)) && (vid === undefined || isResourceId(vid));
}
