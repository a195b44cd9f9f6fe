import { dateInterval, type JsonObject, type JsonValue } from '@satchel/fhir';
import { elementOrNone } from '../build.ts';
import { attribute, child, type XmlNode } from '../xml/node.ts';
import { nullFlavor } from './null-flavor.ts';

const TIME = /^(\d{4})(?:-?(\d\d))?(?:-?(\d\d))?(?:[T ]?(\d\d)(?::?(\d\d))?(?::?(\d\d))?(?:\.(\d{1,9}))?)?\d*\s*([+-]\d\d:?\d\d|Z)?$/;

/** A CDA time as FHIR dateTime, as exact as it is written. A time without a zone is in `zone`; where there is none, only its day is kept. */
export function dateTimeOf(text: string | undefined, zone?: string): string | undefined {
  const match = text === undefined ? null : TIME.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute = '00', second = '00', fraction, written] = match;
  const date = [year, month, day].filter((part) => part !== undefined && part !== '00').join('-');
  const offset = written === undefined ? zone : zoneText(written);
  const time =
    hour === undefined || day === undefined || offset === undefined
      ? ''
      : `T${hour}:${minute}:${second}${fraction ? `.${fraction}` : ''}${offset}`;
  if (isDateTime(date + time)) return date + time;
  return isDateTime(date) ? date : undefined;
}

const isDateTime = (text: string): boolean => !text.startsWith('0000') && dateInterval(text) !== undefined;

const zoneText = (zone: string): string => (zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`);

/** The offset that a time is written with. */
export function zoneOf(text: string | undefined): string | undefined {
  const zone = text === undefined ? undefined : TIME.exec(text.trim())?.[8];
  return zone === undefined ? undefined : zoneText(zone);
}

/** The calendar day of a time. */
export const dateOf = (text: string | undefined): string | undefined => dateTimeOf(text)?.slice(0, 10);

/** Points and bounds of a CDA time or interval. */
export interface When {
  readonly value?: string;
  readonly low?: string;
  readonly high?: string;
  /** It has ended; nobody says when. */
  readonly endedUnknown?: true;
}

/** TS and IVL_TS: a point, a stretch, or what is known of one. */
export function whenOf(node: XmlNode | undefined, zone?: string): When {
  const at = (each: XmlNode | undefined): string | undefined => dateTimeOf(attribute(each, 'value'), zone);
  const [value, low, high] = [at(node) ?? at(child(node, 'center')), at(child(node, 'low')), at(child(node, 'high'))];
  return {
    ...(value !== undefined && { value }),
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...(high === undefined && nullFlavor(child(node, 'high')) === 'UNK' && { endedUnknown: true as const }),
  };
}

/** The one time to tell: the point, else the begin, else the end. */
export const pointOf = ({ value, low, high }: When): string | undefined => value ?? low ?? high;

export function periodOf({ value, low, high }: When): JsonObject | undefined {
  const start = low ?? value;
  if (start !== undefined && high !== undefined && isAfter(start, high)) return { start };
  return elementOrNone({ start, end: high });
}

/** FHIR wants a period to end after its begin (per-1). */
function isAfter(start: string, end: string): boolean {
  const [first, second] = [dateInterval(start), dateInterval(end)];
  return first !== undefined && second !== undefined && first.low > second.high;
}

/** `effectiveDateTime` or `effectivePeriod`, and the same for other names. */
export function timeElement(name: string, when: When): Record<string, JsonValue> {
  if (when.value !== undefined) return { [`${name}DateTime`]: when.value };
  if (when.low !== undefined && when.low === when.high) return { [`${name}DateTime`]: when.low };
  const period = periodOf(when);
  return period === undefined ? {} : { [`${name}Period`]: period };
}
