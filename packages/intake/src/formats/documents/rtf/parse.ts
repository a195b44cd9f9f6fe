import { isoDate } from '../iso-date.ts';
import type { Format, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { rtfToText } from './to-text.ts';

const LIMIT = 64 * 1024 * 1024;

/** Rich Text Format 1.9. */
export const rtf: Format = {
  name: 'rtf',
  version: '1',
  recognise: ({ text }) => (text.startsWith('{\\rtf') ? 'RTF document' : undefined),
  parse,
};

async function* parse(source: Source): AsyncIterable<Parsed> {
  const mediaType = 'application/rtf';
  const bytes = await wholeBytes(source, LIMIT);
  if (!bytes) {
    yield { kind: 'document', document: { mediaType } };
    yield unread('This document is too long to be searched.', '', 'too-long', 'It is kept as it is.');
    return;
  }
  const { text, title, author, date, isCut } = rtfToText(Buffer.from(bytes).toString('latin1'));
  const day = isoDate(date);
  yield { kind: 'document', document: { mediaType, text, ...(title && { title }), ...(author && { author }), ...(day && { date: day }) } };
  if (isCut) yield unread('This document is cut short: its end is missing.', '', 'incomplete');
}
