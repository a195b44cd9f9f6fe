import type { JsonObject } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { plus } from '../immunization/dates.ts';
import { checkPreventiveCare } from './check.ts';
import { type CareRule, type CareRules, type Criterion, type Evidence, loadCareRules, type ValueSet } from './rules.ts';

const rules = await loadCareRules();
const TODAY = '2026-11-25';
const YESTERDAY = '2026-11-24';

/** A fact of a value set, made from the set's own codes. */
function factOf(name: string, id: string, day: string, value = 1): JsonObject {
  const set = rules.sets[name]!;
  const coding = set.loinc?.[0]
    ? { system: 'http://loinc.org', code: set.loinc[0] }
    : set.snomed?.[0]
      ? { system: 'http://snomed.info/sct', code: set.snomed[0] }
      : set.icd10?.[0]
        ? { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: set.icd10[0] }
        : set.atc?.[0]
          ? { system: 'http://www.whocc.no/atc', code: set.atc[0] }
          : { system: 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: set.hcpcs![0]! };
  const code = { coding: [coding] };
  if (set.kind === 'condition') return { resourceType: 'Condition', id, code, onsetDateTime: '2000-01-01' };
  if (set.kind === 'medicine') return { resourceType: 'MedicationStatement', id, status: 'active', medicationCodeableConcept: code };
  const answer = { coding: [{ system: 'http://snomed.info/sct', code: set.yes?.[0] ?? '' }] };
  const more = set.kind === 'answer' ? { valueCodeableConcept: answer } : set.kind === 'value' ? { valueQuantity: { value } } : {};
  return { resourceType: 'Observation', id, status: 'final', code, effectiveDateTime: day, ...more };
}

/** Facts that make a criterion true: the first of any, each of all. */
function factsFor(criterion: Criterion | undefined, prefix = 'when'): JsonObject[] {
  if (criterion === undefined) return [];
  if ('all' in criterion) return criterion.all.flatMap((each, index) => factsFor(each, `${prefix}${index}`));
  if ('any' in criterion) return factsFor(criterion.any[0], prefix);
  if ('value' in criterion) return [factOf(criterion.value, prefix, '2026-06-01', criterion.atLeast)];
  return [factOf('has' in criterion ? criterion.has : 'takes' in criterion ? criterion.takes : criterion.answer, prefix, '2026-06-01')];
}

const evidenceOf = (evidence: Evidence, day: string): JsonObject => factOf('of' in evidence ? evidence.of : evidence.takes, 'done', day);

/** Somebody for whom a rule is meant, with a record that is kept: other conditions, other medicines, a visit of late. */
function somebody(rule: CareRule): JsonObject[] {
  const age = Math.min(rule.age[0]! + 1, rule.age[1]!);
  const other = (system: string, code: string) => ({ coding: [{ system, code }], text: 'something else' });
  return [
    { resourceType: 'Patient', id: 'p', birthDate: plus(TODAY, `0 years - ${age * 366} days`), gender: rule.sex ?? 'female' },
    { resourceType: 'Condition', id: 'other', code: other('http://snomed.info/sct', '444814009') },
    {
      resourceType: 'MedicationStatement',
      id: 'other',
      status: 'active',
      medicationCodeableConcept: other('http://www.nlm.nih.gov/research/umls/rxnorm', '1'),
    },
    { resourceType: 'Encounter', id: 'visit', status: 'finished', period: { start: '2026-10-01' } },
    ...factsFor(rule.when),
  ];
}

function ask(rule: CareRule, resources: readonly JsonObject[], loaded: CareRules = rules, today = TODAY, partial = false): Finding {
  return checkPreventiveCare(factsOf(resources, today, partial), loaded).findings.find((finding) => finding.rule.id === rule.id)!;
}

const without = (resources: readonly JsonObject[], ...types: string[]) =>
  resources.filter(({ resourceType }) => !types.includes(String(resourceType)));
const unsure = (finding: Finding, why: string) =>
  expect([why, finding.answer, finding.due?.status, finding.reason !== undefined]).toEqual([why, 'could-not-check', 'cannot-tell', true]);

/** A set that a rule also asks for in `when` cannot be missing from its evidence, for example a cholesterol test. */
describe.each(rules.file.rules)('$id', (rule) => {
  const person = somebody(rule);
  const first = rule.done[0]!;
  const done = evidenceOf(first, YESTERDAY);

  it('is due when it is not there', () => {
    expect(ask(rule, person)).toMatchObject({ answer: 'found', urgency: 'act', due: { status: 'due' } });
  });

  it('is done by each kind of evidence, and says by which', () => {
    for (const evidence of rule.done) {
      const finding = ask(rule, [...person, evidenceOf(evidence, YESTERDAY)]);
      expect(finding).toMatchObject({ answer: 'not-found', due: { status: 'done' } });
      expect(finding.facts.some((fact) => fact.endsWith('/done'))).toBe(true);
    }
  });

  it('is overdue when it was long ago', () => {
    if (!('of' in first) || first.every === undefined) return;
    const born = String(person[0]!['birthDate']);
    const longAgo = plus(TODAY, `0 days - ${3 * 366 + 400} days`);
    const finding = ask(rule, [...person, evidenceOf(first, longAgo > born ? longAgo : plus(born, '1 day'))]);
    if (plus(longAgo, first.every) < TODAY)
      expect(finding).toMatchObject({ answer: 'found', due: { status: expect.stringMatching(/due$/) } });
  });

  it('is not for those too young or too old', () => {
    if (rule.age[0]! > 1)
      expect(ask(rule, [{ ...person[0]!, birthDate: YESTERDAY }, ...person.slice(1)]).due?.status).toBe('not-applicable');
    if (rule.age[1]! < 110)
      expect(ask(rule, [{ ...person[0]!, birthDate: '1910-01-01' }, ...person.slice(1)]).due?.status).toBe('not-applicable');
  });

  it('could not be checked when data or rules are missing, and is never "not due" then', () => {
    unsure(ask(rule, without([...person, done], 'Patient')), 'no patient');
    unsure(ask(rule, [{ ...person[0]!, birthDate: '1980' }, ...person.slice(1), done]), 'no day of birth');
    if (rule.sex) unsure(ask(rule, [{ ...person[0]!, gender: 'unknown' }, ...person.slice(1), done]), 'no sex');
    unsure(ask(rule, person, rules, TODAY, true), 'a part of the record');
    unsure(ask(rule, [...person, done], rules, '2029-11-25'), 'rules and data grown old');
    const nameless = { ...done, code: {}, medicationCodeableConcept: {} };
    unsure(ask(rule, [...person, nameless]), 'the code removed');
    const emptied: ValueSet = { en: 'nothing', es: 'nada', kind: 'done' };
    const name = 'of' in first ? first.of : first.takes;
    const sets = { ...rules.sets, ...Object.fromEntries(rule.done.map((each) => ['of' in each ? each.of : each.takes, emptied])) };
    unsure(ask(rule, [...person, done], { ...rules, sets }), `${name} emptied`);
    if ('of' in first) {
      unsure(
        ask(rule, [...person, { ...done, effectiveDateTime: '1890-01-01', performedDateTime: '1890-01-01' }]),
        'done before birth: another person',
      );
      if (rule.when === undefined) unsure(ask(rule, [person[0]!]), 'an empty record');
    }
    if (rule.when !== undefined) unsure(ask(rule, [person[0]!, person[3]!]), 'no conditions, medicines or answers at all');
  });
});

describe('mutations', () => {
  const mammogram = rules.file.rules.find(({ id }) => id === 'uspstf/breast-cancer-screening')!;

  it('no rules at all is said for both topics', () => {
    const { findings } = checkPreventiveCare(factsOf([], TODAY), { ...rules, file: { ...rules.file, rules: [] } });
    expect(findings.map(({ topic, answer }) => [topic, answer])).toEqual([
      ['preventive-care', 'could-not-check'],
      ['follow-up', 'could-not-check'],
    ]);
  });

  it('no value sets at all leaves nothing "not due" but what age and sex rule out', () => {
    for (const rule of rules.file.rules) expect(ask(rule, somebody(rule), { ...rules, sets: {} }).answer).toBe('could-not-check');
  });

  it('words without a code that we know make it uncertain', () => {
    const person = somebody(mammogram);
    const worded = {
      resourceType: 'Procedure',
      id: 'x',
      status: 'completed',
      performedDateTime: YESTERDAY,
      code: { text: 'Mammogram, both sides' },
    };
    unsure(ask(mammogram, [...person, worded]), 'words');
    const unlisted = { ...worded, code: { text: 'Mammogram', coding: [{ system: 'http://snomed.info/sct', code: '1' }] } };
    unsure(ask(mammogram, [...person, unlisted]), 'a code that no list holds');
  });

  it('is declined where somebody wrote so, until it is done', () => {
    const refused = {
      resourceType: 'Procedure',
      id: 'no',
      status: 'not-done',
      performedDateTime: '2026-05-01',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '24623002' }] },
    };
    const person = somebody(mammogram);
    expect(ask(mammogram, [...person, refused])).toMatchObject({ answer: 'found', due: { status: 'declined' }, facts: ['Procedure/no'] });
    expect(ask(mammogram, [...person, refused, factOf('mammography', 'done', YESTERDAY)]).due?.status).toBe('done');
  });

  it('is needless when the organ is gone', () => {
    const finding = ask(mammogram, [...somebody(mammogram), factOf('bilateral-mastectomy', 'gone', '2010-01-01')]);
    expect(finding).toMatchObject({ answer: 'not-found', due: { status: 'not-applicable' }, facts: ['Observation/gone'] });
  });

  it('a year alone counts from its first day, so that nothing seems newer than it is', () => {
    const finding = ask(mammogram, [...somebody(mammogram), { ...factOf('mammography', 'done', YESTERDAY), effectiveDateTime: '2024' }]);
    expect(finding.due).toMatchObject({ status: 'overdue', last: '2024-01-01', recommended: '2026-01-01' });
  });
});
