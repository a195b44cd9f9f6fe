import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, importText, newPerson, patient, type Person, removeDir, type Served, serveForTest } from '../../testing/served.ts';
import type { Review } from './api.ts';

const coded = (system: string, code: string) => ({ coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] });
const allergy = (id: string, verification: string, display: string, recorded: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  ...(verification !== 'entered-in-error' && { clinicalStatus: coded('allergyintolerance-clinical', 'active') }),
  verificationStatus: coded('allergyintolerance-verification', verification),
  code: { coding: [{ system: 'http://snomed.info/sct', code: display === 'Penicillin' ? '764146007' : '256349002', display }] },
  patient: { reference: 'Patient/p' },
  recordedDate: recorded,
});

describe('what a person can settle in two minutes', () => {
  let served: Served;
  let ana: Person;
  beforeAll(async () => {
    served = await serveForTest();
    ana = await newPerson(served, 'Ana');
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });
  const review = () => ana.api.call<Review>('GET', ana.path('review'));

  it('is nothing in an empty record', async () => {
    expect(await review()).toEqual({ conflicts: [], unconfirmed: [], broken: [], total: 0 });
  });

  it('names two sources that disagree once, and what nobody confirmed, apart', async () => {
    await importText(
      ana,
      'a.json',
      bundleOf([
        patient('p', 'Aster'),
        allergy('a1', 'confirmed', 'Penicillin', '2020-01-01'),
        allergy('a2', 'refuted', 'Penicillin', '2022-01-01'),
        allergy('a3', 'unconfirmed', 'Peanut', '2023-01-01'),
      ]),
    );
    const { conflicts, unconfirmed, total } = await review();
    expect(conflicts.map((pair) => pair.map(({ card }) => card.verification))).toEqual([[undefined, 'refuted']]);
    expect(unconfirmed.map(({ card }) => card.title)).toEqual(['Peanut']);
    expect(total).toBe(2);
  });
});
