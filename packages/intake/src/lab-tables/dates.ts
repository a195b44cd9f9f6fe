import { plain } from './words.ts';

const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  ene: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  abr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  ago: 8,
  sep: 9,
  set: 9,
  oct: 10,
  nov: 11,
  dec: 12,
  dic: 12,
};

export interface WrittenDate {
  /** FHIR date. */
  readonly date: string;
  /** Day and month could be the other way round. */
  readonly isAmbiguous: boolean;
}

const FORMS = [
  /(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})/,
  /(?<d>\d{1,2})[-/ .](?:de )?(?<word>[a-z]{3,10})\.?[-/ .,](?:de |del )?(?<y>\d{4}|\d{2})(?!\d)/,
  /(?<word>[a-z]{3,9})\.? (?<d>\d{1,2})(?:st|nd|rd|th)?,? (?<y>\d{4})/,
  /(?<a>\d{1,2})[-/.](?<b>\d{1,2})[-/.](?<y>\d{4}|\d{2})(?!\d)/,
];

/** The first date in a text; `dayFirst` decides where both orders are days that there are. */
export function dateIn(text: string, dayFirst: boolean): WrittenDate | undefined {
  const words = plain(text);
  for (const form of FORMS) {
    const found = form.exec(words)?.groups;
    if (!found) continue;
    const { y, m, d, word, a, b } = found;
    const year = y?.length === 2 ? 2000 + Number(y) : Number(y);
    if (a !== undefined && b !== undefined) {
      const [first, second] = [Number(a), Number(b)];
      const isDayFirst = first > 12 ? true : second > 12 ? false : dayFirst;
      const date = dayOf(year, isDayFirst ? second : first, isDayFirst ? first : second);
      if (date !== undefined) return { date, isAmbiguous: first <= 12 && second <= 12 && first !== second };
    } else {
      const date = dayOf(year, word === undefined ? Number(m) : (MONTHS[word.slice(0, 3)] ?? 0), Number(d));
      if (date !== undefined) return { date, isAmbiguous: false };
    }
  }
  return undefined;
}

function dayOf(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  const isReal = year >= 1900 && year < 2200 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isReal ? at.toISOString().slice(0, 10) : undefined;
}

/** Whether the dates of a report that leave no doubt put the day first; else as its language does. */
export function isDayFirst(texts: readonly string[], isSpanish: boolean): boolean {
  let votes = 0;
  for (const text of texts)
    for (const [, a, b] of text.matchAll(/(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)/g)) {
      if (Number(a) > 12 && Number(b) <= 12) votes += 1;
      if (Number(b) > 12 && Number(a) <= 12) votes -= 1;
    }
  return votes === 0 ? isSpanish : votes > 0;
}

/** Lines that say when the sample was taken, the surest first. */
export const TAKEN: readonly RegExp[] = [
  /\b(collected|collection( date)?|drawn|date of (collection|service|specimen)|sample date|specimen date|fecha( y hora)?( de)?( la)? (toma|extraccion|muestra|recoleccion|obtencion)|toma de muestra|extraccion|recogida)\b/,
  /\b(received|reported|report date|date of report|resulted|test date|fecha( del?)? (informe|resultado|recepcion|examen|estudio|analisis)|validado|recibido|emitido)\b/,
  /^(date|fecha)\b(?! of birth| de nac| nac)/,
];
