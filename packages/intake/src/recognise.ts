import { office } from './formats/documents/office/parse.ts';
import { satchelArchive } from './formats/satchel-archive/parse.ts';
import { FORMATS } from './formats/index.ts';
import { HEAD } from './head.ts';
import type { Format, Head } from './source.ts';

/** What a file is wrapped in. */
export type Wrapping = 'gzip' | 'zip' | 'utf-16';

/** What a file is, judged by its first bytes and, where they leave it open, its name. */
export type Recognised =
  | { readonly kind: 'wrapped'; readonly wrapping: Wrapping; readonly words: string }
  | { readonly kind: 'format'; readonly format: Format; readonly words: string };

/** Undefined: not a format that can be read yet; the file is kept as a document all the same. */
export function recognise(name: string, bytes: Uint8Array): Recognised | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { kind: 'wrapped', wrapping: 'gzip', words: 'compressed file' };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) {
    for (const format of [satchelArchive, office]) {
      const words = format.recognise({ name, bytes, text: '' });
      if (words !== undefined) return { kind: 'format', format, words };
    }
    return { kind: 'wrapped', wrapping: 'zip', words: 'ZIP archive' };
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { kind: 'wrapped', wrapping: 'utf-16', words: 'text in UTF-16' };
  const head: Head = { name, bytes: bytes.subarray(0, HEAD), text: new TextDecoder('utf-8').decode(bytes.subarray(0, HEAD)).trimStart() };
  for (const format of FORMATS) {
    const words = format.recognise(head);
    if (words !== undefined) return { kind: 'format', format, words };
  }
  return undefined;
}
