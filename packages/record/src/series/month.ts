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
  /** `Patient/…`, by our id. */
  readonly subject?: string;
}

export const SERIES = 'urn:satchel:series';
const UCUM = 'http://unitsofmeasure.org';
const KIND = { system: 'urn:satchel:basic', code: 'series', display: 'Device series' };
export const CONTENT_TYPE = 'application/vnd.satchel.series';
const DAY = 86_400_000;
const NUMBERS = ['count', 'min', 'max', 'mean', 'sum', 'first', 'last'] as const;

export function monthResource({ type, month, address, size, sources, days, subject }: Month): JsonObject {
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
          { url: 'days', valueSampledData: sampledDays(type, month, days) },
          ...sources.map(sourceExtension),
          { url: 'content', valueAttachment: { contentType: CONTENT_TYPE, url: `Binary/${address}`, size } },
        ],
      },
    ],
  };
}

/** Seven numbers a day from the first of the month on; a day without any is `E`. */
function sampledDays({ unit, unitText }: SeriesType, month: string, days: Month['days']): JsonObject {
  const first = dayOfDate(`${month}-01`);
  const last = Math.max(first, ...days.keys());
  const data: string[] = [];
  for (let day = first; day <= last; day++) {
    const summary = days.get(day);
    data.push(NUMBERS.map((name) => (summary ? String(summary[name]) : 'E')).join(' '));
  }
  return {
    origin: { value: 0, unit: unitText ?? unit, system: UCUM, code: unit },
    period: DAY,
    dimensions: NUMBERS.length,
    data: data.join(' '),
  };
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
    days: daysIn(month, String(days['data'])),
    ...(typeof subject === 'string' && { subject }),
  };
}

function daysIn(month: string, data: string): Map<number, Summary> {
  const words = data.split(' ');
  const days = new Map<number, Summary>();
  let day = dayOfDate(`${month}-01`);
  for (let at = 0; at + NUMBERS.length <= words.length; at += NUMBERS.length, day++) {
    if (words[at] === 'E') continue;
    const [count, min, max, mean, sum, first, last] = words.slice(at, at + NUMBERS.length).map(Number) as Seven;
    days.set(day, { count, min, max, mean, sum, first, last });
  }
  return days;
}

type Seven = [number, number, number, number, number, number, number];

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
