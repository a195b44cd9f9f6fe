import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { parseSource } from '../unwrap.ts';
import { isPackaging } from './packaging.ts';

it('tells the wrapping of an XDM archive from its documents', () => {
  for (const name of ['INDEX.HTM', 'README.TXT', 'IHE_XDM/SUBSET01/METADATA.XML', 'IHE_XDM/SUBSET01/CDA.xsl', '__MACOSX/._DOC.XML'])
    expect(isPackaging(name), name).toBe(true);
  for (const name of ['IHE_XDM/SUBSET01/DOC0001.XML', 'metadata.json', 'notes/index.xml']) expect(isPackaging(name), name).toBe(false);
});

it('takes every document out of an XDM archive, and says nothing of its wrapping', async () => {
  const document = (id: string) =>
    new TextEncoder().encode(
      `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="${id}"/><title>Summary</title></ClinicalDocument>`,
    );
  const zip = zipSync({
    'INDEX.HTM': new TextEncoder().encode('<html></html>'),
    'IHE_XDM/SUBSET01/METADATA.XML': new TextEncoder().encode('<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis"/>'),
    'IHE_XDM/SUBSET01/STYLE.XSL': new TextEncoder().encode('<xsl:stylesheet/>'),
    'IHE_XDM/SUBSET01/DOC0001.XML': document('a'),
    'IHE_XDM/SUBSET01/DOC0002.XML': document('b'),
  });
  const source = {
    name: 'export.zip',
    size: zip.length,
    async *open() {
      yield zip;
    },
  };
  const found = [];
  for await (const parsed of parseSource(source, { at: '2026-03-01T10:00:00Z' })) found.push(parsed);
  const places = found.flatMap((each) =>
    each.kind === 'draft' && each.draft.resource['resourceType'] === 'DocumentReference' ? each.draft.place : [],
  );
  expect(places).toEqual(['IHE_XDM/SUBSET01/DOC0001.XML header', 'IHE_XDM/SUBSET01/DOC0002.XML header']);
  expect(found.filter(({ kind }) => kind === 'unread')).toEqual([]);
});
