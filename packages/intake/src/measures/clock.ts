/** A date and perhaps a time as a device or a person writes them. */
export interface Clock {
  /** Milliseconds since 1970; where no zone is told, as if the clock showed UTC. */
  readonly at: number;
  /** Minutes east of UTC, where told. */
  readonly offset?: number;
  readonly hasTime: boolean;
}

export type DateOrder = 'ymd' | 'dmy' | 'mdy';

const DATE = /^\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ,]+(.*))?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?\s?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;

/** Reads a date whose parts stand in a known order; undefined for what is none, or no day of the calendar. */
export function readClock(text: string, order: DateOrder, time?: string): Clock | undefined {
  const [, a = '', b = '', c = '', behind] = DATE.exec(text) ?? [];
  if (a === '') return undefined;
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  if (year.length === 1 || year.length === 3 || day.length > 2 || month.length > 2) return undefined;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  const date = Date.UTC(full, Number(month) - 1, Number(day));
  const isDay = new Date(date).getUTCMonth() === Number(month) - 1 && Number(day) >= 1 && full >= 1900 && full <= 2200;
  if (!isDay) return undefined;
  const written = (time ?? behind ?? '').trim();
  if (written === '') return { at: date, hasTime: false };
  const clock = readTime(written);
  return (
    clock && {
      at: date + clock.ms - (clock.offset ?? 0) * 60_000,
      hasTime: true,
      ...(clock.offset !== undefined && { offset: clock.offset }),
    }
  );
}

function readTime(text: string): { ms: number; offset?: number } | undefined {
  const [, hours, minutes, seconds = '0', half, zone] = TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const isAfternoon = half?.toLowerCase().startsWith('p');
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (isAfternoon ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const ms = ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  if (zone === undefined) return { ms };
  const [, sign, h, m] = /([+-])(\d{2}):?(\d{2})/.exec(zone) ?? [];
  return { ms, offset: sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(h) * 60 + Number(m)) };
}

/** The orders in which every one of these is a date: one is certain, several must be asked about, none is no date. */
export function possibleOrders(texts: readonly string[]): DateOrder[] {
  const written = texts.filter((text) => text.trim() !== '');
  if (written.length === 0) return [];
  return (['ymd', 'dmy', 'mdy'] as const).filter((order) =>
    written.every((text) => readClock(text, order, /[T ,]/.test(text.trim()) ? undefined : '') !== undefined),
  );
}

/**
 * Of several possible orders the one in which readings that stand next to each other are closest, where it is plainly so: a
 * sensor writes every few minutes, and wrongly read its days would be months apart.
 */
export function likelyOrder(texts: readonly string[], orders: readonly DateOrder[]): DateOrder | undefined {
  if (orders.length < 2) return orders[0];
  const far = orders.map((order) => ({ order, distance: distanceOf(texts, order) })).sort((a, b) => a.distance - b.distance);
  const [best, next] = far;
  return best && next && texts.length >= 50 && best.distance * 5 < next.distance ? best.order : undefined;
}

function distanceOf(texts: readonly string[], order: DateOrder): number {
  let [sum, before] = [0, Number.NaN];
  for (const text of texts) {
    const at = readClock(text, order)?.at;
    if (at === undefined) continue;
    if (!Number.isNaN(before)) sum += Math.abs(at - before);
    before = at;
  }
  return sum;
}

/** As FHIR writes it: a day, or an instant with its zone. */
export function fhirClock({ at, offset = 0, hasTime }: Clock): string {
  const local = new Date(at + offset * 60_000).toISOString();
  if (!hasTime) return local.slice(0, 10);
  const minutes = Math.abs(offset);
  return `${local.slice(0, 19)}${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
