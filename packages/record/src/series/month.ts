import { codingsOf, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import type { ChunkSource } from './chunk.ts';
import type { Coding } from './coding.ts';
import type { Summary } from './days.ts';
import { dayOfDate } from './samples.ts';
import type { SeriesType } from './series.ts';

/**
 * The row of one month of one series: a Basic that names the sealed chunk, and holds the numbers of its days, so that
 * ten years draw without opening a sample. Searchable by the series' code and by `urn:satchel:series|2026-03`.
 */
export interface Month {
  readonly type: SeriesType;
  /** `2026-03` */
  readonly month: string;
  /** Content address of the chunk, hex. */
  readonly address: string;
  readonly size: number;
  readonly sources: readonly ChunkSource[];
  readonly days: ReadonlyMap<number, Summary>;
  /** The days as Observations, which this row stands for; a month written before it did has rows of days beside it, and none here. */
  readonly told?: ReadonlyMap<number, ToldDay>;
  /** `Patient/…`, by our id. */
  readonly subject?: string;
}

/** A day of a series as an Observation. */
export interface ToldDay {
  readonly summary: Summary;
  /** The version of the month's row that said so first; the Observation's own, too. */
  readonly version: number;
  /** It no longer counts, for this reason. */
  readonly withdrawn?: string;
}

export const SERIES = 'urn:satchel:series';
const UCUM = 'http://unitsofmeasure.org';
const KIND = { system: 'urn:satchel:basic', code: 'series', display: 'Device series' };
export const CONTENT_TYPE = 'application/vnd.satchel.series';
const DAY = 86_400_000;
const NUMBERS = ['count', 'min', 'max', 'mean', 'sum', 'first', 'last'] as const;

export function monthResource({ type, month, address, size, sources, days, told, subject }: Month): JsonObject {
  return {
    resourceType: 'Basic',
    identifier: [{ system: SERIES, value: month }],
    code: { coding: [type.code, ...(type.also ?? []), KIND].map((each) => ({ ...each })), text: type.code.display },
    ...(subject !== undefined && { subject: { reference: subject } }),
    extension: [
      {
        url: SERIES,
        extension: [
          { url: 'category', valueCode: type.category },
          { url: 'daily', valueCode: type.daily },
          { url: 'days', valueSampledData: sampledDays(type, month, days, told) },
          ...withdrawnDays(type, month, told),
          ...sources.map(sourceExtension),
          { url: 'content', valueAttachment: { contentType: CONTENT_TYPE, url: `Binary/${address}`, size } },
        ],
      },
    ],
  };
}

/**
 * Seven numbers a day from the first of the month on, and the version of its Observation (0 where that was withdrawn); a day
 * without any is `E`.
 */
function sampledDays({ unit, unitText }: SeriesType, month: string, days: Month['days'], told: Month['told']): JsonObject {
  const first = dayOfDate(`${month}-01`);
  const last = Math.max(first, ...days.keys());
  const data: string[] = [];
  for (let day = first; day <= last; day++) {
    const summary = days.get(day);
    data.push(NUMBERS.map((name) => (summary ? String(summary[name]) : 'E')).join(' '));
    if (told) data.push(summary ? String(versionOf(told.get(day))) : 'E');
  }
  return {
    origin: { value: 0, unit: unitText ?? unit, system: UCUM, code: unit },
    period: DAY,
    dimensions: told ? NUMBERS.length + 1 : NUMBERS.length,
    data: data.join(' '),
  };
}

const versionOf = (day: ToldDay | undefined): number => (day?.withdrawn === undefined ? (day?.version ?? 0) : 0);

/** Each reason with its days. */
function withdrawnDays(type: SeriesType, month: string, told: Month['told']): JsonObject[] {
  const gone = [...(told ?? [])].filter(([, { withdrawn }]) => withdrawn !== undefined);
  const byReason = Map.groupBy(gone, ([, { withdrawn }]) => withdrawn ?? '');
  return [...byReason].map(([reason, its]) => {
    const days = new Map(its.map(([day, { summary }]) => [day, summary]));
    const versions = new Map(its.map(([day, { summary, version }]) => [day, { summary, version }]));
    return {
      url: 'withdrawn',
      extension: [
        { url: 'reason', valueString: reason },
        { url: 'days', valueSampledData: sampledDays(type, month, days, versions) },
      ],
    };
  });
}

function sourceExtension({ name, device, rank, withdrawn }: ChunkSource): JsonObject {
  return {
    url: 'source',
    extension: [
      { url: 'name', valueString: name },
      ...(device === undefined ? [] : [{ url: 'device', valueString: device }]),
      { url: 'rank', valueInteger: rank },
      ...(withdrawn === undefined ? [] : [{ url: 'withdrawn', valueString: withdrawn }]),
    ],
  };
}

/** Undefined for any other Basic. */
export function monthIn(resource: JsonObject): Month | undefined {
  const parts = list(resource['extension']).find((each) => each['url'] === SERIES);
  const at = (url: string) => list(parts?.['extension']).filter((each) => each['url'] === url);
  const [days, content] = [at('days')[0]?.['valueSampledData'], at('content')[0]?.['valueAttachment']];
  const month = list(resource['identifier'])[0]?.['value'];
  const codings = codingsOf(resource['code']).filter(({ system }) => system !== KIND.system);
  const [code, ...also] = codings.map(({ system = '', code: its = '', display = '' }): Coding => ({ system, code: its, display }));
  if (!code || !isJsonObject(days) || !isJsonObject(content) || typeof month !== 'string') return undefined;
  const isTeller = days['dimensions'] === NUMBERS.length + 1;
  const numbers = daysIn(month, days);
  const origin = isJsonObject(days['origin']) ? days['origin'] : {};
  const [unit, unitText] = [String(origin['code']), String(origin['unit'])];
  const subject = isJsonObject(resource['subject']) ? resource['subject']['reference'] : undefined;
  return {
    type: {
      code,
      ...(also.length > 0 && { also }),
      category: String(at('category')[0]?.['valueCode']),
      unit,
      ...(unitText !== unit && { unitText }),
      daily: at('daily')[0]?.['valueCode'] === 'sum' ? 'sum' : 'mean',
    },
    month,
    address: String(content['url']).replace('Binary/', ''),
    size: Number(content['size']),
    sources: at('source').map(sourceIn),
    days: new Map([...numbers].map(([day, { summary }]) => [day, summary])),
    ...(isTeller && {
      told: new Map([
        ...[...numbers].filter(([, { version }]) => version > 0),
        ...at('withdrawn').flatMap((each) => withdrawnIn(month, each)),
      ]),
    }),
    ...(typeof subject === 'string' && { subject }),
  };
}

function daysIn(month: string, { data, dimensions }: JsonObject): Map<number, ToldDay> {
  const words = String(data).split(' ');
  const width = dimensions === NUMBERS.length + 1 ? NUMBERS.length + 1 : NUMBERS.length;
  const days = new Map<number, ToldDay>();
  let day = dayOfDate(`${month}-01`);
  for (let at = 0; at + width <= words.length; at += width, day++) {
    if (words[at] === 'E') continue;
    const [count, min, max, mean, sum, first, last, version = 0] = words.slice(at, at + width).map(Number) as Eight;
    days.set(day, { summary: { count, min, max, mean, sum, first, last }, version });
  }
  return days;
}

type Eight = [number, number, number, number, number, number, number, number?];

function withdrawnIn(month: string, extension: JsonObject): [number, ToldDay][] {
  const at = (url: string) => list(extension['extension']).find((each) => each['url'] === url);
  const days = at('days')?.['valueSampledData'];
  const withdrawn = String(at('reason')?.['valueString']);
  return isJsonObject(days) ? [...daysIn(month, days)].map(([day, told]) => [day, { ...told, withdrawn }]) : [];
}

function sourceIn(extension: JsonObject): ChunkSource {
  const at = (url: string) => list(extension['extension']).find((each) => each['url'] === url);
  const [device, withdrawn] = [at('device')?.['valueString'], at('withdrawn')?.['valueString']];
  return {
    name: String(at('name')?.['valueString']),
    ...(typeof device === 'string' && { device }),
    rank: Number(at('rank')?.['valueInteger']),
    ...(typeof withdrawn === 'string' && { withdrawn }),
  };
}

const list = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
