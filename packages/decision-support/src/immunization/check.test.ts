import type { JsonObject } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { checkImmunizations } from './check.ts';
import { plus } from './dates.ts';
import { loadSchedule } from './load.ts';

const loaded = await loadSchedule();
const TODAY = '2025-11-25';
const CVX = 'http://hl7.org/fhir/sid/cvx';

const child: JsonObject = { resourceType: 'Patient', id: 'p', birthDate: '2021-05-10', gender: 'female' };
const given = (id: string, day: string, code: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'Immunization',
  id,
  status: 'completed',
  occurrenceDateTime: day,
  vaccineCode: { coding: [{ system: CVX, code }] },
  ...more,
});
const MMR = [given('1', '2022-05-12', '03'), given('2', '2025-06-01', '03')];

function ask(resources: readonly JsonObject[], about: string, today = TODAY, partial = false): Finding {
  const { findings } = checkImmunizations(factsOf(resources, today, partial), loaded);
  const finding = findings.find((each) => each.about === about) ?? findings.find((each) => each.about === 'all');
  if (finding === undefined) throw new Error(`nothing about ${about}`);
  return finding;
}

describe('dates of CDSi', () => {
  it.each([
    ['2024-01-31', '1 month', '2024-03-01'],
    ['2024-02-29', '1 year', '2025-03-01'],
    ['2024-09-14', '6 weeks - 4 days', '2024-10-22'],
    ['2024-01-15', '7 months + 4 weeks', '2024-09-12'],
    ['2024-01-15', '8 months + 1 day', '2024-09-16'],
  ])('[CDSi CALCDT] %s plus %s is %s', (day, words, expected) => expect(plus(day, words)).toBe(expected));
});

describe('what is due', () => {
  it('is done after two good doses, by which facts', () => {
    const finding = ask([child, ...MMR], 'MMR');
    expect(finding).toMatchObject({
      answer: 'not-found',
      due: { status: 'done', last: '2025-06-01' },
      rule: { id: 'cdsi/mmr', version: '4.64' },
    });
    expect(finding.facts).toEqual(['Immunization/1', 'Immunization/2']);
  });

  it('is overdue after one, with its days', () => {
    const finding = ask([{ ...child, birthDate: '2015-05-10' }, given('1', '2016-05-12', '03')], 'MMR');
    expect(finding).toMatchObject({ answer: 'found', urgency: 'act', due: { status: 'overdue', recommended: '2019-05-10' } });
  });

  it('says why a dose does not count', () => {
    const finding = ask([child, given('1', '2022-03-01', '03'), MMR[1]!], 'MMR Immunization/1');
    expect(finding).toMatchObject({ answer: 'found', detail: { reasons: 'too-young, not-a-vaccine-for-this' } });
    expect(finding.advice?.en).toContain('too early in life');
  });

  it('reads an NDC, and one dose that two sources tell of once', () => {
    const code = [...loaded.ndc].find(([, cvx]) => cvx === '03')![0];
    const twice = given('3', '2022-05-12', '', { vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/ndc', code }] } });
    expect(ask([child, ...MMR, twice], 'MMR').due?.status).toBe('done');
  });

  it('knows a contraindication, and an illness that lasted', () => {
    const pregnant = { resourceType: 'Condition', id: 'c', code: { coding: [{ system: 'http://snomed.info/sct', code: '77386006' }] } };
    const grown = { ...child, birthDate: '1999-05-10' };
    expect(ask([grown, given('1', '2010-01-01', '115'), pregnant], 'MMR')).toMatchObject({
      detail: { status: 'contraindicated' },
      facts: ['Condition/c'],
    });
    const over = { ...pregnant, clinicalStatus: { coding: [{ code: 'resolved' }] } };
    expect(ask([grown, given('1', '2010-01-01', '115'), over], 'MMR').detail?.['status']).toBe('not-complete');
  });

  it('opens the series of a risk for a code of ICD-10-CM', () => {
    const asplenia = {
      resourceType: 'Condition',
      id: 'c',
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'D73.0' }] },
    };
    expect(ask([child, ...MMR], 'Meningococcal').due?.status).toBe('upcoming');
    expect(ask([child, ...MMR, asplenia], 'Meningococcal').due?.status).toBe('due');
  });

  it('keeps a refusal apart from a gap', () => {
    const refused = given('3', '2025-11-01', '03', { status: 'not-done' });
    expect(ask([child, MMR[0]!, given('x', '2022-06-10', '21'), refused], 'MMR').due?.status).toBe('declined');
  });

  it('is another thing in another country', async () => {
    const british = await loadSchedule('GB');
    const { findings } = checkImmunizations(factsOf([child, MMR[0]!], TODAY), british);
    const mmr = findings.find(({ about }) => about === 'MMR');
    expect(mmr).toMatchObject({ rule: { id: 'uk/mmr' }, due: { status: 'overdue', recommended: '2022-11-10' } });
    expect(findings.some(({ about }) => about === 'HepA')).toBe(false);
  });
});

describe('what could not be checked is never "nothing is due"', () => {
  const unsure = (finding: Finding) =>
    expect([finding.answer, finding.due?.status, finding.reason !== undefined]).toEqual(['could-not-check', 'cannot-tell', true]);

  it('a dose without a code, for what its words may mean and no other', () => {
    const uncoded = given('3', '2025-01-01', '', { vaccineCode: { text: 'Measles shot' } });
    unsure(ask([child, ...MMR, uncoded], 'MMR'));
    expect(ask([child, ...MMR, uncoded], 'HPV').answer).toBe('not-found');
    const wordless = given('3', '2025-01-01', '', { vaccineCode: { text: 'vaccination' } });
    unsure(ask([child, ...MMR, wordless], 'HPV'));
  });
  it('a code removed', () => unsure(ask([child, MMR[0]!, { ...MMR[1]!, vaccineCode: {} }], 'MMR')));
  it('an unknown vaccine', () => unsure(ask([child, ...MMR, given('3', '2025-01-01', '9999')], 'HPV')));
  it('a day that is only a year', () => unsure(ask([child, MMR[0]!, { ...MMR[1]!, occurrenceDateTime: '2025' }], 'MMR')));
  it('a dose before birth: another person', () => unsure(ask([{ ...child, birthDate: '2023-05-10' }, ...MMR], 'MMR')));
  it('no vaccination at all', () => unsure(ask([child], 'MMR')));
  it('no day of birth', () => unsure(ask([{ ...child, birthDate: '2021' }, ...MMR], 'MMR')));
  it('no patient', () => unsure(ask(MMR, 'MMR')));
  it('a part of the record', () => unsure(ask([child, ...MMR], 'MMR', TODAY, true)));
  it('rules of a season that is over', () => unsure(ask([child, ...MMR], 'Influenza', '2026-11-25')));
  it('rules grown old', () => unsure(ask([child, ...MMR], 'MMR', '2027-06-01')));
  it('a condition without a code, where conditions matter', () => {
    const condition = { resourceType: 'Condition', id: 'c', code: { text: 'spleen taken out' } };
    unsure(ask([child, ...MMR, condition], 'Meningococcal'));
  });
  it('an emptied file of rules', () => {
    for (const emptied of [
      { ...loaded.schedule, antigens: [] },
      { ...loaded.schedule, groups: [] },
      { ...loaded.schedule, antigens: loaded.schedule.antigens.filter(({ name }) => name !== 'Rubella') },
      { ...loaded.schedule, vaccines: {} },
    ]) {
      const { findings } = checkImmunizations(factsOf([child, ...MMR], TODAY), { ...loaded, schedule: emptied });
      unsure(findings.find(({ about }) => about === 'MMR' || about === 'all')!);
    }
  });
  it('a series of every group emptied', () => {
    for (const { name } of loaded.schedule.groups) {
      const own = loaded.schedule.groups.find((group) => group.name === name)!;
      const antigens = loaded.schedule.antigens.map((antigen) =>
        own.antigens.includes(antigen.name) ? { ...antigen, series: [] } : antigen,
      );
      const { findings } = checkImmunizations(factsOf([child, ...MMR], TODAY), { ...loaded, schedule: { ...loaded.schedule, antigens } });
      unsure(findings.find(({ about }) => about === name)!);
    }
  });
});

describe('a person', () => {
  it('is answered for every vaccine group, in both languages, and quickly', () => {
    const facts = factsOf([child, ...MMR], TODAY);
    const before = performance.now();
    const { findings, coverage } = checkImmunizations(facts, loaded);
    expect(performance.now() - before).toBeLessThan(1000);
    expect(findings.map(({ about }) => about)).toEqual(expect.arrayContaining(loaded.schedule.groups.map(({ name }) => name)));
    for (const { title } of findings)
      expect([title.en, title.es].every((words) => words.length > 10 && !words.includes('undefined'))).toBe(true);
    expect(coverage[0]).toMatchObject({ checked: 2, total: 2, newest: '2025-06-01', rules: '2025-11-10' });
  });
});
