import type { Source } from '../../../source.ts';

/** What the first bytes say about how the rest is written. */
interface Declared {
  /** A label that TextDecoder knows. */
  readonly label: string;
  readonly fault?: string;
}

/** UTF-7 hides markup from whoever looks for it; the others that are missing here are unknown to the Encoding Standard. */
const REFUSED = /^(utf-?7|x-utf-7|unicode-1-1-utf-7)$/i;

/** A text that must not be read as what it claims to be. */
export class RefusedEncoding extends Error {}

/**
 * The text of a file in pieces. Its byte order mark decides, then the XML declaration; what is not
 * valid in the declared UTF-8 is read as Windows-1252, which is what such files are.
 */
export async function* decoded(source: Source, tell: (fault: string) => void): AsyncIterable<string> {
  const { label, fault } = declaredIn(await firstBytes(source));
  if (fault !== undefined) tell(fault);
  if (label !== 'utf-8' || (await isValidUtf8(source))) yield* decodeAs(label, source);
  else {
    tell('The file says it is UTF-8 but is not; it was read as Windows-1252.');
    yield* decodeAs('windows-1252', source);
  }
}

async function* decodeAs(label: string, source: Source): AsyncIterable<string> {
  const decoder = new TextDecoder(label);
  for await (const chunk of source.open()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function isValidUtf8(source: Source): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of source.open()) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

async function firstBytes(source: Source): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= 512) break;
  }
  return Buffer.concat(parts).subarray(0, 512);
}

function declaredIn(bytes: Uint8Array): Declared {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { label: 'utf-8' };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0)) return { label: 'utf-16le' };
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 0x3c)) return { label: 'utf-16be' };
  const start = new TextDecoder('latin1').decode(bytes);
  const name = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(start)?.[1]?.trim() ?? 'utf-8';
  if (REFUSED.test(name)) throw new RefusedEncoding('The file is written in UTF-7, which is not read because it can hide what it says.');
  // The bytes show that it is not UTF-16, whatever it says: somebody has converted it.
  if (/^(utf-?16|ucs-?2|iso-10646)/i.test(name)) return { label: 'utf-8' };
  try {
    return { label: new TextDecoder(name).encoding };
  } catch {
    return { label: 'utf-8', fault: 'The file names an encoding that is not known; it was read as UTF-8.' };
  }
}
