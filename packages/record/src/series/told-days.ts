import { isJsonObject, type JsonObject } from '@satchel/fhir';
import type { RowBody } from '../body.ts';
import { dayIdOf } from './day-id.ts';
import { dayObservation, type Day, DAY_META } from './day-observation.ts';
import { type Month, monthIn, SERIES } from './month.ts';
import { dateOfDay } from './samples.ts';

/** A day as the row that it would be, were it stored. */
export interface ToldRow {
  readonly id: string;
  readonly version: number;
  readonly body: RowBody;
  /** Without meta. */
  readonly resource: JsonObject;
}

/** The month that a row holds; undefined for any other row, a month that somebody else's file brought included. */
export function monthOf({ head, resource }: RowBody, parsed?: JsonObject): Month | undefined {
  if (head.t !== 'Basic' || head.o !== 1 || !resource.includes(SERIES)) return undefined;
  const basic = parsed ?? (JSON.parse(resource) as unknown);
  return isJsonObject(basic) ? monthIn(basic) : undefined;
}

const HEAD = { t: 'Observation', m: JSON.stringify(DAY_META), o: 1 } as const;

/**
 * The days that this version of a month's row was the first to tell, as Observations: derived from its numbers whenever
 * somebody asks, marked as the row is marked. What an earlier version told is as it was then.
 */
export function* toldBy({ id, version, body, month }: { id: string; version: number; body: RowBody; month: Month }): Iterable<ToldRow> {
  const sources = namesOf(month);
  const { at, x, w } = body.head;
  for (const [day, { summary, version: since, withdrawn = w }] of month.told ?? []) {
    if (since !== version) continue;
    const { meta: _, ...resource } = dayObservation({ ...month, day, summary, sources } satisfies Day);
    yield {
      id: dayIdOf(id, dateIn(day)),
      version,
      body: {
        head: { ...HEAD, at, ...(withdrawn !== undefined && { w: withdrawn }), ...(x && { x }) },
        resource: JSON.stringify(resource),
      },
      resource,
    };
  }
}

/** The number of a day in its month. */
export const dateIn = (day: number): number => Number(dateOfDay(day).slice(8));

/** The sources that count. */
export const namesOf = ({ sources }: Pick<Month, 'sources'>): string[] => [
  ...new Set(sources.filter((each) => each.withdrawn === undefined).map((each) => each.name)),
];
