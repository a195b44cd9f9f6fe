import type { Format, Parsed, Source } from '../../../source.ts';
import { unread } from '../../../source.ts';
import { wholeBytes } from '../../../whole-bytes.ts';
import { codesIn } from './codes.ts';
import { IMAGE_KINDS, type ImageKind } from './kinds.ts';

const LIMIT = 256 * 1024 * 1024;
/** Pictures that the code reader can open. */
const SEARCHED = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/bmp']);

/** Pictures: size and day. Health cards and links that stand in one as a QR code are read as if they had come as files. */
export const image: Format = { name: 'image', version: '1', recognise: ({ bytes }) => kindOf(bytes)?.words, parse, inside };

const kindOf = (bytes: Uint8Array): ImageKind | undefined => IMAGE_KINDS.find((kind) => kind.is(bytes));

async function* parse(source: Source): AsyncIterable<Parsed> {
  const bytes = await wholeBytes(source, LIMIT);
  const kind = bytes && kindOf(bytes);
  const facts = bytes && kind?.read(bytes);
  const { width, height, date } = facts ?? {};
  yield {
    kind: 'document',
    document: {
      ...(kind && { mediaType: kind.mediaType }),
      ...(width && height && { width, height }),
      ...(date !== undefined && { date }),
    },
  };
  if (!bytes) yield unread('This picture is too large to be looked at.', '', 'too-long', 'It is kept as it is.');
  else if (!facts) yield unread('This picture is damaged.', '', 'structure', 'It is kept as it is; ask the sender for it again.');
  else if (facts.isCut) yield unread('This picture is cut short: its end is missing.', '', 'incomplete');
}

async function* inside(source: Source): AsyncIterable<Source> {
  const bytes = await wholeBytes(source, LIMIT);
  const kind = bytes && kindOf(bytes);
  if (!bytes || !kind || !SEARCHED.has(kind.mediaType)) return;
  const codes = await codesIn(bytes, kind.read(bytes) ?? {});
  // The parts of one card belong together; a link is a thing of its own.
  const cards = codes.filter((text) => /^shc:\//i.test(text)).join('\n');
  const links = codes.filter((text) => /shlink:\//i.test(text));
  for (const [n, text] of [cards, ...links].entries())
    if (text !== '') yield { name: `${source.name} › ${n === 0 ? 'QR code' : `link ${n}`}`, size: text.length, open: () => once(text) };
}

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text);
}
