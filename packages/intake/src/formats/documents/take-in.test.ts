import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@satchel/fhir';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../../../record/testing/new-record.ts';
import { keepOriginal } from '../../../../record/testing/originals.ts';
import { dicomImage, pdfOf } from '../../../testing/documents.ts';
import { memberOf, takeIn } from '../../index.ts';

const at = '2026-03-01T10:00:00Z';
const letter = pdfOf([[[60, 700, 'The knee is healing']]], '/Title (Letter) /CreationDate (D:20240305)');
const eml = readFileSync(join(import.meta.dirname, 'fixtures/mail.eml'));

const sourceOf = (name: string, bytes: Uint8Array) => ({
  name,
  size: bytes.length,
  async *open() {
    yield bytes;
  },
});

async function rig() {
  const record = await newRecord();
  const take = async (name: string, bytes: Uint8Array) => {
    const original = await keepOriginal(record, bytes, { name });
    return must(
      await takeIn({ source: sourceOf(name, bytes), original, at, commit: (change) => record.hall.commit(record.owner, change) }),
    );
  };
  const view = async () => must(await record.hall.view({ ...record.owner, purpose: 'PATRQT' }));
  const all = async (type: string) => must(await (await view()).search(type, '')).matches.map(({ text }) => JSON.parse(text) as JsonObject);
  return { record, take, view, all };
}

describe('a document taken in', () => {
  it('is told in the report, found by its words, and the same again is nothing new [PH.2.3#01]', async () => {
    const { take, view, all } = await rig();
    const report = await take('letter.pdf', letter);
    expect(report.types).toEqual({ DocumentReference: { new: 1, unchanged: 0, changed: 0, notUnderstood: 0 } });
    expect(must(await (await view()).words('healing'))).toMatchObject([
      { type: 'DocumentReference', card: { title: 'Letter', date: '2024-03-05' } },
    ]);
    expect(await take('letter.pdf', letter)).toMatchObject({ already: true, types: { DocumentReference: { unchanged: 1 } } });
    expect(await all('DocumentReference')).toMatchObject([
      {
        content: [
          {
            attachment: {
              contentType: 'application/pdf',
              extension: [{ url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Attachment.pages', valuePositiveInt: 1 }],
            },
          },
          { attachment: { contentType: 'text/plain' } },
        ],
      },
    ]);
  });

  it('is there when nobody understands it', async () => {
    const { take, all } = await rig();
    const report = await take(
      'noise.bin',
      new Uint8Array(4000).map((_, n) => (n * 37) % 251),
    );
    expect(report.issues).toMatchObject([{ code: 'not-supported' }]);
    expect(await all('DocumentReference')).toMatchObject([
      { content: [{ attachment: { title: 'noise.bin', contentType: 'application/octet-stream' } }] },
    ]);
  });

  it('keeps the kind of its bytes where it was only compressed', async () => {
    const { take, all } = await rig();
    await take('letter.pdf.gz', gzipSync(letter));
    expect(await all('DocumentReference')).toMatchObject([
      { description: 'Letter', content: [{ attachment: { contentType: 'application/octet-stream' } }, {}] },
    ]);
  });

  it('keeps no more of a text than finds it', async () => {
    const { take, all } = await rig();
    await take('long.txt', Buffer.from('ñ'.repeat(300_000)));
    const [document] = await all('DocumentReference');
    const [, layer] = (document ?? {})['content'] as { attachment: { data: string } }[];
    expect(Buffer.from(layer?.attachment.data ?? '', 'base64').toString()).toBe('ñ'.repeat(128 * 1024));
  });
});

describe('files inside a file', () => {
  it('are documents of their own, each with its way to the bytes', async () => {
    const { take, all, view } = await rig();
    const zip = zipSync({ 'a/letter.pdf': letter, 'mail.eml': eml });
    const { original, types } = await take('all.zip', zip);
    expect(types).toMatchObject({ DocumentReference: { new: 3 }, Observation: { new: 1 } });
    const urls = (await all('DocumentReference')).map(({ content }) => (content as { attachment: { url: string } }[])[0]?.attachment.url);
    const named = (member: string) => `Binary/${original}#${encodeURIComponent(member)}`;
    expect(new Set(urls)).toEqual(new Set([`Binary/${original}`, ...['a/letter.pdf', 'mail.eml', 'mail.eml › 1 nota.txt'].map(named)]));
    expect(must(await (await view()).words('querida'))).toMatchObject([{ card: { title: 'Resultados de laboratorio' } }]);
    expect((await take('all.zip', zip)).types).toMatchObject({ DocumentReference: { unchanged: 3 }, Observation: { unchanged: 1 } });
    const inner = await memberOf(sourceOf('all.zip', zip), 'mail.eml › 1 nota.txt');
    const parts: Uint8Array[] = [];
    for await (const part of inner?.open() ?? []) parts.push(part);
    expect(Buffer.concat(parts).toString()).toContain('Glucosa');
    expect(await memberOf(sourceOf('all.zip', zip), '../etc/passwd')).toBeUndefined();
  });

  it('of one DICOM study make one study, and of another person are put aside [PH.1.1#06]', async () => {
    const { take, all, view } = await rig();
    const zip = zipSync({ 'IM1.dcm': dicomImage(), 'IM2.dcm': dicomImage({ instance: '1.2.3.4.2', number: 2 }) });
    expect((await take('disc.zip', zip)).aside).toBeUndefined();
    expect(await all('ImagingStudy')).toMatchObject([{ numberOfInstances: 2, series: [{ instance: [{ number: 1 }, { number: 2 }] }] }]);
    const report = await take('other.dcm', dicomImage({ patient: 'Beispiel^Max' }));
    expect(report.aside).toMatchObject({ name: 'Max Beispiel' });
    const studies = (await view()).list(['ImagingStudy']);
    expect(must(await studies)).toHaveLength(1);
  });
});
