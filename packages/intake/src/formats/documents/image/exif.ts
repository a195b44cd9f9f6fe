import { isoDate } from '../iso-date.ts';

/** Of an EXIF block (a TIFF structure) only when it was taken and how large it is; where it was taken stays in the picture. */
export interface ExifFacts {
  readonly isRead: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly date?: string;
}

/** TIFF 6.0 and Exif 2.32 tags. */
const [WIDTH, HEIGHT, CHANGED, EXIF, TAKEN, DIGITISED, TAKEN_ZONE] = [0x100, 0x101, 0x132, 0x8769, 0x9003, 0x9004, 0x9011];
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const ENTRIES = 1000;

export function exifDate(bytes: Uint8Array): ExifFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8) return { isRead: false };
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return { isRead: false };
  const little = order === 0x4949;
  const tags = new Map<number, string | number>();
  const isRead = readDirectory(view, view.getUint32(4, little), little, tags);
  const sub = tags.get(EXIF);
  if (typeof sub === 'number') readDirectory(view, sub, little, tags);
  const [width, height] = [tags.get(WIDTH), tags.get(HEIGHT)];
  const date = momentOf(tags.get(TAKEN) ?? tags.get(DIGITISED) ?? tags.get(CHANGED), tags.get(TAKEN_ZONE));
  return {
    isRead,
    ...(typeof width === 'number' && { width }),
    ...(typeof height === 'number' && { height }),
    ...(date !== undefined && { date }),
  };
}

/** An EXIF block somewhere in a file whose boxes are not walked. */
export function exifIn(bytes: Uint8Array): Uint8Array | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const begin of ['Exif\0\0II*\0', 'Exif\0\0MM\0*']) {
    const from = all.indexOf(begin, 0, 'latin1');
    if (from >= 0) return bytes.subarray(from + 6);
  }
  const chunk = all.indexOf('EXIF', 12, 'latin1');
  return chunk >= 0 ? bytes.subarray(chunk + 8) : undefined;
}

function readDirectory(view: DataView, offset: number, little: boolean, tags: Map<number, string | number>): boolean {
  if (offset < 8 || offset + 2 > view.byteLength) return false;
  const count = Math.min(view.getUint16(offset, little), ENTRIES);
  for (let n = 0; n < count; n++) {
    const entry = offset + 2 + n * 12;
    if (entry + 12 > view.byteLength) return false;
    const tag = view.getUint16(entry, little);
    if (![WIDTH, HEIGHT, CHANGED, EXIF, TAKEN, DIGITISED, TAKEN_ZONE].includes(tag)) continue;
    const value = valueAt(view, entry, little);
    if (value !== undefined) tags.set(tag, value);
  }
  return true;
}

function valueAt(view: DataView, entry: number, little: boolean): string | number | undefined {
  const [type, count] = [view.getUint16(entry + 2, little), view.getUint32(entry + 4, little)];
  const size = (SIZES[type] ?? 0) * count;
  if (type === 3) return view.getUint16(entry + 8, little);
  if (type === 4) return view.getUint32(entry + 8, little);
  const from = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  if (type !== 2 || size === 0 || size > 64 || from + size > view.byteLength) return undefined;
  return Buffer.from(view.buffer, view.byteOffset + from, size)
    .toString('latin1')
    .replace(/\0.*$/s, '')
    .trim();
}

/** `2024:03:05 10:20:30`, with its zone where the camera knew it; without, only the day is sure. */
function momentOf(written: string | number | undefined, zone: string | number | undefined): string | undefined {
  const found = /^(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d:\d\d:\d\d))?/.exec(String(written ?? ''));
  if (!found) return undefined;
  const day = `${found[1]}-${found[2]}-${found[3]}`;
  const isZoned = found[4] !== undefined && /^(Z|[+-]\d\d:\d\d)$/.test(String(zone ?? ''));
  return (isZoned ? isoDate(`${day}T${found[4]}${zone}`) : undefined) ?? isoDate(day);
}
