import type { Format, Head, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { isoDate } from '../iso-date.ts';
import { decodeAs } from '../text/decode.ts';
import { htmlToText } from './to-text.ts';

const LIMIT = 64 * 1024 * 1024;

/** Web pages saved as files. What comes out is their text; they are never shown as they are. */
export const html: Format = { name: 'html', version: '1', recognise, parse };

function recognise({ name, text }: Head): string | undefined {
  const isPage = /^(?:<!--[^]*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype html|html|head|body)[\s>]/i.test(text);
  return isPage || (/\.x?html?$/i.test(name) && /<[a-z]+[\s>]/i.test(text)) ? 'web page' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const mediaType = 'text/html';
  const bytes = await wholeBytes(source, LIMIT);
  if (!bytes) {
    yield { kind: 'document', document: { mediaType } };
    yield unread('This page is too long to be searched.', '', 'too-long', 'It is kept as it is.');
    return;
  }
  const { text, title, author, date } = htmlToText(decodeHtml(bytes));
  const day = isoDate(date);
  yield { kind: 'document', document: { mediaType, text, ...(title && { title }), ...(author && { author }), ...(day && { date: day }) } };
}

/** In the encoding that the page names in its first kilobyte. */
export function decodeHtml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return decodeAs(bytes, /charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1]);
}
