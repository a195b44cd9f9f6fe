import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@satchel/fhir';
import { agesOf } from './person/age.ts';
import type { Rule } from './knowledge.ts';
import { loadMedicines } from './load.ts';
import { allergicTo, answers, egfr, facts, feedingStatus, patient, pregnancyStatus, problem, takes, wellKnown } from './person.fixture.ts';

const knowledge = await loadMedicines();
const first = (set: ReadonlySet<string>): string => [...set][0] ?? '';

/** A substance that no rule but the duplicates names. */
const HARMLESS = 'melatonin';

/** What a record must hold besides the medicines for the rule to find something. */
function setting(rule: Rule): readonly JsonObject[] {
  const { row, kind } = rule;
  const known = wellKnown(kind === 'age' ? birthFor(row.age) : '1980-05-01');
  const without = (type: string): readonly JsonObject[] => known.filter(({ resourceType }) => resourceType !== type);
  if (kind === 'condition')
    return [...without('Condition'), problem(knowledge.conditions[row.conditions?.[0] ?? '']?.words[0]?.trim() ?? '')];
  if (kind === 'allergy') return [...without('AllergyIntolerance'), allergicTo(allergen(rule))];
  if (kind === 'kidney') return [...without('Observation'), pregnancyStatus('60001007'), egfr((row.below ?? 0) - 1)];
  if (kind === 'pregnancy')
    return [...without('Observation'), egfr(95), row.state === 'pregnant' ? pregnancyStatus('77386006') : feedingStatus('169741004')];
  return known;
}

const birthFor = (age: Rule['row']['age']): string => `${2026 - (age?.from === undefined ? (age?.to ?? 30) : age.from + 1)}-01-15`;
const allergen = (rule: Rule): string =>
  rule.isAny ? 'warfarin' : ([...rule.b].find((each) => [...rule.a].some((other) => other !== each)) ?? '');

/** The medicines by which the rule finds something. */
function medicines(rule: Rule): readonly JsonObject[] {
  const [a, b] = [first(rule.a), [...rule.b].find((each) => each !== first(rule.a)) ?? ''];
  if (rule.kind === 'pair') return [takes(a), takes(b)];
  if (rule.kind === 'duplicate')
    return rule.isAny ? [takes('Percocet 325 mg'), takes('acetaminophen 500 mg')] : [...rule.a].slice(0, 2).map((each) => takes(each));
  if (rule.kind === 'allergy') return [takes(rule.isAny ? 'warfarin' : ([...rule.a].find((each) => each !== allergen(rule)) ?? ''))];
  const tooMuch = `${Math.ceil((rule.row.perDay ?? 0) / 100) + 1} tablets once a day`;
  return [rule.kind === 'maximum' ? takes(`${a} 100 mg tablet`, { dosage: [{ text: tooMuch }] }) : takes(a)];
}

const ask = (rule: Rule, resources: readonly JsonObject[]) => answers(rule.row.id, facts(...resources), knowledge);
const is = (list: ReturnType<typeof ask>): readonly string[] => [...new Set(list.map(({ answer }) => answer))];

describe('every rule on medicines', () => {
  it('has a name of its own, words in both languages, a source, a date, and leads somewhere', () => {
    expect(knowledge.rules.length).toBeGreaterThan(350);
    expect(new Set(knowledge.rules.map(({ row }) => row.id)).size).toBe(knowledge.rules.length);
    expect(knowledge.rules.filter(({ broken }) => broken).map(({ row, broken }) => [row.id, broken?.en])).toEqual([]);
    for (const { row, ref } of knowledge.rules) {
      for (const words of [row.risk, row.advice])
        expect(
          [words.en, words.es].every((each) => each.length > 8),
          row.id,
        ).toBe(true);
      expect(ref.date, row.id).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(ref.source.length, row.id).toBeGreaterThan(5);
    }
    expect(knowledge.missing).toEqual([]);
  });

  it.each(knowledge.rules.map((rule) => [rule.row.id, rule] as const))(
    '%s finds, does not find, and says when it cannot tell',
    (_, rule) => {
      const found = ask(rule, [...setting(rule), ...medicines(rule)]);
      expect(is(found)).toEqual(['found']);
      for (const { facts: rests, title } of found) {
        expect(rests.length).toBeGreaterThan(0);
        expect(title.en).not.toBe(title.es);
      }
      // The same person without the medicine: nothing. With one that nobody can read: nobody knows.
      expect(is(ask(rule, [...setting(rule), takes(HARMLESS)]))).toEqual(['not-found']);
      expect(is(ask(rule, [...setting(rule), takes(HARMLESS), takes('blue pill from the market')]))).toEqual(['could-not-check']);
    },
  );

  it.each(
    knowledge.rules
      .filter(({ kind }) => ['condition', 'allergy', 'kidney', 'pregnancy', 'age', 'maximum'].includes(kind))
      .map((rule) => [rule.row.id, rule] as const),
  )('%s cannot tell when the person is not known', (_, rule) => {
    const { birthDate: _unknown, ...nobody } = patient();
    expect(is(ask(rule, [nobody, ...medicines(rule)]))).toEqual(['could-not-check']);
  });

  it.each(
    knowledge.rules
      .filter(({ kind }) => ['condition', 'allergy', 'kidney', 'pregnancy', 'age'].includes(kind))
      .map((rule) => [rule.row.id, rule] as const),
  )('%s is silent about the same medicine for somebody else', (_, rule) => {
    const other = rule.kind === 'age' ? wellKnown(rule.row.age?.from === undefined ? '1976-01-01' : '1996-01-01') : wellKnown();
    expect(agesOf(facts(...other))).toBeDefined();
    expect(is(ask(rule, [...other, ...medicines(rule)]))).toEqual(['not-found']);
  });
});
