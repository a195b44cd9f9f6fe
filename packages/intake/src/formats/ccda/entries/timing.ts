import type { JsonObject } from '@satchel/fhir';
import { element, elementOrNone, type Parts } from '../build.ts';
import type { EntryContext } from '../context.ts';
import { countOf, isNumber, withDecimal } from '../datatypes/quantities.ts';
import { dateTimeOf, periodOf, whenOf } from '../datatypes/times.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';

/** The effectiveTimes of a substance administration to Timing (C-CDA on FHIR, Medications). */
export function timingOf(statement: XmlNode, at: EntryContext): JsonObject | undefined {
  const times = children(statement, 'effectiveTime').flatMap((time) => [time, ...children(time, 'comp')]);
  const bounds = times.find((time) => !isPeriodic(time) && !isEvent(time));
  const when = whenOf(bounds, at.zone);
  const rhythm = { ...periodicOf(times.find(isPeriodic)), ...eventOf(times.find(isEvent)) };
  const repeat = elementOrNone({ boundsPeriod: when.value === undefined ? periodOf(when) : undefined, ...rhythm });
  return elementOrNone({ event: when.value === undefined ? undefined : [when.value], repeat });
}

const typeOf = (time: XmlNode): string => attribute(time, 'xsi:type')?.replace(/^.*:/, '') ?? '';
const isPeriodic = (time: XmlNode): boolean => typeOf(time).startsWith('PIVL') || child(time, 'period') !== undefined;
const isEvent = (time: XmlNode): boolean => typeOf(time).startsWith('EIVL') || child(time, 'event') !== undefined;

const UNITS: Readonly<Record<string, string>> = {
  s: 's',
  min: 'min',
  h: 'h',
  hr: 'h',
  hour: 'h',
  d: 'd',
  day: 'd',
  wk: 'wk',
  week: 'wk',
  mo: 'mo',
  month: 'mo',
  a: 'a',
};

/** PIVL: every so often; with `institutionSpecified` so many times in a day rather than so many hours apart. */
function periodicOf(time: XmlNode | undefined): Parts {
  const period = child(time, 'period');
  const low = child(period, 'low') ?? period;
  const [value, most] = [attribute(low, 'value'), attribute(child(period, 'high'), 'value')];
  const periodUnit = UNITS[attribute(low, 'unit')?.toLowerCase() ?? ''];
  if (!isNumber(value) || Number(value) <= 0 || periodUnit === undefined) return {};
  const daily = attribute(time, 'institutionSpecified') === 'true' && periodUnit === 'h' ? timesADay(value, most) : undefined;
  if (daily) return daily;
  const made = withDecimal(element({ frequency: 1, period: 0, periodUnit }), 'period', value);
  return isNumber(most) ? withDecimal(made, 'periodMax', most) : made;
}

function timesADay(hours: string, most: string | undefined): Parts | undefined {
  const counts = [most, hours].filter(isNumber).map((each) => 24 / Number(each));
  if (!counts.every((count) => Number.isInteger(count) && count >= 1)) return undefined;
  const [frequency = 1, frequencyMax] = counts;
  return { frequency, period: 1, periodUnit: 'd', ...(frequencyMax !== undefined && { frequencyMax }) };
}

const EVENTS: ReadonlySet<string> = new Set(['HS', 'WAKE', 'C', 'CM', 'CD', 'CV', 'AC', 'ACM', 'ACD', 'ACV', 'PC', 'PCM', 'PCD', 'PCV']);
/** CDA says between meals, FHIR has no word for it. */
const OTHER_EVENTS: Readonly<Record<string, string>> = { IC: 'PC', ICM: 'PCM', ICD: 'PCD', ICV: 'PCV' };
const MINUTES: Readonly<Record<string, number>> = { s: 1 / 60, min: 1, h: 60, d: 1440 };

/** EIVL: by what the day brings, before or after by minutes. */
function eventOf(time: XmlNode | undefined): Parts {
  const written = attribute(child(time, 'event'), 'code')?.toUpperCase() ?? '';
  const code = OTHER_EVENTS[written] ?? written;
  if (!EVENTS.has(code)) return {};
  const offset = child(time, 'offset');
  const bound = child(offset, 'low') ?? child(offset, 'width') ?? offset;
  const away = Math.abs(Number(attribute(bound, 'value') ?? Number.NaN)) * (MINUTES[attribute(bound, 'unit') ?? ''] ?? Number.NaN);
  const minutes = countOf(String(away));
  // C, CM, CD, CV are the meals themselves, to which an offset cannot be added (tim-9).
  return { when: [code], ...(minutes !== undefined && !/^C[MDV]?$/.test(code) && { offset: minutes }) };
}

/** The one time of an administration: a point, else a stretch. */
export function administeredAt(statement: XmlNode, at: EntryContext): ReturnType<typeof whenOf> {
  const times = children(statement, 'effectiveTime').filter((time) => !isPeriodic(time) && !isEvent(time));
  const when = whenOf(times[0], at.zone);
  const value = when.value ?? dateTimeOf(attribute(child(children(statement, 'effectiveTime')[0], 'phase', 'low'), 'value'), at.zone);
  return value === undefined ? when : { ...when, value };
}
