import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify, validate } from '@satchel/fhir';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { dicomImage, pdfFrom, pdfOf } from '../../../testing/documents.ts';
import { dicomReport, jpeg, png, tiff } from '../../../testing/pictures.ts';
import { indented } from '../../indented.ts';
import { parsedFrom } from '../../../testing/parsed.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const eml = fixture('mail.eml');
const letter = pdfOf(
  [
    [
      [60, 780, 'Discharge letter'],
      [60, 760, 'Dear Eva, the knee (left) is healing.'],
    ],
    [[60, 780, 'Second page']],
  ],
  "/Title (Microsoft Word - Letter.docx) /Author (Dr G\\363mez) /CreationDate (D:20240305101500+01'00')",
);
const locked = pdfFrom(
  [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [] /Count 0 >>',
    `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'61'.repeat(32)}> /U <${'62'.repeat(32)}> >>`,
  ],
  `/Encrypt 3 0 R /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>]`,
);
const docx = zipSync({
  '[Content_Types].xml': utf8('<Types/>'),
  'docProps/core.xml': utf8(
    '<cp:coreProperties><dc:title>Informe</dc:title><dc:creator>Dr. Ruiz</dc:creator><dcterms:created>2024-03-05T10:00:00Z</dcterms:created></cp:coreProperties>',
  ),
  'word/document.xml': utf8(
    '<w:document><w:body><w:p><w:r><w:t>Paciente estable.</w:t></w:r><w:del><w:r><w:t>borrado</w:t></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Glucosa</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>105</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:instrText>INCLUDETEXT "http://beacon.example"</w:instrText></w:r></w:p></w:body></w:document>',
  ),
});
const odt = zipSync(
  {
    mimetype: [utf8('application/vnd.oasis.opendocument.text'), { level: 0 }],
    'meta.xml': utf8(
      '<office:document-meta><dc:title>Letter</dc:title><meta:creation-date>2024-03-05T10:00:00</meta:creation-date></office:document-meta>',
    ),
    'content.xml': utf8(
      '<office:document-content><office:body><text:h>Letter</text:h><text:p>Dear<text:tab/>Eva</text:p></office:body></office:document-content>',
    ),
  },
  { level: 6 },
);

/** One of each kind and each way of being broken, by the name that somebody would have given it. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  'letter.pdf': letter,
  'locked.pdf': locked,
  'scan.pdf': pdfOf([[]]),
  'cut.pdf': letter.subarray(0, 60),
  'letter.rtf': fixture('letter.rtf'),
  'cut.rtf': fixture('letter.rtf').subarray(0, 300),
  'page.html': fixture('page.html'),
  'mail.eml': eml,
  'inbox.mbox': Buffer.concat([
    utf8('From a@x Tue Mar  5 10:20:00 2024\n'),
    eml,
    utf8('\nFrom b@y Tue Mar  5 10:21:00 2024\nFrom: b@y.example\nSubject: Second\n\nHi\n>From the lab\n'),
  ]),
  'report.docx': docx,
  'letter.odt': odt,
  'cut.docx': docx.subarray(0, docx.length - 100),
  'old.doc': Buffer.from('d0cf11e0a1b11ae1000000', 'hex'),
  'note.txt': utf8('Ph\u00e9nobarbital\n  given once'),
  'latin.txt': Buffer.from('Diagn\xf3stico: celiaqu\xeda', 'latin1'),
  'photo.jpg': jpeg({ taken: '2024:03:05 10:20:30', zone: '+01:00' }),
  'cut.jpg': jpeg({}).subarray(0, -2),
  'chart.png': png(3, 2),
  'cut.png': png(3, 2).subarray(0, 40),
  'fax.tif': tiff(8, 4, '2024:03:05 10:20:30'),
  'drawing.svg': utf8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  'knee.dcm': dicomImage(),
  'cut.dcm': dicomImage().subarray(0, 420),
  'broken.dcm': Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]),
  'report.dcm': dicomReport(),
  'link.txt': utf8('shlink:/eyJ1cmwiOiJodHRwczovL3guZXhhbXBsZSJ9'),
  'letters.zip': zipSync({ 'a/letter.pdf': letter, 'mail.eml': eml }),
};

describe.each(Object.keys(FILES))('%s', (name) => {
  it('says what the golden file says, and its facts are valid R4', async () => {
    const parsed = await parsedFrom(name, FILES[name] as Uint8Array);
    const written = parsed.map((each) =>
      each.kind === 'file' ? `== ${each.words}` : indented(stringify(JSON.parse(JSON.stringify(each)))),
    );
    await expect(`${written.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
    const trouble = parsed.flatMap((each) =>
      each.kind === 'draft' && each.draft.resource['resourceType'] !== 'Observation' ? validate(each.draft.resource) : [],
    );
    expect(trouble).toEqual([]);
  });
});
