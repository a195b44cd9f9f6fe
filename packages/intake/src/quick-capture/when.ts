/** What a line says about time: an instant or day, or since when, and the words that said it. */
export interface When {
  readonly at: string;
  readonly since: boolean;
  /** The span of the words in the folded text. */
  readonly span?: readonly [number, number];
}

const DAY = 86_400_000;
const HOURS: Readonly<Record<string, string>> = {
  'this morning': '08:00',
  'esta manana': '08:00',
  morning: '08:00',
  'la manana': '08:00',
  noon: '12:00',
  mediodia: '12:00',
  'this afternoon': '15:00',
  'esta tarde': '15:00',
  afternoon: '15:00',
  'la tarde': '15:00',
  'this evening': '20:00',
  evening: '20:00',
  tonight: '21:00',
  'esta noche': '21:00',
  'last night': '-22:00',
  anoche: '-22:00',
};
const DAYS: Readonly<Record<string, number>> = {
  'day before yesterday': 2,
  anteayer: 2,
  'antes de ayer': 2,
  yesterday: 1,
  ayer: 1,
  today: 0,
  hoy: 0,
};
const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  min: 60_000,
  minuto: 60_000,
  minutos: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  h: 3_600_000,
  hora: 3_600_000,
  horas: 3_600_000,
  day: DAY,
  days: DAY,
  dia: DAY,
  dias: DAY,
  week: 7 * DAY,
  weeks: 7 * DAY,
  semana: 7 * DAY,
  semanas: 7 * DAY,
};
const SINCE = '(since|for|desde(?: hace)?) ?(?:the )?';
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const NUMBER = '(\\d{1,3}|an?|una?|one|two|three|dos|tres)';
const COUNTS: Readonly<Record<string, number>> = { a: 1, an: 1, un: 1, una: 1, one: 1, two: 2, three: 3, dos: 2, tres: 3 };

const AGO = new RegExp(`(?:(since|for|desde) )?(?:hace )?\\b${NUMBER} (${UNIT}) ?(ago)?\\b`);
const BACK = new RegExp(`\\b(desde )?hace ${NUMBER} (${UNIT})\\b`);
const WORDS = new RegExp(
  `(?:${SINCE})?\\b(${[...Object.keys(DAYS), ...Object.keys(HOURS)].sort((a, b) => b.length - a.length).join('|')})\\b`,
);
const CLOCK = /(?:\b(since|desde)(?: las?)? |\bat |\ba las? |@ ?)(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm|h|horas)?\b/;
const DATE = /\b(?:(since|desde)(?: el)? |on |el )?(\d{4})-(\d{2})-(\d{2})\b/;

/** Reads the words about time of a folded line. `at` is now, with the person's own zone: its date and clock are theirs. */
export function whenOf(line: string, at: string): When {
  const found = [byDate(line), byBack(line), byWord(line, at), byClock(line, at)].find((each) => each !== undefined);
  return found ?? ago(line, at) ?? { at, since: false };

  function byBack(text: string): When | undefined {
    const match = BACK.exec(text);
    return match ? { ...earlier(at, match[2], match[3]), since: match[1] !== undefined, span: spanOf(match) } : undefined;
  }
}

function ago(line: string, at: string): When | undefined {
  const match = AGO.exec(line);
  if (!match || (match[1] === undefined && match[4] === undefined)) return undefined;
  return { ...earlier(at, match[2], match[3]), since: match[4] === undefined || match[1] === 'since', span: spanOf(match) };
}

function byDate(line: string): When | undefined {
  const match = DATE.exec(line);
  return match ? { at: `${match[2]}-${match[3]}-${match[4]}`, since: match[1] !== undefined, span: spanOf(match) } : undefined;
}

function byWord(line: string, at: string): When | undefined {
  const match = WORDS.exec(line);
  if (!match) return undefined;
  const word = match[2] ?? '';
  const since = match[1] !== undefined;
  const hour = HOURS[word];
  if (hour?.startsWith('-')) return { at: onDay(at, 1, hour.slice(1)), since, span: spanOf(match) };
  if (hour !== undefined) return { at: notAfter(onDay(at, 0, hour), at), since, span: spanOf(match) };
  return { at: dayOf(at, DAYS[word] ?? 0), since, span: spanOf(match) };
}

function byClock(line: string, at: string): When | undefined {
  const match = CLOCK.exec(line);
  if (!match) return undefined;
  const hour = Number(match[2]);
  const of12 = match[4] === 'pm' && hour < 12 ? hour + 12 : match[4] === 'am' && hour === 12 ? 0 : hour;
  const minute = Number(match[3] ?? 0);
  if (of12 > 23 || minute > 59) return undefined;
  return { at: onDay(at, 0, `${two(of12)}:${two(minute)}`), since: match[1] !== undefined, span: spanOf(match) };
}

const earlier = (at: string, count = '1', unit = 'hour'): { at: string } => {
  const span = (COUNTS[count] ?? Number(count)) * (UNITS[unit] ?? 0);
  return { at: span >= DAY ? dayOf(at, Math.round(span / DAY)) : shifted(at, span) };
};

/** An instant so many milliseconds before, in the same zone. */
function shifted(at: string, back: number): string {
  const zone = zoneOf(at);
  return `${localIso(Date.parse(at) - back, zone).slice(0, 19)}${zone}`;
}

const dayOf = (at: string, back: number): string => localIso(Date.parse(at) - back * DAY, zoneOf(at)).slice(0, 10);
const onDay = (at: string, back: number, clock: string): string => `${dayOf(at, back)}T${clock}:00${zoneOf(at)}`;
/** "This morning", said before eight, is now. */
const notAfter = (then: string, now: string): string => (Date.parse(then) > Date.parse(now) ? now : then);
const zoneOf = (at: string): string => /(Z|[+-]\d{2}:\d{2})$/.exec(at)?.[1] ?? 'Z';

/** The clock on the wall in that zone, written as ISO. */
function localIso(milliseconds: number, zone: string): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(milliseconds + offset).toISOString();
}

const spanOf = (match: RegExpExecArray): [number, number] => [match.index, match.index + match[0].length];
const two = (number: number): string => String(number).padStart(2, '0');
