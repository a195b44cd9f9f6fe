import { describe, expect, it } from 'vitest';
import { type Check, evaluate, type Said } from './evaluate.ts';
import { factsOf } from './facts.ts';
import type { Finding, Report } from './finding.ts';
import { findingDrafts } from './resources.ts';

const words = (text: string) => ({ en: text, es: text });
const finding = (over: Partial<Finding>): Finding => ({
  topic: 'medicine',
  rule: { id: 'test/rule', version: '1', source: 'A source', date: '2026-01-01' },
  answer: 'found',
  urgency: 'act',
  about: 'a pair',
  title: words('Something.'),
  facts: [],
  ...over,
});
const saying = (types: readonly string[], report: () => Report): Check => ({
  topics: ['medicine'],
  types,
  load: async () => report,
});

describe('asking the rules', () => {
  const facts = factsOf([{ resourceType: 'Patient', id: 'p' }], '2026-11-25');

  it('puts what stands in the way first, then what could not be checked', async () => {
    const check = saying([], () => ({
      findings: [
        finding({ answer: 'not-found', about: 'c' }),
        finding({ answer: 'could-not-check', about: 'b' }),
        finding({ about: 'know', urgency: 'know' }),
        finding({ about: 'interrupt', urgency: 'interrupt' }),
      ],
      coverage: [],
    }));
    const { findings } = await evaluate(facts, [check]);
    expect(findings.map(({ about }) => about)).toEqual(['interrupt', 'know', 'b', 'c']);
  });

  it('answers that it could not check when the rules do not load, break, or say nothing', async () => {
    const broken: Check = { topics: ['immunization', 'deviation'], types: [], load: async () => Promise.reject(new Error('no file')) };
    const throwing = saying([], () => {
      throw new TypeError('a bug');
    });
    const silent = saying([], () => ({ findings: [], coverage: [] }));
    for (const [check, count] of [
      [broken, 2],
      [throwing, 1],
      [silent, 1],
    ] as const) {
      const { findings } = await evaluate(facts, [check]);
      expect(findings.map(({ answer }) => answer)).toEqual(Array.from({ length: count }, () => 'could-not-check'));
    }
  });

  it('asks again only those whose facts changed, and all on another day', async () => {
    const asked: string[] = [];
    const counting = (name: string, types: readonly string[]) =>
      saying(types, () => {
        asked.push(name);
        return { findings: [finding({ about: name })], coverage: [] };
      });
    const checks = [counting('labs', ['Observation']), counting('medicines', ['MedicationStatement'])];
    const said: Said = new Map();
    const both = await evaluate(facts, checks, said);
    expect(await evaluate(facts, checks, said, new Set(['Observation']))).toEqual(both);
    expect(asked).toEqual(['labs', 'medicines', 'labs']);
    await evaluate(facts, checks, said, new Set(['Patient']));
    await evaluate({ ...facts, today: '2026-11-26' }, checks, said, new Set());
    expect(asked.length).toBe(7);
  });
});

describe('findings as FHIR', () => {
  it('are the same on every day, by rule, with a name that stands', () => {
    const found = [
      finding({ about: 'warfarin + ibuprofen', facts: ['MedicationStatement/a'], urgency: 'interrupt', advice: words('Ask.') }),
      finding({ about: 'other' }),
      finding({
        topic: 'follow-up',
        about: 'a1c',
        rule: { ...finding({}).rule, id: 'diabetes/a1c' },
        due: { status: 'overdue', last: '2020' },
      }),
      finding({ topic: 'follow-up', about: 'eye', due: { status: 'done' } }),
      finding({ topic: 'deviation', about: 'weight', answer: 'could-not-check' }),
    ];
    const groups = findingDrafts(found, 'Patient/p');
    expect(groups.map(({ rule, drafts }) => [rule.id, drafts.length])).toEqual([
      ['test/rule', 2],
      ['diabetes/a1c', 1],
    ]);
    expect(groups[0]?.drafts[0]).toEqual({
      source: { system: 'urn:satchel:finding', id: 'DetectedIssue/test-rule~warfarin-ibuprofen' },
      resource: {
        resourceType: 'DetectedIssue',
        identifier: [{ system: 'urn:satchel:finding', value: 'test/rule|warfarin + ibuprofen' }],
        status: 'final',
        code: { text: 'Something.' },
        severity: 'high',
        patient: { reference: 'Patient/p' },
        implicated: [{ reference: 'MedicationStatement/a' }],
        detail: 'Something. Ask.',
      },
    });
    expect(findingDrafts(found, 'Patient/p')).toEqual(groups);
  });
});
