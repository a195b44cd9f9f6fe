import type { Format, Head, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { decodeText } from './decode.ts';

const LIMIT = 16 * 1024 * 1024;

/** Plain text and Markdown, where no format before it knows what it says. */
export const plainText: Format = { name: 'text', version: '1', recognise, parse };

/** Files of data that nobody recognised are not letters. */
const DATA = /\.(json|ndjson|jsonl|xml|csv|tsv|ya?ml|sql|js|css|svg|hl7|edi|x12|phr|sphr)$/i;

function recognise({ name, bytes, text }: Head): string | undefined {
  if (bytes.length === 0 || DATA.test(name) || !isText(bytes)) return undefined;
  if (/\.(md|markdown)$/i.test(name)) return 'Markdown text';
  if (/\.(txt|text|log|asc)$/i.test(name)) return 'plain text';
  // Without a name that says so, it has to read like prose and not like data.
  return !/\.[a-z0-9]{1,5}$/i.test(name) && !/^[[{<]/.test(text) ? 'plain text' : undefined;
}

/** No control characters but those of lines, tabs and pages. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 27);
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const bytes = await wholeBytes(source, LIMIT);
  const mediaType = /\.(md|markdown)$/i.test(source.name) ? 'text/markdown' : 'text/plain';
  yield { kind: 'document', document: { mediaType, ...(bytes && { text: decodeText(bytes) }) } };
  if (!bytes) yield unread('This text is too long to be searched.', '', 'too-long', 'It is kept as it is.');
}
