/** The smallest files of each kind that still are one, made here so that nobody's letter has to stand in for them. */

/** A PDF of pages of text: each run at a place, in points from the bottom left. */
export function pdfOf(pages: readonly (readonly (readonly [x: number, y: number, text: string])[])[], info = ''): Buffer {
  const objects: string[] = ['<< /Type /Catalog /Pages 2 0 R >>', ''];
  const kids: string[] = [];
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>', `<< ${info} >>`);
  for (const runs of pages) {
    const content = runs.map(([x, y, text]) => `BT /F1 11 Tf ${x} ${y} Td (${text.replace(/[\\()]/g, String.raw`\$&`)}) Tj ET`).join('\n');
    objects.push(`<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`);
    kids.push(`${objects.length + 1} 0 R`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${objects.length} 0 R >>`,
    );
  }
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`;
  return pdfFrom(objects, '/Info 4 0 R');
}

/** A PDF of these objects, the first of them its catalogue. */
export function pdfFrom(objects: readonly string[], trailer = ''): Buffer {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, n) => {
    const at = text.length;
    text += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = text.length;
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** An element of a DICOM file in explicit little-endian form. */
export function dicomElement(group: number, element: number, vr: string, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value.length % 2 ? `${value}${vr === 'UI' ? '\0' : ' '}` : value, 'latin1') : value;
  const isLong = ['OB', 'OW', 'SQ', 'UN', 'UT'].includes(vr);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(element, 2);
  head.write(vr, 4, 'latin1');
  if (isLong) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

const us = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);

/** A sequence with these items. */
export function dicomSequence(group: number, element: number, items: readonly (readonly Buffer[])[]): Buffer {
  const each = items.map((elements) => {
    const body = Buffer.concat(elements);
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  });
  return dicomElement(group, element, 'SQ', Buffer.concat(each));
}

/** A DICOM file with preamble and meta group around these elements. */
export function dicomFile(elements: readonly Buffer[], transferSyntax = '1.2.840.10008.1.2.1'): Buffer {
  const meta = dicomElement(2, 0x10, 'UI', transferSyntax);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), dicomElement(2, 0, 'UL', length), meta, ...elements]);
}

/** An image of 4 × 2 pixels, dark to bright, of somebody. */
export function dicomImage({
  patient = 'Muster^Eva',
  instance = '1.2.3.4.1',
  number = 1,
  pixels = Buffer.from([0, 40, 80, 120, 160, 200, 240, 255]),
  transferSyntax = '1.2.840.10008.1.2.1',
} = {}): Buffer {
  return dicomFile(
    [
      dicomElement(8, 0x05, 'CS', 'ISO_IR 100'),
      dicomElement(8, 0x16, 'UI', '1.2.840.10008.5.1.4.1.1.4'),
      dicomElement(8, 0x18, 'UI', instance),
      dicomElement(8, 0x20, 'DA', '20240305'),
      dicomElement(8, 0x30, 'TM', '101500'),
      dicomElement(8, 0x50, 'SH', 'A17'),
      dicomElement(8, 0x60, 'CS', 'MR'),
      dicomElement(8, 0x80, 'LO', 'Hospital Tri\xe1n'),
      dicomElement(8, 0x1030, 'LO', 'Knee^left'),
      dicomElement(0x10, 0x10, 'PN', patient),
      dicomElement(0x10, 0x20, 'LO', '77'),
      dicomElement(0x10, 0x30, 'DA', '19800201'),
      dicomElement(0x10, 0x40, 'CS', 'F'),
      dicomElement(0x20, 0x0d, 'UI', '1.2.3'),
      dicomElement(0x20, 0x0e, 'UI', '1.2.3.4'),
      dicomElement(0x20, 0x11, 'IS', '2'),
      dicomElement(0x20, 0x13, 'IS', String(number)),
      dicomElement(0x28, 0x02, 'US', us(1)),
      dicomElement(0x28, 0x04, 'CS', 'MONOCHROME2'),
      dicomElement(0x28, 0x10, 'US', us(2)),
      dicomElement(0x28, 0x11, 'US', us(4)),
      dicomElement(0x28, 0x100, 'US', us(8)),
      dicomElement(0x28, 0x101, 'US', us(8)),
      dicomElement(0x28, 0x103, 'US', us(0)),
      dicomElement(0x28, 0x1050, 'DS', '128'),
      dicomElement(0x28, 0x1051, 'DS', '256'),
      dicomElement(0x7fe0, 0x10, 'OB', pixels),
    ],
    transferSyntax,
  );
}
