import { crc32, deflateSync } from 'node:zlib';
import { dicomElement, dicomFile, dicomSequence } from './documents.ts';

/** A TIFF directory with width, height and the day that it was made; the beginning of an EXIF block is the same. */
export function tiff(width: number, height: number, made: string, zone = ''): Buffer {
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number | string])[] = [
    [0x100, 4, 1, width],
    [0x101, 4, 1, height],
    [0x132, 2, made.length + 1, made],
    ...(zone ? ([[0x9011, 2, zone.length + 1, zone]] as const) : []),
  ];
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  const texts: Buffer[] = [];
  let at = head.length;
  for (const [n, [tag, type, count, value]] of entries.entries()) {
    const entry = 10 + n * 12;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(count, entry + 4);
    head.writeUInt32LE(typeof value === 'number' ? value : at, entry + 8);
    if (typeof value === 'number') continue;
    texts.push(Buffer.from(`${value}\0`));
    at += value.length + 1;
  }
  return Buffer.concat([head, ...texts]);
}

/** The frame of a JPEG picture without a picture in it: 127 × 160. */
export function jpeg({ taken, zone }: { readonly taken?: string; readonly zone?: string }): Buffer {
  const segment = (marker: number, body: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  };
  const exif = taken === undefined ? [] : [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff(127, 160, taken, zone)]))];
  const frame = segment(0xc0, Buffer.from([8, 0, 160, 0, 127, 1, 1, 0x11, 0]));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...exif, frame, Buffer.from([0xff, 0xd9])]);
}

/** A white PNG. */
export function png(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc(height * (width + 1), 255);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const code = (group: number, element: number, meaning: string): Buffer =>
  dicomSequence(group, element, [[dicomElement(8, 0x100, 'SH', 'x'), dicomElement(8, 0x104, 'LO', meaning)]]);

/** A structured report with a finding in words and one in numbers. */
export function dicomReport(): Buffer {
  return dicomFile([
    dicomElement(8, 0x05, 'CS', 'ISO_IR 100'),
    dicomElement(8, 0x16, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'),
    dicomElement(8, 0x18, 'UI', '1.2.3.5.1'),
    dicomElement(8, 0x23, 'DA', '20240306'),
    dicomElement(8, 0x60, 'CS', 'SR'),
    dicomElement(0x10, 0x10, 'PN', 'Muster^Eva^Mar\xeda^Dr'),
    dicomElement(0x20, 0x0d, 'UI', '1.2.3'),
    dicomElement(0x20, 0x0e, 'UI', '1.2.3.5'),
    code(0x40, 0xa043, 'Imaging report'),
    dicomSequence(0x40, 0xa730, [
      [
        dicomElement(0x40, 0xa040, 'CS', 'CONTAINER'),
        code(0x40, 0xa043, 'Findings'),
        dicomSequence(0x40, 0xa730, [
          [
            dicomElement(0x40, 0xa040, 'CS', 'TEXT'),
            code(0x40, 0xa043, 'Finding'),
            dicomElement(0x40, 0xa160, 'UT', 'No fracture. Lesi\xf3n leve.'),
          ],
          [
            dicomElement(0x40, 0xa040, 'CS', 'NUM'),
            code(0x40, 0xa043, 'Length'),
            dicomSequence(0x40, 0xa300, [[code(0x40, 0x8ea, 'millimetre'), dicomElement(0x40, 0xa30a, 'DS', '12.5')]]),
          ],
        ]),
      ],
    ]),
  ]);
}
