import type { Source } from '../source.ts';

/** A text in UTF-16 (with its byte order mark) as UTF-8. */
export function asUtf8(source: Source): Source {
  return { name: source.name, open: () => transcode(source.open()) };
}

async function* transcode(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(chunk[0] === 0xfe ? 'utf-16be' : 'utf-16le');
    yield encoder.encode(decoder.decode(chunk, { stream: true }));
  }
  if (decoder) yield encoder.encode(decoder.decode());
}
