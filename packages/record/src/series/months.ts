import { type JsonObject, type Outcome, parseQuery, success } from '@satchel/fhir';
import type { Hit, SearchResult } from '../index/search.ts';
import { fetchRows } from '../open-row.ts';
import type { Reading } from '../reading.ts';
import type { World } from '../world.ts';
import { type Month, monthIn, SERIES } from './month.ts';

export interface MonthRow {
  readonly id: string;
  readonly month: Month;
  readonly aside: boolean;
}

export interface MonthsWanted {
  /** `system|code` of the series; every series without. */
  readonly code?: string;
  /** Months, inclusive: `2026-03`. */
  readonly from?: string;
  readonly to?: string;
}

/** More months than this are found by code alone. */
const NAMED = 24;
const BATCH = 500;

/** The months that a reader's own index has, in order of time. */
export async function monthRows(
  { world, reading }: { readonly world: World; readonly reading: Reading },
  { code, from, to }: MonthsWanted,
): Promise<Outcome<MonthRow[]>> {
  const months = from !== undefined && to !== undefined ? monthsBetween(from, to) : undefined;
  const found = months === undefined ? listed(reading, code) : undefined;
  const hits = found?.length ? success(found) : searched(world, reading, code, months);
  if (!hits.ok) return hits;
  const rows: MonthRow[] = [];
  for (let at = 0; at < hits.value.length; at += BATCH) {
    const batch = hits.value.slice(at, at + BATCH);
    for (const [n, body] of (await fetchRows(world, reading, batch)).entries()) {
      if (!body.ok) continue;
      const month = monthIn(JSON.parse(body.value.resource) as JsonObject);
      const { id } = batch[n] as Hit;
      const aside = body.value.head.x !== undefined;
      if (month && (from === undefined || month.month >= from) && (to === undefined || month.month <= to)) rows.push({ id, month, aside });
    }
  }
  return success(rows.sort((a, b) => (a.month.month < b.month.month ? -1 : 1)));
}

/** Where all of a series is wanted, its main code is enough, and the cards know that: nothing needs to be sorted or looked up. */
const listed = ({ index }: Reading, code: string | undefined): readonly Hit[] => index.list(['Basic'], { also: ['aside'], code });

function searched(
  world: World,
  reading: Reading,
  code: string | undefined,
  months: readonly string[] | undefined,
): Outcome<readonly Hit[]> {
  const criteria = [
    `code=${encodeURIComponent(code ?? 'urn:satchel:basic|series')}`,
    ...(months ? [`identifier=${encodeURIComponent(months.map((month) => `${SERIES}|${month}`).join(','))}`] : []),
  ];
  const query = `${criteria.join('&')}&_count=${BATCH}&_total=none`;
  const found: Hit[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const parsed = parseQuery('Basic', cursor ? `${query}&_cursor=${encodeURIComponent(cursor)}` : query, {
      canonical: () => undefined,
      now: world.now(),
    });
    if (!parsed.ok) return parsed;
    const hits: Outcome<SearchResult> = reading.index.search(parsed.value, { also: ['aside'] });
    if (!hits.ok) return hits;
    found.push(...hits.value.matches);
    cursor = hits.value.next;
  }
  return success(found);
}

/** Each by its name; undefined where they are too many to name. */
function monthsBetween(from: string, to: string): string[] | undefined {
  const number = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const [first, last] = [number(from), number(to)];
  if (!(last - first < NAMED)) return undefined;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => {
    const at = first + n;
    return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}
