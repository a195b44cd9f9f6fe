import type { JsonObject } from '@satchel/fhir';
import type { Effect } from '../doors.ts';
import type { Item } from '../commit/work.ts';
import { dayIdOf } from './day-id.ts';
import { type Month, monthResource, type ToldDay } from './month.ts';
import { dateIn, monthOf } from './told-days.ts';

/** A day of a month's row as what a commit tells of and attributes; it becomes no row of its own. */
export const dayItem = (month: Item, day: number, effect: Effect): Item => ({
  type: 'Observation',
  id: dayIdOf(month.id, dateIn(day)),
  resource: {},
  issues: [],
  before: month.before,
  effect,
  labels: [],
  toldBy: month,
  ...(month.aside && { aside: true as const }),
});

/** Where a month's row gets other marks, its days get them with it: they say so in this version. None for any other row. */
export function daysWith(item: Item): Item[] {
  const month = item.effect === 'unchanged' ? undefined : monthIn(item);
  if (!month?.told) return [];
  const version = item.before + 1;
  retell(item, month, new Map([...month.told].map(([day, each]) => [day, { ...each, version }])));
  return [...month.told].filter(([, { withdrawn }]) => withdrawn === undefined).map(([day]) => dayItem(item, day, item.effect));
}

export const monthIn = ({ body, resource }: Item): Month | undefined => body && monthOf(body, resource);

/** The month's row tells these days from now on. */
export function retell(item: Item, month: Month, told: ReadonlyMap<number, ToldDay>): void {
  const resource: JsonObject = monthResource({ ...month, told });
  item.resource = resource;
  if (item.body) item.body = { ...item.body, resource: JSON.stringify(resource) };
  delete item.fingerprint;
}
