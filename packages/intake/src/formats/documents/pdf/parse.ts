import { issue } from '@satchel/fhir';
import type { Format, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { textOf } from '../laid-line.ts';
import { factsOf } from './facts.ts';
import { openPdf, type PdfTrouble } from './open-pdf.ts';

/** Longer ones are kept, not read. */
const LIMIT = 256 * 1024 * 1024;

/** PDF documents (ISO 32000): title, author, date and text layer. */
export const pdf: Format = {
  name: 'pdf',
  version: '1',
  recognise: ({ bytes }) => (isPdf(bytes) ? 'PDF document' : undefined),
  parse,
};

/** Readers accept a header anywhere in the first kilobyte. */
const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

const TROUBLE: Readonly<Record<PdfTrouble, readonly [words: string, remedy: string]>> = {
  locked: [
    'This PDF is locked with a password, so its text cannot be read.',
    'It is kept as it is. Open it elsewhere, save it without a password, and add that copy.',
  ],
  bomb: ['This PDF unfolds to many times its size, which only files made to do harm do.', 'It is kept as it is, and was not read.'],
  damaged: ['This PDF is damaged or cut short.', 'It is kept as it is; ask the sender for it again.'],
};

async function* parse(source: Source): AsyncIterable<Parsed> {
  const mediaType = 'application/pdf';
  const bytes = await wholeBytes(source, LIMIT);
  const read = bytes === undefined ? undefined : await openPdf(bytes);
  if (read === undefined || typeof read === 'string') {
    yield { kind: 'document', document: { mediaType } };
    yield read === undefined
      ? unread('This PDF is too long to be read.', '', 'too-long', 'It is kept as it is.')
      : unread(TROUBLE[read][0], '', read === 'damaged' ? 'structure' : 'security', TROUBLE[read][1]);
    return;
  }
  const text = read.lines.map(textOf).join('\n');
  yield { kind: 'document', document: { ...factsOf(read), pages: read.pages, text } };
  for (const page of read.lost)
    yield unread('This page is damaged and could not be read.', `page ${page}`, 'structure', 'The original is kept.');
  if (text.trim() === '' && read.lost.length === 0)
    yield {
      kind: 'note',
      issue: issue('information', 'informational', 'This PDF holds pictures of pages and no text that can be searched.', {
        remedy: 'Open it under Documents and have the text in its pictures read.',
      }),
    };
}
