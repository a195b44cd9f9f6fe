import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../../../record/testing/new-record.ts';
import { takeIn } from '../../take-in.ts';
import { documentWith, read, section, sourceOf } from './testing/read.ts';

const TEMPLATE = '2.16.840.1.113883.10.20.22.4.';
const result = (id: string, value: string, time = '20240101'): string =>
  `<organizer classCode="BATTERY" moodCode="EVN"><templateId root="${TEMPLATE}1"/><id nullFlavor="NI"/><code code="58410-2" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>
<component><observation classCode="OBS" moodCode="EVN"><templateId root="${TEMPLATE}2"/>${id}<code code="718-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>
<effectiveTime value="${time}"/><value xsi:type="PQ" value="${value}" unit="g/dL"/></observation></component></organizer>`;
const withId = (n: string): string => `<id root="1.2.3.9" extension="${n}"/>`;
const document = (...entries: string[]): string => documentWith(section('30954-2', 'text', ...entries));
const newer = (text: string): string =>
  text.replace('extension="doc-1"', 'extension="doc-2"').replace('20240301101500-0500', '20240601101500-0400');

const names = async (text: string): Promise<string[]> =>
  (await read(text)).drafts.flatMap(({ source, resource }) => (resource['resourceType'] === 'Observation' ? (source?.id ?? []) : []));

describe('what is known again', () => {
  it('is the same by its id, whatever it says now', async () => {
    expect(await names(document(result(withId('a'), '13')))).toEqual(['Observation/1.2.3.9-a']);
    expect(await names(newer(document(result(withId('a'), '14'))))).toEqual(['Observation/1.2.3.9-a']);
  });

  it('is told apart where a template gives many things one id', async () => {
    const made = await names(document(result(withId('a'), '13'), result(withId('a'), '14')));
    expect(new Set(made).size).toBe(2);
    expect(await names(newer(document(result(withId('a'), '14'), result(withId('a'), '13'))))).toEqual(made.reverse());
  });

  it('without an id is known by what it says, whatever the zone of the document', async () => {
    const none = '<id nullFlavor="NI"/>';
    const made = await names(document(result(none, '13', '202401010800')));
    expect(await names(newer(document(result(none, '13', '202401010800'))))).toEqual(made);
    expect(await names(document(result(none, '14', '202401010800')))).not.toEqual(made);
  });

  it('never has a name that looks like a UUID, since ids of the standard’s examples are everywhere', async () => {
    expect(await names(document(result('<id root="107c2dc0-67a5-11db-bd13-0800200c9a66"/>', '13')))).toEqual([
      'Observation/107c2dc067a511dbbd130800200c9a66',
    ]);
  });

  it('adds nothing when a document comes twice, and no second copy of a fact when a newer one comes', async () => {
    const record = await newRecord();
    const take = async (text: string) =>
      must(
        await takeIn({
          source: sourceOf(text),
          commit: (change) => record.hall.commit(record.owner, change),
          at: '2026-03-01T10:00:00Z',
        }),
      );
    const first = document(result(withId('a'), '13.20'), result('<id nullFlavor="NI"/>', '12', '202401010800'));
    expect((await take(first)).types).toMatchObject({ Observation: { new: 2 }, DiagnosticReport: { new: 2 }, Patient: { new: 1 } });
    expect(await take(first)).toMatchObject({ already: true });
    const again = await take(newer(first.replace('13.20', '13.30')).replace('-0400', '-0500'));
    expect(again.types).toMatchObject({
      Observation: { new: 0, changed: 1 },
      Patient: { new: 0, unchanged: 1 },
      DocumentReference: { new: 1 },
    });
  });
});
