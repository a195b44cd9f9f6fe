import { dateInterval, periodInterval } from '../../dates.ts';
import type { Interval } from '../../dates.ts';
import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import type { Converter } from './converter.ts';

/** Converters of the date parameters (http://hl7.org/fhir/R4/search.html#date). */
export function dateConverter(type: string): Converter | undefined {
  const interval = intervalOf(type);
  if (interval === undefined) return undefined;
  return (value, parameter, { dates }) => {
    const found = interval(value);
    if (found !== undefined) dates.push({ parameter, low: found.low, high: found.high });
  };
}

function intervalOf(type: string): ((value: JsonValue) => Interval | undefined) | undefined {
  switch (type) {
    case 'date':
    case 'dateTime':
    case 'instant':
      return (value) => (typeof value === 'string' ? dateInterval(value) : undefined);
    case 'Period':
      return (value) => (isJsonObject(value) ? boundedPeriod(value) : undefined);
    case 'Timing':
      return (value) => (isJsonObject(value) ? timingInterval(value) : undefined);
    default:
      return undefined;
  }
}

/** A period without any bound says nothing about time. */
function boundedPeriod(period: JsonObject): Interval | undefined {
  return period['start'] === undefined && period['end'] === undefined ? undefined : periodInterval(period);
}

/** From the first event or the begin of the bounds to the last event or the end of the bounds ("the outer limits"). */
export function timingInterval(timing: JsonObject): Interval | undefined {
  const events = Array.isArray(timing['event']) ? timing['event'] : [];
  const intervals = events.map((event) => (typeof event === 'string' ? dateInterval(event) : undefined));
  const repeat = timing['repeat'];
  const bounds = isJsonObject(repeat) ? repeat['boundsPeriod'] : undefined;
  if (isJsonObject(bounds)) intervals.push(boundedPeriod(bounds));
  const known = intervals.filter((interval) => interval !== undefined);
  if (known.length === 0) return undefined;
  return { low: Math.min(...known.map(({ low }) => low)), high: Math.max(...known.map(({ high }) => high)) };
}
