import type { DocumentFacts } from '@satchel/fhir';
import { isoDate } from '../iso-date.ts';
import type { PdfRead } from './open-pdf.ts';

/** Title, date and author as a PDF tells them: its Info dictionary first, then its XMP packet. */
export function factsOf({ info, xmp }: Pick<PdfRead, 'info' | 'xmp'>): DocumentFacts {
  const title = titleOf(wordsIn(info['Title'])) ?? titleOf(wordsIn(xmp.get('dc:title')));
  const author = wordsIn(info['Author']) ?? wordsIn(xmp.get('dc:creator'));
  const date = pdfDate(wordsIn(info['CreationDate'])) ?? isoDate(wordsIn(xmp.get('xmp:createdate')));
  return {
    mediaType: 'application/pdf',
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
    ...(date !== undefined && { date }),
  };
}

function wordsIn(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(', ') : value;
  // eslint-disable-next-line no-control-regex
  return typeof text === 'string'
    ? text
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .slice(0, 500) || undefined
    : undefined;
}

/** Programs put their own words before it, or a name that says nothing. */
function titleOf(text: string | undefined): string | undefined {
  const title = text
    ?.replace(/^Microsoft (?:Word|Excel|PowerPoint) - /, '')
    .replace(/\.(?:docx?|odt|pdf|rtf)$/i, '')
    .trim();
  return title === undefined || /^(untitled|sin t[ií]tulo|document\d*|documento\d*|about:blank)?$/i.test(title) ? undefined : title;
}

/** `D:20250103141500+01'00'` (PDF 32000-1 §7.9.4) as a FHIR dateTime; a time without its zone is left out. */
function pdfDate(text: string | undefined): string | undefined {
  const found = /^(?:D:)?(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?)?)?(Z|[+-]\d\d'?(?:\d\d)?)?/.exec(text ?? '');
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second = '00', zone] = found;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (hour === undefined || zone === undefined) return isoDate(date);
  return isoDate(`${date}T${hour}:${minute}:${second}${zoneOf(zone)}`);
}

function zoneOf(zone: string): string {
  if (zone.startsWith('Z')) return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace("'", '').padEnd(2, '0')}`;
}
