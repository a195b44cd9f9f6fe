import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { keepOriginal } from '../testing/originals.ts';
import { lensOf } from '../testing/people.ts';
import type { Change, Origin, Stored } from './doors.ts';

const at = '2026-03-01T10:00:00Z';
const viewOf = async (record: TestRecord) => must(await record.hall.view(lensOf(record.owner)));
const jsonOf = ({ text }: Stored) => JSON.parse(text) as JsonObject;

async function rig() {
  const record = await newRecord();
  const original = await keepOriginal(record, Buffer.from('%PDF-'), { name: 'letter.pdf' });
  const commit = async (document?: NonNullable<Origin['document']>, change: Partial<Change> = {}) =>
    must(
      await record.hall.commit(record.owner, {
        drafts: [],
        ...change,
        origin: { kind: 'file', at, original, ...(document && { document }) },
      }),
    );
  const documents = async () => must(await (await viewOf(record)).search('DocumentReference', '')).matches;
  return { record, original, commit, documents };
}

describe('a file of which nothing was understood', () => {
  it('is a document of the record all the same, once [PH.2.3#01]', async () => {
    const { original, commit, documents } = await rig();
    await commit();
    await commit();
    const [only, ...more] = await documents();
    expect(more).toEqual([]);
    expect(jsonOf(only!)).toMatchObject({
      status: 'current',
      date: at,
      content: [{ attachment: { url: `Binary/${original.address}`, title: 'letter.pdf' } }],
    });
  });
});

describe('a file that says what it is', () => {
  const letter = {
    mediaType: 'application/pdf',
    title: 'Discharge letter',
    author: 'Dr Gómez',
    date: '2025-11',
    text: 'Zöliakie bestätigt',
  };

  it('is found by its words, dated by its own date, and told among the entries', async () => {
    const { record, commit } = await rig();
    expect((await commit(letter)).entries).toMatchObject([{ type: 'DocumentReference', effect: 'new' }]);
    const view = await viewOf(record);
    const [found] = must(await view.words('zoliakie'));
    expect(found).toMatchObject({ card: { title: 'Discharge letter', date: '2025-11', who: 'Dr Gómez' } });
  });

  it('changes when it is read better, and not when it is read again', async () => {
    const { commit, documents } = await rig();
    await commit();
    expect((await commit(letter)).entries).toMatchObject([{ effect: 'changed' }]);
    expect((await commit(letter)).entries).toMatchObject([{ effect: 'unchanged', version: 2 }]);
    const [document] = await documents();
    expect(document).toMatchObject({ version: 2 });
    expect(jsonOf(document!)).toMatchObject({
      date: at,
      content: [
        { attachment: { contentType: 'application/pdf', creation: '2025-11' } },
        { attachment: { contentType: 'text/plain', data: Buffer.from(letter.text).toString('base64') } },
      ],
    });
  });

  it('stays as a person left it', async () => {
    const { commit, documents, record } = await rig();
    await commit(letter);
    const [document] = await documents();
    const edited = { ...jsonOf(document!), description: 'My letter' };
    must(await record.hall.commit(record.owner, { drafts: [{ resource: edited, id: document!.id }], origin: { kind: 'entry', at } }));
    expect((await commit({ ...letter, title: 'Other' })).entries).toMatchObject([{ effect: 'unchanged' }]);
    expect(jsonOf((await documents())[0]!)['description']).toBe('My letter');
    must(
      await record.hall.commit(record.owner, {
        drafts: [],
        withdrawals: [{ type: 'DocumentReference', id: document!.id, reason: 'not mine' }],
        origin: { kind: 'entry', at },
      }),
    );
    expect((await commit(letter)).entries).toMatchObject([{ effect: 'unchanged' }]);
  });

  it('is for the full reader alone', async () => {
    const { record, commit } = await rig();
    await commit(letter);
    const reader = await record.hold({ read: ['general'] });
    const view = must(await record.hall.view({ ...lensOf(record.owner), ...reader }));
    expect(must(await view.search('DocumentReference', '')).matches).toEqual([]);
  });
});

describe('a DICOM study', () => {
  const image = (series: string, instance: string, number: number, subject: JsonObject = { reference: 'Patient/p' }) => ({
    source: { system: 'urn:dicom', id: 'ImagingStudy/1.2.3' },
    resource: {
      resourceType: 'ImagingStudy',
      status: 'available',
      modality: [{ code: 'MR' }],
      subject,
      numberOfSeries: 1,
      numberOfInstances: 1,
      series: [
        { uid: series, modality: { code: 'MR' }, numberOfInstances: 1, instance: [{ uid: instance, sopClass: { code: 'x' }, number }] },
      ],
    },
  });
  const uids = (study: JsonObject) =>
    (study['series'] as JsonObject[]).map(({ uid, instance }) => [uid, (instance as JsonObject[]).map((each) => each['uid'])]);

  it('gathers its images from one import and from many; the same again changes nothing', async () => {
    const { record, commit } = await rig();
    await commit(undefined, { drafts: [image('1', '1.2', 2), image('1', '1.1', 1)] });
    await commit(undefined, { drafts: [image('2', '2.1', 1, { display: 'Not named in the file' })] });
    const [study] = must(await (await viewOf(record)).search('ImagingStudy', '')).matches;
    expect(study).toMatchObject({ version: 2 });
    const json = jsonOf(study!);
    expect(json).toMatchObject({ numberOfSeries: 2, numberOfInstances: 3, modality: [{ code: 'MR' }] });
    expect(uids(json)).toEqual([
      ['1', ['1.1', '1.2']],
      ['2', ['2.1']],
    ]);
    expect(isJsonObject(json['subject']) && json['subject']['reference']).toMatch(/^Patient\//);
    const again = await commit(undefined, { drafts: [image('1', '1.1', 1), image('2', '2.1', 1)] });
    expect(again.entries.map(({ effect }) => effect)).toEqual(['unchanged', 'unchanged']);
  });
});
