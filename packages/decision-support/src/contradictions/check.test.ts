import type { JsonObject } from '@satchel/fhir';
import { beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import file from '../../../../knowledge/contradictions/rules.json' with { type: 'json' };
import { checkContradictions } from './check.ts';
import {
  type ContradictionId,
  type ContradictionRules,
  CONTRADICTIONS_LOOKED_FOR,
  loadContradictionRules,
  readContradictionRules,
} from './rules.ts';

const TODAY = '2026-11-20';
let rules: ContradictionRules;
beforeAll(async () => {
  rules = await loadContradictionRules();
});

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const ANA: JsonObject = {
  resourceType: 'Patient',
  id: 'me',
  gender: 'female',
  birthDate: '1970-04-02',
  name: [{ family: 'Rivera', given: ['Ana'] }],
};
let ids = 0;
const make = (resourceType: string, rest: JsonObject): JsonObject => ({ resourceType, id: `r${ids++}`, ...rest });
const coded = (system: string, code: string, display = code): JsonObject => ({ coding: [{ system, code, display }], text: display });
const condition = (code: string, rest: JsonObject = {}): JsonObject =>
  make('Condition', { code: coded(SNOMED, code), onsetDateTime: '2020-01-01', ...rest });
const result = (loinc: string, value: number, unit: string, rest: JsonObject = {}): JsonObject =>
  make('Observation', {
    status: 'final',
    code: coded(LOINC, loinc),
    effectiveDateTime: '2026-11-01',
    valueQuantity: { value, unit, code: unit, system: 'http://unitsofmeasure.org' },
    performer: [{ display: 'City Lab' }],
    ...rest,
  });
const medicine = (status: string, authoredOn: string | undefined): JsonObject =>
  make('MedicationRequest', {
    status,
    intent: 'order',
    medicationCodeableConcept: { text: 'Vimezol' },
    ...(authoredOn !== undefined && { authoredOn }),
  });
const allergy = (text: string, status: string, rest: JsonObject = {}): JsonObject =>
  make('AllergyIntolerance', {
    code: { text },
    clinicalStatus: coded('', status === 'refuted' ? 'inactive' : status),
    verificationStatus: coded('', status === 'refuted' ? 'refuted' : 'confirmed'),
    ...rest,
  });
const blood = (value: JsonObject): JsonObject => make('Observation', { status: 'final', code: coded(LOINC, '882-1'), ...value });
const order = (authoredOn: string | undefined, rest: JsonObject = {}): JsonObject =>
  make('ServiceRequest', {
    status: 'active',
    intent: 'order',
    code: coded(SNOMED, '77477000', 'CT'),
    requester: { display: 'Dr. Lee' },
    ...(authoredOn !== undefined && { authoredOn }),
    ...rest,
  });
const high = (rest: JsonObject = {}): JsonObject => result('2823-3', 6.9, 'mmol/L', rest);
const pressure = (value: number, unit: string): JsonObject => result('8480-6', value, unit);

function ask(
  resources: JsonObject[],
  id: ContradictionId,
  options: { person?: JsonObject; partial?: boolean; rules?: ContradictionRules } = {},
): Finding[] {
  const facts = factsOf([options.person ?? ANA, ...resources], TODAY, options.partial ?? false);
  return checkContradictions(facts, options.rules ?? rules).findings.filter(({ rule }) => rule.id === `contradiction/${id}`);
}

interface Case {
  readonly id: ContradictionId;
  readonly bad: () => JsonObject[];
  readonly good: () => JsonObject[];
  readonly unclear: () => JsonObject[];
  readonly unclearPerson?: JsonObject;
  readonly badPerson?: JsonObject;
  readonly correction?: string;
}

const NAMELESS: JsonObject = { resourceType: 'Patient', id: 'me' };
const DEAD: JsonObject = { ...ANA, deceasedDateTime: '2026-10-01' };

const CASES: readonly Case[] = [
  {
    id: 'sex',
    bad: () => [condition('399068003', { recorder: { display: 'Dr. Wu' } })],
    good: () => [condition('363443007')],
    unclear: () => [condition('399068003')],
    unclearPerson: NAMELESS,
    correction: 'Dr. Wu',
  },
  {
    id: 'age',
    bad: () => [condition('72892002', { onsetDateTime: '1975-01-01' })],
    good: () => [condition('72892002', { onsetDateTime: '2000-01-01' })],
    unclear: () => [condition('72892002')],
    unclearPerson: NAMELESS,
  },
  {
    id: 'before-birth',
    bad: () => [condition('38341003', { onsetDateTime: '1950-01-01' })],
    good: () => [condition('38341003')],
    unclear: () => [condition('38341003')],
    unclearPerson: NAMELESS,
  },
  {
    id: 'after-death',
    bad: () => [result('718-7', 14, 'g/dL')],
    badPerson: DEAD,
    good: () => [result('718-7', 14, 'g/dL')],
    unclear: () => [result('718-7', 14, 'g/dL')],
    unclearPerson: { ...ANA, deceasedBoolean: true },
    correction: 'City Lab',
  },
  {
    id: 'in-future',
    bad: () => [result('718-7', 14, 'g/dL', { effectiveDateTime: '2027-05-01' })],
    good: () => [result('718-7', 14, 'g/dL')],
    unclear: () => [result('718-7', 14, 'g/dL', { effectiveDateTime: '2026-13-45' })],
    correction: 'City Lab',
  },
  {
    id: 'impossible-value',
    bad: () => [pressure(1200, 'mm[Hg]')],
    good: () => [pressure(120, 'mm[Hg]')],
    unclear: () => [pressure(120, 'zorks')],
    correction: 'City Lab',
  },
  {
    id: 'wrong-unit',
    bad: () => [result('8310-5', 98.6, 'Cel')],
    good: () => [result('8310-5', 37, 'Cel')],
    unclear: () => [result('8310-5', 37, 'zorks')],
    correction: 'City Lab',
  },
  {
    id: 'another-person',
    bad: () => [make('Patient', { birthDate: '1981-01-01', name: [{ family: 'Stone', given: ['Peter'] }] })],
    good: () => [make('Patient', { birthDate: '1970', name: [{ family: 'Rivera-Smith', given: ['A.'] }] })],
    unclear: () => [],
    unclearPerson: NAMELESS,
  },
  {
    id: 'stopped-medicine',
    bad: () => [medicine('active', '2026-01-01'), medicine('stopped', '2026-03-01')],
    good: () => [medicine('active', '2026-05-01'), medicine('stopped', '2026-03-01')],
    unclear: () => [medicine('active', undefined), medicine('stopped', '2026-03-01')],
  },
  {
    id: 'allergy',
    bad: () => [allergy('Nuts', 'active'), allergy('Nuts', 'refuted', { recorder: { display: 'Dr. Wu' } })],
    good: () => [allergy('Nuts', 'active'), allergy('Milk', 'refuted')],
    unclear: () => [make('AllergyIntolerance', {})],
    correction: 'Dr. Wu',
  },
  {
    id: 'blood-group',
    bad: () => [blood({ valueString: 'A Rh positive' }), blood({ valueCodeableConcept: coded(SNOMED, '278147001') })],
    good: () => [blood({ valueString: 'O+' }), blood({ valueCodeableConcept: coded(SNOMED, '58460004') })],
    unclear: () => [blood({ valueString: 'see letter' })],
  },
  {
    id: 'never-done',
    bad: () => [order('2026-05-01')],
    good: () => [
      order('2026-05-01', { id: 'ct' }),
      make('DiagnosticReport', { status: 'final', basedOn: [{ reference: 'ServiceRequest/ct' }] }),
    ],
    unclear: () => [order(undefined)],
    correction: 'Dr. Lee',
  },
  {
    id: 'critical-unanswered',
    bad: () => [high()],
    good: () => [high({ id: 'k' }), make('Communication', { about: [{ reference: 'Observation/k' }] })],
    unclear: () => [result('2823-3', 6.9, 'zorks')],
    correction: 'City Lab',
  },
];

describe('every contradiction', () => {
  it('has its cases', () => {
    expect(CASES.map(({ id }) => id).toSorted()).toEqual([...CONTRADICTIONS_LOOKED_FOR].toSorted());
  });

  it.each(CASES)(
    '$id is found, not found, and could not be checked',
    ({ id, bad, good, unclear, unclearPerson, badPerson, correction }) => {
      const [found, ...more] = ask(bad(), id, { person: badPerson ?? ANA });
      expect(found).toMatchObject({ answer: 'found', detail: { correction: correction ?? null } });
      expect(more).toEqual([]);
      expect(found?.facts.length).toBeGreaterThan(0);
      expect(JSON.stringify([found?.title, found?.advice])).not.toContain('{w');
      expect(ask(good(), id)).toMatchObject([{ answer: 'not-found' }]);
      expect(ask(unclear(), id, { person: unclearPerson ?? ANA })).toMatchObject([
        { answer: 'could-not-check', reason: expect.anything() },
      ]);
      expect(ask(good(), id, { partial: true })).toMatchObject([{ answer: 'could-not-check' }]);
      const old = { ...rules, validUntil: '2026-01-01' };
      expect(ask(good(), id, { rules: old })).toMatchObject([{ answer: 'could-not-check' }]);
      if (id !== 'another-person' && id !== 'after-death') expect(ask([], id)).toMatchObject([{ answer: 'could-not-check' }]);
    },
  );

  it('could not be checked with an empty or a broken file', () => {
    for (const data of [{}, { ...file, rules: {} }, { ...file, rules: { sex: { title: 'x' } } }]) {
      const findings = checkContradictions(
        factsOf([ANA, condition('38341003')], TODAY),
        readContradictionRules(data, rules.readings),
      ).findings;
      expect(findings).toHaveLength(CONTRADICTIONS_LOOKED_FOR.length);
      expect(findings.every(({ answer }) => answer === 'could-not-check')).toBe(true);
    }
  });
});

describe('contradictions in detail', () => {
  it('hold against the sex noted at birth', () => {
    const extension = [{ url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', valueCode: 'M' }];
    expect(ask([condition('399068003')], 'sex', { person: { ...ANA, extension } })).toMatchObject([{ answer: 'not-found' }]);
  });

  it('name the unit that would make sense, also by what is usual for the person', () => {
    expect(ask([result('8302-2', 1.75, 'cm')], 'wrong-unit')).toMatchObject([{ answer: 'found', detail: { likelyUnit: 'm' } }]);
    const usual = [81, 82, 81.5, 82.2].map((value, n) => result('29463-7', value, 'kg', { effectiveDateTime: `2026-0${n + 1}-01` }));
    expect(ask([...usual, result('29463-7', 180.5, 'kg')], 'wrong-unit')).toMatchObject([
      { answer: 'found', detail: { likelyUnit: '[lb_av]' } },
    ]);
    expect(ask([...usual, result('29463-7', 97, 'kg')], 'wrong-unit')).toMatchObject([{ answer: 'not-found' }]);
    expect(ask([result('29463-7', 80, 'mm[Hg]')], 'wrong-unit')).toMatchObject([{ answer: 'found' }]);
  });

  it('see another person in what facts say of their subject', () => {
    const subject = (display: string): JsonObject => condition('38341003', { subject: { reference: 'Patient/me', display } });
    expect(ask([subject('Peter Stone')], 'another-person')).toMatchObject([{ answer: 'found', urgency: 'interrupt' }]);
    expect(ask([subject('Mrs. Ana María RIVERA'), subject('Patient')], 'another-person')).toMatchObject([{ answer: 'not-found' }]);
  });

  it('take "no known allergy" for a contradiction only when it is the later word', () => {
    const none = (recordedDate: string): JsonObject =>
      make('AllergyIntolerance', { code: coded(SNOMED, '716186003'), clinicalStatus: coded('', 'active'), recordedDate });
    const nuts = allergy('Nuts', 'active', { recordedDate: '2020-01-01' });
    expect(ask([nuts, none('2024-01-01')], 'allergy')).toMatchObject([{ answer: 'found' }]);
    expect(ask([nuts, none('2010-01-01')], 'allergy')).toMatchObject([{ answer: 'not-found' }]);
  });

  it.each([
    ['a later repeat', () => [high(), result('2823-3', 4.4, 'mmol/L', { effectiveDateTime: '2026-11-03' })]],
    ['a note', () => [high({ note: [{ text: 'Called.' }] })]],
    [
      'a report with a conclusion',
      () => [
        high({ id: 'k2' }),
        make('DiagnosticReport', { status: 'final', result: [{ reference: 'Observation/k2' }], conclusion: 'Treated.' }),
      ],
    ],
    ['too little time since', () => [high({ effectiveDateTime: '2026-11-19' })]],
  ] as const)('take %s for an answer to a critical result', (_what, resources) => {
    expect(ask([...resources()], 'critical-unanswered')).toMatchObject([{ answer: 'not-found' }]);
  });

  it("take the laboratory's own flag for critical", () => {
    const flagged = make('Observation', {
      status: 'final',
      code: coded(LOINC, '9999-9'),
      effectiveDateTime: '2026-11-01',
      interpretation: [coded('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'HH')],
    });
    expect(ask([flagged], 'critical-unanswered')).toMatchObject([{ answer: 'found', detail: { because: 'HH' } }]);
  });

  it('count an order as done by a later result of the same kind', () => {
    expect(
      ask(
        [order('2026-05-01'), make('Procedure', { status: 'completed', code: coded(SNOMED, '77477000'), performedDateTime: '2026-06-01' })],
        'never-done',
      ),
    ).toMatchObject([{ answer: 'not-found' }]);
  });
});
