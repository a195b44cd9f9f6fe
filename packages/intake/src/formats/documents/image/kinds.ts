import { exifDate, exifIn } from './exif.ts';

/** What a picture tells of itself before it is decoded. */
interface ImageFacts {
  readonly width?: number;
  readonly height?: number;
  /** When it was taken, as the camera wrote it: FHIR dateTime. */
  readonly date?: string;
  /** Its end is missing. */
  readonly isCut?: boolean;
}

export interface ImageKind {
  readonly words: string;
  readonly mediaType: string;
  is(head: Uint8Array): boolean;
  /** Undefined where even its beginning is damaged. */
  read(bytes: Uint8Array): ImageFacts | undefined;
}

const at = (bytes: Uint8Array, from: number, text: string): boolean =>
  text === String.fromCharCode(...bytes.subarray(from, from + text.length));
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Still pictures as people have them: ISO 10918, PNG 3, GIF89a, WebP, ISO 23008-12, TIFF 6, BMP. */
export const IMAGE_KINDS: readonly ImageKind[] = [
  { words: 'JPEG picture', mediaType: 'image/jpeg', is: (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff, read: jpeg },
  { words: 'PNG picture', mediaType: 'image/png', is: (b) => b[0] === 0x89 && at(b, 1, 'PNG\r\n\x1a\n'), read: png },
  { words: 'GIF picture', mediaType: 'image/gif', is: (b) => at(b, 0, 'GIF87a') || at(b, 0, 'GIF89a'), read: gif },
  { words: 'WebP picture', mediaType: 'image/webp', is: (b) => at(b, 0, 'RIFF') && at(b, 8, 'WEBP'), read: webp },
  { words: 'HEIC picture', mediaType: 'image/heic', is: isHeic, read: heic },
  { words: 'TIFF picture', mediaType: 'image/tiff', is: (b) => at(b, 0, 'II*\0') || at(b, 0, 'MM\0*'), read: tiff },
  { words: 'BMP picture', mediaType: 'image/bmp', is: isBmp, read: bmp },
  { words: 'SVG drawing', mediaType: 'image/svg+xml', is: isSvg, read: () => ({}) },
];

const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

function jpeg(bytes: Uint8Array): ImageFacts | undefined {
  const view = viewOf(bytes);
  let exif: Uint8Array | undefined;
  for (let from = 2; from + 4 <= bytes.length;) {
    if (bytes[from] !== 0xff) return undefined;
    const marker = bytes[from + 1] ?? 0;
    if (marker === 0xff) {
      from += 1;
      continue;
    }
    const length = view.getUint16(from + 2);
    if (marker === 0xe1 && at(bytes, from + 4, 'Exif\0\0')) exif ??= bytes.subarray(from + 10, from + 2 + length);
    if (FRAMES.has(marker) && from + 9 <= bytes.length)
      return {
        height: view.getUint16(from + 5),
        width: view.getUint16(from + 7),
        ...dated(exif),
        isCut: bytes.lastIndexOf(0xd9) < from || bytes[bytes.lastIndexOf(0xd9) - 1] !== 0xff,
      };
    from += 2 + length;
  }
  return undefined;
}

function png(bytes: Uint8Array): ImageFacts | undefined {
  if (bytes.length < 33 || !at(bytes, 12, 'IHDR')) return undefined;
  const view = viewOf(bytes);
  let [exif, isCut] = [undefined as Uint8Array | undefined, true];
  for (let from = 8; from + 12 <= bytes.length;) {
    const length = view.getUint32(from);
    if (at(bytes, from + 4, 'eXIf')) exif = bytes.subarray(from + 8, from + 8 + length);
    if (at(bytes, from + 4, 'IEND')) isCut = false;
    from += 12 + length;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), ...dated(exif), isCut };
}

function gif(bytes: Uint8Array): ImageFacts | undefined {
  if (bytes.length < 10) return undefined;
  const view = viewOf(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), isCut: bytes.at(-1) !== 0x3b };
}

function webp(bytes: Uint8Array): ImageFacts | undefined {
  if (bytes.length < 30) return undefined;
  const view = viewOf(bytes);
  const isCut = view.getUint32(4, true) + 8 > bytes.length;
  const three = (from: number) => view.getUint16(from, true) + ((bytes[from + 2] ?? 0) << 16);
  if (at(bytes, 12, 'VP8X')) return { width: three(24) + 1, height: three(27) + 1, ...dated(exifIn(bytes)), isCut };
  if (at(bytes, 12, 'VP8 ')) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, isCut };
  if (!at(bytes, 12, 'VP8L')) return undefined;
  const packed = view.getUint32(21, true);
  return { width: (packed & 0x3fff) + 1, height: ((packed >> 14) & 0x3fff) + 1, isCut };
}

function isHeic(bytes: Uint8Array): boolean {
  return at(bytes, 4, 'ftyp') && /heic|heix|hevc|heim|heis|mif1|msf1|avif/.test(Buffer.from(bytes.subarray(8, 40)).toString('latin1'));
}

/** The largest picture that its properties (`ispe`) tell of is the whole; others are tiles and thumbnails. */
function heic(bytes: Uint8Array): ImageFacts | undefined {
  const view = viewOf(bytes);
  const head = Buffer.from(bytes.subarray(0, 1024 * 1024));
  let [width, height] = [0, 0];
  for (let from = head.indexOf('ispe'); from >= 0 && from + 16 <= bytes.length; from = head.indexOf('ispe', from + 4)) {
    const [w, h] = [view.getUint32(from + 8), view.getUint32(from + 12)];
    if (w * h > width * height && w < 100_000 && h < 100_000) [width, height] = [w, h];
  }
  return { ...(width > 0 && { width, height }), ...dated(exifIn(bytes)) };
}

function tiff(bytes: Uint8Array): ImageFacts | undefined {
  const { width, height, isRead } = exifDate(bytes);
  return isRead ? { ...(width !== undefined && { width }), ...(height !== undefined && { height }), ...dated(bytes) } : undefined;
}

/** Two letters are little to go by: its header length has to be one that there is. */
function isBmp(bytes: Uint8Array): boolean {
  return at(bytes, 0, 'BM') && bytes.length > 26 && [12, 40, 52, 56, 64, 108, 124].includes(viewOf(bytes).getUint32(14, true));
}

function bmp(bytes: Uint8Array): ImageFacts | undefined {
  const view = viewOf(bytes);
  const isOld = view.getUint32(14, true) === 12;
  const [width, height] = isOld ? [view.getUint16(18, true), view.getUint16(20, true)] : [view.getInt32(18, true), view.getInt32(22, true)];
  return { width: Math.abs(width), height: Math.abs(height), isCut: view.getUint32(2, true) > bytes.length };
}

function isSvg(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, 4096));
  return /^\s*(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/.test(text);
}

function dated(exif: Uint8Array | undefined): { readonly date?: string } {
  const date = exif && exifDate(exif).date;
  return date === undefined ? {} : { date };
}
