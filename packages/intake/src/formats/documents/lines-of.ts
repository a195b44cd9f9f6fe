import { headOf } from '../../head.ts';
import type { Source } from '../../source.ts';
import { wholeBytes } from '../../whole-bytes.ts';
import { decodeHtml } from './html/parse.ts';
import { htmlToText } from './html/to-text.ts';
import type { LaidLine } from './laid-line.ts';
import { readOffice } from './office/read-office.ts';
import { officeKindOf } from './office/recognise.ts';
import { openPdf } from './pdf/open-pdf.ts';
import { plainLines } from './plain-lines.ts';
import { rtfToText } from './rtf/to-text.ts';
import { decodeText } from './text/decode.ts';

const LIMIT = 64 * 1024 * 1024;

/** The lines of a document where they stand, by what it says it is; undefined where it holds no text of its own. */
export async function linesOf(source: Source, mediaType: string): Promise<readonly LaidLine[] | undefined> {
  const bytes = await wholeBytes(source, LIMIT);
  if (!bytes) return undefined;
  const [type] = mediaType.split(';');
  if (type === 'application/pdf') {
    const read = await openPdf(bytes);
    return typeof read === 'string' || read.lines.length === 0 ? undefined : read.lines;
  }
  if (type === 'application/rtf') return plainLines(rtfToText(Buffer.from(bytes).toString('latin1')).text);
  if (type === 'text/html') return plainLines(htmlToText(decodeHtml(bytes)).text);
  if (type?.startsWith('text/')) return plainLines(decodeText(bytes));
  const office = officeKindOf(source.name, await headOf(source));
  return office && plainLines((await readOffice(source, office)).text);
}
