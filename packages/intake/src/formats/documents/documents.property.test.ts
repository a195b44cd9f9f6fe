import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dicomImage, pdfFrom, pdfOf } from '../../../testing/documents.ts';
import { parsedFrom } from '../../../testing/parsed.ts';
import { dicomReport, jpeg, png, tiff } from '../../../testing/pictures.ts';
import { openDicom } from './dicom/open-dicom.ts';
import { frameOf, framesIn } from './dicom/pixels.ts';
import { unpackRle } from './dicom/rle.ts';
import { htmlToText } from './html/to-text.ts';
import { isPdfBomb } from './pdf/is-bomb.ts';
import { rtfToText } from './rtf/to-text.ts';

const RUNS = process.env['SATCHEL_NIGHTLY'] ? 2000 : 40;
const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));
const FILES: Readonly<Record<string, Buffer>> = {
  'a.pdf': pdfOf([[[60, 700, 'Glucose 105 mg/dL']]], '/Title (x)'),
  'a.rtf': fixture('letter.rtf'),
  'a.html': fixture('page.html'),
  'a.eml': fixture('mail.eml'),
  'a.jpg': jpeg({ taken: '2024:03:05 10:20:30' }),
  'a.png': png(3, 2),
  'a.tif': tiff(8, 4, '2024:03:05 10:20:30'),
  'image.dcm': dicomImage(),
  'report.dcm': dicomReport(),
};

/** A file with some bytes changed, taken out or put in, and perhaps cut. */
const broken = (file: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.constantFrom('set', 'drop', 'add'), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.option(fc.nat(file.length)),
    )
    .map(([changes, cut]) => {
      let bytes = Buffer.from(file);
      for (const [at, how, byte] of changes) {
        const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + (how === 'add' ? 0 : 1))];
        bytes = Buffer.concat(how === 'drop' ? [before, after] : [before, Buffer.from([byte]), after]);
      }
      return cut === null ? bytes : bytes.subarray(0, cut);
    });

describe('[S28] a file broken in any way', () => {
  it.each(Object.keys(FILES))('is read or refused with a reason, and stops nothing: %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(broken(FILES[name] as Buffer), async (bytes) => {
        const parsed = await parsedFrom(name, bytes);
        for (const each of parsed)
          if (each.kind === 'unread') expect(each.issues.every(({ diagnostics, remedy }) => diagnostics && remedy)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('is a picture or none', () => {
    fc.assert(
      fc.property(broken(dicomImage()), (bytes) => {
        const opened = openDicom(bytes);
        if (opened) frameOf(opened, framesIn(opened) - 1);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('[S28] letters of any kind take time by their number alone', () => {
  const long = 200_000;
  it.each([
    ['RTF groups', () => rtfToText('{\\rtf1' + '{'.repeat(long))],
    ['RTF words', () => rtfToText('\\a'.repeat(long))],
    ['RTF slashes', () => rtfToText('\\'.repeat(long))],
    ['HTML tags', () => htmlToText('<a'.repeat(long))],
    ['HTML nesting', () => htmlToText('<div>'.repeat(20_000))],
    ['HTML comments', () => htmlToText('<!--'.repeat(long))],
  ])('%s', (_, read) => {
    const start = performance.now();
    read();
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('[S26] a PDF that unfolds to far more than its size', () => {
  const withStream = (filter: string, packed: Buffer) =>
    pdfFrom(['<< /Type /Catalog >>', `<< /Length ${packed.length} /Filter ${filter} >>\nstream\n${packed.toString('latin1')}\nendstream`]);
  const once = deflateSync(Buffer.alloc(200 * 1024 * 1024, ' '));

  it('is not read', () => {
    expect(isPdfBomb(withStream('/FlateDecode', once))).toBe(true);
    expect(isPdfBomb(withStream('[/FlateDecode /Fl]', deflateSync(once)))).toBe(true);
  });
  it('is told from one that is only long', () => {
    expect(isPdfBomb(withStream('/FlateDecode', deflateSync(Buffer.alloc(20 * 1024 * 1024, 'a b'))))).toBe(false);
    expect(isPdfBomb(FILES['a.pdf'] as Buffer)).toBe(false);
  });
  it('is told in the report', async () => {
    expect(await parsedFrom('bomb.pdf', withStream('/FlateDecode', once))).toMatchObject([
      { kind: 'file' },
      { kind: 'document' },
      { kind: 'unread', issues: [{ code: 'security' }] },
    ]);
  });
});

describe('run-length packing', () => {
  it('comes back as it was, sixteen bits as two planes', () => {
    const pack = (bytes: readonly number[]) => Buffer.concat(bytes.map((byte) => Buffer.from([0, byte])));
    fc.assert(
      fc.property(fc.array(fc.nat(65_535), { minLength: 1, maxLength: 50 }), (values) => {
        const [high, low] = [pack(values.map((value) => value >> 8)), pack(values.map((value) => value & 255))];
        const head = Buffer.alloc(64);
        head.writeUInt32LE(2, 0);
        head.writeUInt32LE(64, 4);
        head.writeUInt32LE(64 + high.length, 8);
        const unpacked = unpackRle(Buffer.concat([head, high, low]), values.length, 2, 1);
        expect(unpacked && [...new Uint16Array(unpacked.buffer, unpacked.byteOffset, values.length)]).toEqual(values);
      }),
    );
  });
});
