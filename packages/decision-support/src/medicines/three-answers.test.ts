import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@satchel/fhir';
import { factsOf } from '../facts.ts';
import { checkMedicines } from './check.ts';
import { medicineKnowledge, type MedicineFiles } from './knowledge.ts';
import { loadMedicines, medicineFiles } from './load.ts';
import { allergicTo, answers, facts, findings, problem, takes, TODAY, wellKnown } from './person.fixture.ts';

const knowledge = await loadMedicines();
const files = await medicineFiles();
const mutated = (change: Partial<MedicineFiles>) => medicineKnowledge({ ...files, ...change });
const coded = (code: string): JsonObject =>
  takes('', { medicationCodeableConcept: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code }] } });
const calm = [...wellKnown(), takes('melatonin')];
const WITHOUT_PERSON: ReadonlySet<unknown> = new Set(['pair', 'allergy', 'duplicate', 'food', 'maximum']);
const count = (list: ReturnType<typeof findings>, answer: string): number => list.filter((each) => each.answer === answer).length;

describe('nothing is ruled out by accident', () => {
  it('says not found where everything is known', () => {
    const all = findings(facts(...calm), knowledge);
    expect([count(all, 'found'), count(all, 'could-not-check')]).toEqual([0, 0]);
    expect(count(all, 'not-found')).toBe(knowledge.rules.length);
  });

  it('cannot check a medicine whose code was removed from the table', () => {
    const both = [...wellKnown(), coded('11289'), coded('5640')];
    expect(answers('listed/anticoagulant-nsaid', facts(...both), knowledge).map(({ answer }) => answer)).toEqual(['found']);
    const tables = files.tables.map((table) => ({
      ...table,
      codes: {
        ...table.codes,
        rxnorm: Object.fromEntries(
          Object.entries(table.codes['rxnorm'] ?? {}).map(([made, list]) => [
            made,
            list
              .split(' ')
              .filter((code) => code !== '5640')
              .join(' '),
          ]),
        ),
      },
    }));
    const all = findings(facts(...both), mutated({ tables }));
    expect(all.find(({ rule }) => rule.id === 'listed/anticoagulant-nsaid')?.answer).toBe('could-not-check');
    // What does not hang on the medicine is known all the same: she is not pregnant, whatever it is.
    expect(all.filter(({ answer, detail }) => answer === 'not-found' && WITHOUT_PERSON.has(detail?.['kind']))).toEqual([]);
  });

  it.each(['pair', 'allergy', 'duplicate', 'condition', 'pregnancy', 'age', 'kidney', 'food', 'maximum'] as const)(
    'cannot check where the rules of kind %s are empty or not there',
    (kind) => {
      const emptied = mutated({ rules: files.rules.map((file) => (file?.kind === kind ? { ...file, rules: [] } : file)) });
      const absent = mutated({ rules: files.rules.filter((file) => file?.kind !== kind).concat(undefined) });
      for (const less of [emptied, absent]) {
        const all = findings(facts(...calm), less);
        expect(all.filter(({ rule }) => rule.id === `medicine/${kind}`).map(({ answer }) => answer)).toEqual(['could-not-check']);
      }
    },
  );

  it('cannot check anything without names, and says so for each kind', () => {
    for (const change of [{ words: undefined }, { tables: [] }]) {
      const all = findings(facts(...calm), mutated(change));
      expect(all.length).toBe(9);
      expect(count(all, 'could-not-check')).toBe(9);
    }
  });

  it('does not rule out by a rule whose class, condition or substance leads nowhere', () => {
    const classes = {
      ...files.classes!,
      classes: { ...files.classes!.classes, maoi: { ...files.classes!.classes['maoi']!, members: [] } },
    };
    expect(answers('onc-high/ssri-maoi', facts(...calm), mutated({ classes }))[0]).toMatchObject({
      answer: 'could-not-check',
      reason: { en: expect.stringContaining('@maoi') },
    });
    expect(answers('onc-high/ssri-maoi', facts(...calm), mutated({ classes: undefined }))[0]?.answer).toBe('could-not-check');
    expect(answers('condition/nsaid-ulcer', facts(...calm), mutated({ conditions: undefined }))[0]?.answer).toBe('could-not-check');
    const misspelt = files.rules.map(
      (file) =>
        file && { ...file, rules: file.rules.map((row) => (row.id === 'maximum/acetaminophen' ? { ...row, a: ['acetaminophenn'] } : row)) },
    );
    expect(answers('maximum/acetaminophen', facts(...calm), mutated({ rules: misspelt }))[0]?.answer).toBe('could-not-check');
  });

  it('does not rule out by old data, old rules, or a part of the record', () => {
    const later = factsOf(calm, '2028-01-15');
    // A birth date does not age.
    expect(findings(later, knowledge).filter(({ answer, detail }) => answer === 'not-found' && detail?.['kind'] !== 'age')).toEqual([]);
    const expired = mutated({ rules: files.rules.map((file) => file && { ...file, reviewBy: '2026-11-24' }) });
    expect(count(findings(facts(...calm), expired), 'not-found')).toBe(0);
    const partial = factsOf(calm, TODAY, true);
    expect(count(findings(partial, knowledge), 'not-found')).toBe(0);
    const limitless = findings(facts(...calm), mutated({ limits: undefined }));
    expect(limitless.filter(({ answer, detail }) => answer === 'not-found' && detail?.['kind'] !== 'age')).toEqual([]);
    // What is there is found all the same.
    const clash = [...calm, takes('warfarin'), takes('ibuprofen')];
    for (const today of [factsOf(clash, '2028-01-15'), factsOf(clash, TODAY, true)])
      expect(answers('listed/anticoagulant-nsaid', today, knowledge)[0]?.answer).toBe('found');
  });

  it('does not take silence for an answer: no medicines, no allergies, no problems, no dates', () => {
    const none = findings(facts(...wellKnown()), knowledge);
    expect(count(none, 'not-found')).toBe(
      none.filter(({ reason }) => /another age|Not pregnant|Not breastfeeding|well enough|does not name/.test(reason?.en ?? '')).length,
    );
    const stated = takes('', { medicationCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '787481004' }] } });
    expect(count(findings(facts(...wellKnown(), stated), knowledge), 'could-not-check')).toBe(0);
    const undated = takes('melatonin', { effectivePeriod: {} });
    expect(answers('onc-high/ssri-maoi', facts(...wellKnown(), undated), knowledge)[0]?.answer).toBe('could-not-check');
    const unlisted = wellKnown().filter(({ resourceType }) => resourceType !== 'AllergyIntolerance');
    expect(answers('allergy/same-substance', facts(...unlisted, takes('melatonin')), knowledge)[0]?.answer).toBe('could-not-check');
  });
});

describe('what is counted', () => {
  it('lists free-text allergies that do not resolve, and no food or pollen', () => {
    const { coverage } = checkMedicines(
      facts(...calm, allergicTo('the yellow tablets'), allergicTo('Peanut'), allergicTo('Penicilina')),
      knowledge,
    );
    expect(coverage[1]).toMatchObject({
      checked: 1,
      total: 2,
      unchecked: [{ reason: { es: expect.stringContaining('no está en nuestras listas') } }],
    });
    const penicillin = facts(...calm, allergicTo('Penicilina'), takes('Augmentin 875'));
    expect(answers('allergy/same-substance', penicillin, knowledge)[0]).toMatchObject({ answer: 'found', urgency: 'interrupt' });
  });

  it('looks at active medicines only, and lists the others with the reason', () => {
    const stopped = takes('warfarin', { status: 'stopped' });
    const over = takes('warfarin', { effectivePeriod: { start: '2025-01-01', end: '2025-02-01' } });
    const given = {
      resourceType: 'MedicationAdministration',
      id: 'g',
      status: 'completed',
      effectiveDateTime: '2026-11-01',
      medicationCodeableConcept: { text: 'warfarin' },
    };
    const used = {
      resourceType: 'MedicationDispense',
      id: 'd',
      status: 'completed',
      whenHandedOver: '2026-01-01',
      daysSupply: { value: 30 },
      medicationCodeableConcept: { text: 'warfarin' },
    };
    const of = facts(...calm, stopped, over, given, used, takes('ibuprofen'));
    expect(answers('listed/anticoagulant-nsaid', of, knowledge)[0]?.answer).toBe('not-found');
    expect(checkMedicines(of, knowledge).coverage[0]).toMatchObject({ checked: 2, total: 2, newest: '2026-11-01' });
    expect(checkMedicines(of, knowledge).coverage[0]?.unchecked.length).toBe(4);
  });

  it('takes a refuted allergy and a resolved problem for none', () => {
    const refuted = allergicTo('warfarin', { verificationStatus: { coding: [{ code: 'refuted' }] } });
    const resolved = problem('Gastric ulcer', { clinicalStatus: { coding: [{ code: 'resolved' }] } });
    const of = facts(...wellKnown(), refuted, resolved, takes('warfarin'), takes('naproxen'));
    expect(answers('allergy/same-substance', of, knowledge)[0]?.answer).toBe('not-found');
    expect(answers('condition/nsaid-ulcer', of, knowledge)[0]?.answer).toBe('not-found');
  });

  it('says of code and name that disagree what each would mean, and rules nothing out', () => {
    const apart = takes('', {
      medicationCodeableConcept: { text: 'ibuprofen', coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '11289' }] },
    });
    const { findings: all, coverage } = checkMedicines(facts(...wellKnown(), apart, takes('sertraline')), knowledge);
    expect(all.some(({ rule, answer }) => rule.id === 'listed/ssri-nsaid' && answer === 'found')).toBe(true);
    expect(coverage[0]?.unchecked[0]?.reason.en).toContain('different medicines');
    expect(count(all, 'not-found')).toBe(
      all.filter(({ reason }) => /another age|Not |well enough|does not name/.test(reason?.en ?? '')).length,
    );
  });
});
