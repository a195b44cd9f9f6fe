import type { JsonObject } from '@satchel/fhir';
import { beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import measures from '../../../../knowledge/thresholds/measures.json' with { type: 'json' };
import file from '../../../../knowledge/thresholds/rules.json' with { type: 'json' };
import { checkDeviations } from './check.ts';
import { dateOf, dayOf } from './days.ts';
import { replay } from './replay.ts';
import { type DeviationRule, type DeviationRules, loadDeviationRules, readDeviationRules } from './rules.ts';
import { KINDS, lifeOf } from './trials/lives.ts';
import { PERSON, ruleFor } from './trials/series.ts';

const TODAY = '2026-11-20';
const today = dayOf(TODAY) as number;
let rules: DeviationRules;
beforeAll(async () => {
  rules = await loadDeviationRules();
});

const loincOf = (measure: string): string => rules.measures.find(({ id }) => id === measure)?.loinc[0] ?? '';
const unitOf = (measure: string): string => rules.measures.find(({ id }) => id === measure)?.unit ?? '';
let ids = 0;

function reading(measure: string, value: number, ago = 0, unit = unitOf(measure)): JsonObject {
  return {
    resourceType: 'Observation',
    id: `o${ids++}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: loincOf(measure) }] },
    effectiveDateTime: `${dateOf(today - ago)}T08:00:00Z`,
    valueQuantity: { value, unit, ...(unit !== '' && { system: 'http://unitsofmeasure.org', code: unit }) },
  };
}

function ask(
  resources: JsonObject[],
  rule: string,
  measure: string,
  options: { person?: JsonObject; partial?: boolean; rules?: DeviationRules; today?: string } = {},
): Finding[] {
  const facts = factsOf([options.person ?? PERSON, ...resources], options.today ?? TODAY, options.partial ?? false);
  return checkDeviations(facts, options.rules ?? rules).findings.filter(
    (each) => each.rule.id === `deviation/${rule}` && each.about === measure,
  );
}

const HEART: JsonObject = condition('84114007');
const PREGNANT: JsonObject = { ...condition('77386006'), onsetDateTime: '2026-07-01' };
function condition(code: string): JsonObject {
  return { resourceType: 'Condition', id: `c${code}`, code: { coding: [{ system: 'http://snomed.info/sct', code }] } };
}
const INFANT: JsonObject = { ...PERSON, birthDate: '2026-10-10' };

/** A value on the wrong side and one on the right side, with as much before it as the rule asks for. */
function cases({ measure: { id }, statistic, when, limit, days, readings }: DeviationRule): { bad: JsonObject[]; good: JsonObject[] } {
  const out = when.startsWith('>') ? 1.05 : 0.95;
  const [bad, good] = [limit.usual * out, limit.usual / out];
  const several = (value: number, count: number): JsonObject[] => Array.from({ length: count }, (_, n) => reading(id, value, n));
  switch (statistic) {
    case 'mean':
      return { bad: several(bad, readings), good: several(good, readings) };
    case 'rise':
      return { bad: [reading(id, 80, 2), reading(id, 83)], good: [reading(id, 80, 2), reading(id, 80.5)] };
    case 'fall-percent':
      return { bad: [reading(id, 80, days - 10), reading(id, 70)], good: [reading(id, 80, days - 10), reading(id, 79.5)] };
    case 'percent-of-best':
      return { bad: [...several(500, 12).slice(1), reading(id, 200)], good: several(500, 12) };
    case 'ratio-to-usual':
      return { bad: [reading(id, 1, 100), reading(id, 1.8)], good: [reading(id, 1, 100), reading(id, 1.1)] };
    case 'newest':
    case 'day':
      return { bad: [reading(id, bad)], good: [reading(id, good)] };
  }
}

describe('every limit', () => {
  const list = file.rules.filter(({ kind }) => kind === 'limit').map(({ id, measure }) => [id, String(measure)] as const);

  it.each(list)('%s is found, not found, and could not be checked', (id, measure) => {
    const rule = ruleFor(rules, id, measure);
    const person = id === 'fever-infant' ? INFANT : PERSON;
    const also = id.startsWith('bp-pregnant') ? [PREGNANT] : id.startsWith('heart-failure') ? [HEART] : [];
    const { bad, good } = cases(rule);
    const open = readOnly(id);
    const [found] = ask([...also, ...bad], id, measure, { person, rules: open });
    expect(found).toMatchObject({ answer: 'found', urgency: rule.urgency });
    expect(found?.facts.length).toBeGreaterThan(0);
    expect(found?.detail).toMatchObject({ alerts: expect.any(Number), alertsLow: expect.any(Number), alertsHigh: expect.any(Number) });
    expect(found?.title.en + (found?.title.es ?? '')).not.toContain('{');
    expect(ask([...also, ...good], id, measure, { person, rules: open })).toMatchObject([{ answer: 'not-found' }]);
    const unknown = bad.map((each) => ({ ...each, valueQuantity: { value: 1, unit: 'zorks' } }));
    for (const [why, resources, options] of [
      ['no data', also, {}],
      ['an unknown unit', [...also, ...unknown], {}],
      ['stale data', [...also, ...good], { today: dateOf(today + rule.fresh + 1) }],
      ['a partial reader', [...also, ...good], { partial: true }],
    ] as const)
      expect(ask([...resources], id, measure, { person, rules: open, ...options }), why).toMatchObject([
        { answer: 'could-not-check', reason: expect.anything() },
      ]);
  });

  /** The rule alone, so that no graver one speaks in its place. */
  function readOnly(id: string): DeviationRules {
    return { ...rules, rules: rules.rules.filter(({ ref }) => ref.id === `deviation/${id}`) };
  }
});

describe('a baseline', () => {
  const steady = (length: number, event?: Parameters<typeof lifeOf>[3], kind = KINDS[2]): ReturnType<typeof lifeOf> =>
    lifeOf(kind ?? KINDS[0]!, length, 7, event);
  const answerOf = (life: ReturnType<typeof lifeOf>, rule: string, measure: string, partial = false): Finding | undefined =>
    ask(life.resources, rule, measure, { today: life.today, partial })[0];

  it('tells a shift, a drift and a gap from a steady life, and from too little', () => {
    const [heart, weight] = ['resting-heart-rate', 'weight'];
    expect(answerOf(steady(300, { at: 292, shift: 6 }), 'shift', heart)).toMatchObject({ answer: 'found' });
    expect(answerOf(steady(300), 'shift', heart)).toMatchObject({ answer: 'not-found' });
    expect(answerOf(steady(9), 'shift', heart)).toMatchObject({ answer: 'could-not-check' });
    expect(answerOf(steady(300), 'shift', heart, true)).toMatchObject({ answer: 'could-not-check' });
    expect(answerOf(steady(300, { at: 100, driftPer30Days: 1.2 }, KINDS[1]), 'drift', weight)).toMatchObject({ answer: 'found' });
    expect(answerOf(steady(300, undefined, KINDS[1]), 'drift', weight)).toMatchObject({ answer: 'not-found' });
    expect(answerOf(steady(30, undefined, KINDS[1]), 'drift', weight)).toMatchObject({ answer: 'could-not-check' });
    expect(answerOf(steady(300, { at: 280, gap: 99 }), 'gap', heart)).toMatchObject({ answer: 'found' });
    expect(answerOf(steady(300, { at: 280, gap: 99 }), 'gap', heart, true)).toMatchObject({ answer: 'could-not-check' });
    expect(answerOf(steady(300), 'gap', heart)).toMatchObject({ answer: 'not-found' });
    expect(answerOf(steady(9), 'gap', heart)).toMatchObject({ answer: 'could-not-check' });
    expect(answerOf(steady(300, { at: 100, gap: 999 }), 'gap', heart)).toMatchObject({ answer: 'could-not-check' });
  });

  it('says that it cannot tell when another device took over', () => {
    const kind = KINDS[2]!;
    const before = lifeOf(kind, 200, 5);
    const after = lifeOf({ ...kind, level: kind.level + 8 }, 210, 5)
      .resources.slice(before.resources.length)
      .map((each) => ({ ...each, device: { display: 'new' } }));
    expect(ask([...before.resources, ...after], 'shift', kind.measure, { today: lifeOf(kind, 210, 5).today })).toMatchObject([
      { answer: 'could-not-check' },
    ]);
  });

  it('tells a test that moved beyond its normal ups and downs, also told in other units', () => {
    const usual = [0.9, 0.92, 0.88, 0.91].map((value, n) => reading('creatinine', value, 800 - n * 150));
    expect(ask([...usual, reading('creatinine', 1.25)], 'lab-shift', 'creatinine')).toMatchObject([{ answer: 'found' }]);
    expect(ask([...usual, reading('creatinine', 110.5, 0, 'umol/L')], 'lab-shift', 'creatinine')).toMatchObject([{ answer: 'found' }]);
    expect(ask([...usual, reading('creatinine', 80, 0, 'umol/L')], 'lab-shift', 'creatinine')).toMatchObject([{ answer: 'not-found' }]);
  });
});

describe('the replay', () => {
  it('counts the days on which the person would have been disturbed, fewer the less sensitive it is', () => {
    const values = [250, 120, 190, 195, 120, 310, 120, 255, 260, 120];
    const facts = factsOf([PERSON, ...values.map((value, n) => reading('glucose', value, 100 - n * 5))], TODAY);
    const rule = ruleFor(rules, 'glucose-high', 'glucose');
    expect(replay(facts, rule, 'low').days).toHaveLength(1);
    expect(replay(facts, rule, 'usual').days).toEqual([dateOf(today - 75), dateOf(today - 65)]);
    expect(replay(facts, rule, 'high').days).toHaveLength(4);
  });

  it('does not raise an alert again that has not ended', () => {
    const facts = factsOf([PERSON, ...[181, 176, 182, 165, 183].map((value, n) => reading('systolic', value, 9 - n))], TODAY);
    expect(replay(facts, ruleFor(rules, 'bp-severe-systolic', 'systolic'), 'usual').days).toEqual([dateOf(today - 9), dateOf(today - 5)]);
  });

  it('is told with each finding, for the sensitivity that was set', () => {
    const quiet = { ...rules, sensitivity: { 'deviation/glucose-high': 'low' } as const };
    expect(ask([reading('glucose', 260)], 'glucose-high', 'glucose')).toMatchObject([
      { answer: 'found', detail: { sensitivity: 'usual', alerts: 1, alertsLow: 0 } },
    ]);
    expect(ask([reading('glucose', 260)], 'glucose-high', 'glucose', { rules: quiet })).toMatchObject([{ answer: 'not-found' }]);
  });
});

describe('a check never says that all is well', () => {
  const asked = (data: { rules?: unknown; measures?: unknown }): readonly Finding[] =>
    checkDeviations(factsOf([PERSON, reading('systolic', 120)], TODAY), readDeviationRules({ rules: file, measures, ...data }, rules.units))
      .findings;

  it.each([
    ['an empty file', { rules: {} }],
    ['no rules', { rules: { ...file, rules: [] } }],
    ['no measures', { measures: { measures: [] } }],
    ['rules that are too old', { rules: { ...file, validUntil: '2026-01-01' } }],
  ])('with %s', (_name, data) => {
    const findings = asked(data);
    expect(findings.length).toBeGreaterThan(0);
    // What is for other people stays so whatever the rules are worth; nothing else may read as "not found".
    const silent = findings.filter(({ answer, reason }) => answer === 'not-found' && !reason?.en.startsWith('This is'));
    expect(silent).toEqual([]);
  });

  it('with a broken rule, and still asks the others', () => {
    const broken = { ...file, rules: file.rules.map((rule) => (rule.id === 'bp-low' ? { ...rule, when: '~' } : rule)) };
    const findings = asked({ rules: broken });
    expect(findings.filter(({ rule }) => rule.id === 'deviation/bp-low')).toMatchObject([{ answer: 'could-not-check' }]);
    expect(findings.length).toBeGreaterThan(50);
  });

  it('of a person whose age is not known, or of whom only a part is seen', () => {
    expect(ask([reading('systolic', 120)], 'bp-low', 'systolic', { person: { resourceType: 'Patient', id: 'me' } })).toMatchObject([
      { answer: 'could-not-check' },
    ]);
    expect(ask([reading('weight', 80, 2), reading('weight', 83)], 'heart-failure-weight', 'weight')).toMatchObject([
      { answer: 'could-not-check' },
    ]);
  });

  it('and says how much it could look at', () => {
    const facts = factsOf(
      [PERSON, reading('systolic', 120), reading('weight', 3, 0, 'zorks'), { ...reading('weight', 3), code: { text: 'Vim' } }],
      TODAY,
    );
    expect(checkDeviations(facts, rules).coverage).toMatchObject([{ checked: 1, total: 3, newest: TODAY }]);
  });
});
