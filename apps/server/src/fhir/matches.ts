import { type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import type { Call } from './interaction.ts';
import { refuse } from './trouble.ts';

const SHAPING: ReadonlySet<string> = new Set([
  '_format',
  '_pretty',
  '_summary',
  '_elements',
  '_count',
  '_sort',
  '_total',
  '_include',
  '_revinclude',
]);

/**
 * The one resource that a conditional request means, undefined when there is none. Several are refused, and so are
 * conditions that nobody understands: to pass over one would change the wrong resource.
 */
export async function matchOf(call: Call, type: string, query: URLSearchParams): Promise<Outcome<Stored | undefined>> {
  const criteria = new URLSearchParams([...query].filter(([name]) => !SHAPING.has(name.split(':', 1)[0] ?? '')));
  if (criteria.size === 0) return refuse(412, 'required', 'The condition is empty.', { remedy: 'Name at least one search parameter.' });
  criteria.set('_count', '2');
  const view = await call.view();
  if (!view.ok) return view;
  const found = await view.value.search(type, criteria.toString(), { handling: 'strict', base: call.base });
  if (!found.ok) return found;
  const [match, ...more] = found.value.matches;
  return more.length > 0
    ? refuse(412, 'multiple-matches', 'Several resources meet the condition.', { remedy: 'Name the one that you mean by its id.' })
    : success(match);
}
