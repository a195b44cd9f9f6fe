import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { beforeAll, describe, expect, it } from 'vitest';
import { must, newRecord, type TestRecord } from '../../../record/testing/new-record.ts';
import { change, CODES, condition, drug, lensOf, patient, weight } from '../../../record/testing/people.ts';
import { faultsOfNarrative } from '../../testing/narrative-oracle.ts';
import { faultsOfSummary } from '../../testing/ips-oracle.ts';
import { patientSummary, type PatientSummary, type SummaryOptions } from './patient-summary.ts';

let made = 0;
const options = (more: Partial<SummaryOptions> = {}): SummaryOptions => ({
  language: 'en',
  now: Date.parse('2026-11-01T10:00:00Z'),
  newId: () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
  version: '0.1.0',
  isPart: false,
  ...more,
});
const summaryOf = async ({ hall, owner }: TestRecord, more: Partial<SummaryOptions> = {}): Promise<PatientSummary> =>
  must(await patientSummary(must(await hall.view(lensOf(owner))), options(more)));
const resourcesOf = ({ bundle }: PatientSummary): JsonObject[] =>
  (bundle['entry'] as JsonObject[]).map(({ resource }) => resource as JsonObject);
const sectionsOf = (summary: PatientSummary): JsonObject[] => resourcesOf(summary)[0]?.['section'] as JsonObject[];
const section = (summary: PatientSummary, code: string): JsonObject | undefined =>
  sectionsOf(summary).find((each) => JSON.stringify(each['code']).includes(code));

describe('the patient summary', () => {
  it('says of each section that must be there whether facts are known, none, not asked for, or not told of', async () => {
    const record = await newRecord();
    const none = {
      resourceType: 'AllergyIntolerance',
      id: 'n',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
      patient: { reference: 'Patient/p' },
      clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] },
    };
    const noInfo = { ...drug('m'), medicationCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '1287211007' }] } };
    must(await record.hall.commit(record.owner, change(patient('p'), none, noInfo, condition('c'))));
    const summary = await summaryOf(record);
    expect(faultsOfSummary(summary.bundle)).toEqual([]);
    expect(Object.fromEntries(summary.sections.map(({ id, answer }) => [id, answer]))).toEqual({
      allergies: 'none',
      medications: 'not-asked',
      problems: 'known',
      immunizations: 'unknown',
      procedures: 'unknown',
      results: 'unknown',
      devices: 'unknown',
    });
    expect(section(summary, '48765-2')).toMatchObject({ entry: [{}] });
    expect(section(summary, '10160-0')).toMatchObject({ emptyReason: { coding: [{ code: 'notasked' }] } });
    expect(section(summary, '11369-6')).toMatchObject({ emptyReason: { coding: [{ code: 'unavailable' }] } });
    expect(JSON.stringify(section(await summaryOf(record, { language: 'es' }), '48765-2'))).toContain('Sin alergias conocidas.');
  });

  it('[S12] shows a partial reader its part alone, and says that something may be withheld', async () => {
    const record = await newRecord();
    must(await record.hall.commit(record.owner, change(patient('p'), condition('a'), condition('b', 'hiv-sti'), weight('w', 70))));
    const reader = await record.hold({ read: ['general'] });
    const view = must(await record.hall.view(lensOf(reader)));
    const summary = must(await patientSummary(view, options({ isPart: true })));
    expect(faultsOfSummary(summary.bundle)).toEqual([]);
    expect(JSON.stringify(summary)).not.toContain(CODES['hiv-sti']);
    expect(section(summary, '48765-2')).toMatchObject({ emptyReason: { coding: [{ code: 'withheld' }] } });
    expect(JSON.stringify(section(summary, '11450-4'))).toContain('more may be withheld');
    expect(JSON.stringify(await summaryOf(record))).toContain(CODES['hiv-sti']);
  });

  it('tells the same fact of two sources once, the newest, and one patient for all', async () => {
    const record = await newRecord();
    must(
      await record.hall.commit(
        record.owner,
        change(
          patient('p'),
          patient('q'),
          condition('a'),
          condition('b', 'general', { onsetDateTime: '2024-01', subject: { reference: 'Patient/q' } }),
          drug('m'),
          drug('n', { authoredOn: '2025-01-01' }),
          weight('w', 70),
          weight('v', 71, '2026-02-01'),
        ),
      ),
    );
    const summary = await summaryOf(record);
    expect(faultsOfSummary(summary.bundle)).toEqual([]);
    const types = Object.groupBy(resourcesOf(summary), ({ resourceType }) => String(resourceType));
    expect([types['Condition'], types['MedicationRequest'], types['Observation'], types['Patient']].map((each) => each?.length)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(types['Condition']?.[0]).toMatchObject({ onsetDateTime: '2024-01' });
    expect(types['Observation']?.[0]).toMatchObject({ valueQuantity: { value: 71 } });
  });

  it('keeps what is not valid out of the entries, and in the words', async () => {
    const record = await newRecord();
    const odd = {
      resourceType: 'AllergyIntolerance',
      id: 'x',
      patient: { reference: 'Patient/p' },
      code: { text: 'Bees & wasps' },
      criticality: 'nonsense',
      onsetDateTime: '2020',
    };
    const broken = {
      resourceType: 'Immunization',
      id: 'y',
      patient: { reference: 'Patient/p' },
      status: 'given',
      vaccineCode: { text: 'Tetanus' },
      occurrenceDateTime: '2020',
    };
    must(await record.hall.commit(record.owner, change(patient('p'), odd, broken)));
    const summary = await summaryOf(record);
    expect(faultsOfSummary(summary.bundle)).toEqual([]);
    expect(JSON.stringify(section(summary, '48765-2'))).toContain('Bees &amp; wasps');
    expect(section(summary, '11369-6')).toMatchObject({ emptyReason: {} });
    expect(JSON.stringify(section(summary, '11369-6'))).toContain('Tetanus');
  });
});

describe('the oracle of summaries', () => {
  let good: string;
  beforeAll(async () => {
    const record = await newRecord();
    const flag = {
      resourceType: 'Flag',
      id: 'f',
      status: 'active',
      code: { text: 'Falls easily' },
      subject: { reference: 'Patient/p' },
      category: [{ text: 'Safety' }],
    };
    const tobacco = {
      ...weight('t', 1),
      code: { coding: [{ system: 'http://loinc.org', code: '72166-2' }] },
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] }],
    };
    delete (tobacco as Record<string, unknown>)['valueQuantity'];
    const lab = {
      ...weight('l', 5),
      code: { text: 'Potassium' },
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
    };
    const statement = {
      resourceType: 'MedicationStatement',
      id: 'ms',
      status: 'active',
      subject: { reference: 'Patient/p' },
      medicationCodeableConcept: { text: 'Herb tea' },
    };
    const procedure = {
      resourceType: 'Procedure',
      id: 'pr',
      status: 'completed',
      subject: { reference: 'Patient/p' },
      code: { text: 'Knee surgery' },
      performedDateTime: '2019',
    };
    const device = { resourceType: 'Device', id: 'd', status: 'active', patient: { reference: 'Patient/p' }, type: { text: 'Pacemaker' } };
    must(
      await record.hall.commit(
        record.owner,
        change(
          patient('p'),
          condition('c'),
          drug('m'),
          flag,
          { ...tobacco, valueCodeableConcept: { text: 'Never smoked' } },
          lab,
          statement,
          procedure,
          device,
        ),
      ),
    );
    good = JSON.stringify((await summaryOf(record)).bundle);
  });

  type Plant = (bundle: JsonObject, find: (type: string) => JsonObject, part: (code: string) => JsonObject) => void;
  const plants: Readonly<Record<string, Plant>> = {
    'another type of Bundle': (bundle) => void (bundle['type'] = 'collection'),
    'no identifier': (bundle) => delete bundle['identifier'],
    'an identifier without a system': (bundle) => delete (bundle['identifier'] as JsonObject)['system'],
    'no timestamp': (bundle) => delete bundle['timestamp'],
    'an entry without fullUrl': (bundle) => delete (bundle['entry'] as JsonObject[])[2]!['fullUrl'],
    'an entry with a request': (bundle) => void ((bundle['entry'] as JsonObject[])[2]!['request'] = { method: 'GET', url: 'x' }),
    'an entry with a search': (bundle) => void ((bundle['entry'] as JsonObject[])[2]!['search'] = { mode: 'match' }),
    'a Composition that is not first': (bundle) => void (bundle['entry'] as JsonObject[]).reverse(),
    'two Compositions': (bundle, find) =>
      void (bundle['entry'] as JsonObject[]).push({ fullUrl: 'urn:uuid:x', resource: structuredClone(find('Composition')) }),
    'two Patients': (bundle, find) =>
      void (bundle['entry'] as JsonObject[]).push({ fullUrl: 'urn:uuid:y', resource: structuredClone(find('Patient')) }),
    'another type of document': (_, find) =>
      void (find('Composition')['type'] = { coding: [{ system: 'http://loinc.org', code: '34133-9' }] }),
    'no subject': (_, find) => delete find('Composition')['subject'],
    'no title': (_, find) => delete find('Composition')['title'],
    'no author': (_, find) => delete find('Composition')['author'],
    'no section of allergies': (_, find) =>
      void (find('Composition')['section'] = (find('Composition')['section'] as JsonObject[]).filter(
        (each) => !JSON.stringify(each).includes('48765-2'),
      )),
    'no section of medicines': (_, find) =>
      void (find('Composition')['section'] = (find('Composition')['section'] as JsonObject[]).filter(
        (each) => !JSON.stringify(each).includes('10160-0'),
      )),
    'two sections of problems': (_, find, part) =>
      void (find('Composition')['section'] as JsonObject[]).push(structuredClone(part('11450-4'))),
    'a section with neither entries nor a reason': (_, _find, part) => delete part('11450-4')['entry'],
    'a section within a section': (_, _find, part) => void (part('11450-4')['section'] = [structuredClone(part('48765-2'))]),
    'a section without a title': (_, _find, part) => delete part('48765-2')['title'],
    'a section without narrative': (_, _find, part) => delete part('48765-2')['text'],
    'a section without a code': (_, _find, part) => delete part('30954-2')['code'],
    'a medicine among the problems': (_, _find, part) =>
      void (part('11450-4')['entry'] as JsonObject[]).push((part('10160-0')['entry'] as JsonObject[])[0]!),
    'a reference that leads out': (_, _find, part) => void ((part('11450-4')['entry'] as JsonObject[])[0]!['reference'] = 'Condition/1'),
    'an entry that nothing leads to': (bundle) =>
      void (bundle['entry'] as JsonObject[]).push({
        fullUrl: 'urn:uuid:z',
        resource: { resourceType: 'Organization', id: 'z', name: 'Lost' },
      }),
    'a patient without a birth date': (_, find) => delete find('Patient')['birthDate'],
    'a patient without a name': (_, find) => delete find('Patient')['name'],
    'a name that says nothing': (_, find) => void (find('Patient')['name'] = [{ use: 'official' }]),
    'a problem without a code': (_, find) => delete find('Condition')['code'],
    'a problem of somebody else': (_, find) => void (find('Condition')['subject'] = { reference: 'urn:uuid:nobody' }),
    'a problem without a subject': (_, find) => delete find('Condition')['subject'],
    'a medicine taken at no time': (_, find) => delete find('MedicationStatement')['_effectiveDateTime'],
    'a medicine that must not be given': (_, find) => void (find('MedicationRequest')['doNotPerform'] = true),
    'a procedure at no time': (_, find) => delete find('Procedure')['performedDateTime'],
    'a use of a device at no time': (_, find) => delete find('DeviceUseStatement')['_timingDateTime'],
    'an alert that is over': (_, find) => void (find('Flag')['status'] = 'inactive'),
    'a code that R4 does not have': (_, find) => void (find('Patient')['gender'] = 'X'),
    'an element that R4 does not have': (_, find) => void (find('Patient')['favouriteColour'] = 'green'),
  };

  const find = (bundle: JsonObject) => (type: string) =>
    (bundle['entry'] as JsonObject[]).map(({ resource }) => resource as JsonObject).find(({ resourceType }) => resourceType === type)!;
  const part = (bundle: JsonObject) => (code: string) =>
    (find(bundle)('Composition')['section'] as JsonObject[]).find((each) => JSON.stringify(each['code']).includes(code))!;

  it('accepts the document that they are planted in', () => {
    expect(faultsOfSummary(JSON.parse(good) as JsonObject)).toEqual([]);
    expect(faultsOfNarrative(JSON.parse(good) as JsonObject)).toEqual([]);
    expect(Object.keys(plants).length).toBeGreaterThanOrEqual(30);
  });

  it.each(Object.entries(plants))('rejects %s', (_, plant) => {
    const bundle = JSON.parse(good) as JsonObject;
    plant(bundle, find(bundle), part(bundle));
    expect(faultsOfSummary(bundle)).not.toEqual([]);
  });

  it.each([
    ['a laboratory result by nobody', (each: JsonObject) => delete each['performer']],
    ['a laboratory result that says nothing', (each: JsonObject) => delete each['valueQuantity']],
    ['a laboratory result entered in error', (each: JsonObject) => void (each['status'] = 'entered-in-error')],
    ['a laboratory result of no category', (each: JsonObject) => delete each['category']],
  ])('rejects %s', (_, plant) => {
    const bundle = JSON.parse(good) as JsonObject;
    const lab = (bundle['entry'] as JsonObject[])
      .map(({ resource }) => resource as JsonObject)
      .find((each) => isJsonObject(each) && JSON.stringify(each['code'] ?? '').includes('Potassium'))!;
    plant(lab);
    expect(faultsOfSummary(bundle)).not.toEqual([]);
  });
});
