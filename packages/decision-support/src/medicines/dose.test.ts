import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@satchel/fhir';
import { medicinesOf } from './active.ts';
import { checkMedicines } from './check.ts';
import { dailyAmountOf, takenOfText } from './dose.ts';
import { loadMedicines } from './load.ts';
import { answers, facts, takes, wellKnown } from './person.fixture.ts';

const knowledge = await loadMedicines();

describe('how much is taken in a day', () => {
  it.each([
    ['1 tab every 6 hours', 4, 'piece'],
    ['1-2 tabs every 4-6 hours as needed', 12, 'piece'],
    ['2 comprimidos cada 8 horas', 6, 'piece'],
    ['Take 1 tablet by mouth twice daily', 2, 'piece'],
    ['1 comp 3 veces al día', 3, 'piece'],
    ['500 mg twice daily', 1000, 'mg'],
    ['1 g cada 8 horas', 3000, 'mg'],
    ['two capsules at bedtime', 2, 'piece'],
    ['1 tablet TID', 3, 'piece'],
    ['5 mL every 6 hours', 20, 'mL'],
    ['media tableta cada día', 0.5, 'piece'],
    ['1 tab every 4 hours, max 3 g per day', 3000, 'mg'],
    ['una cápsula cada 12 horas', 2, 'piece'],
  ])('%s', (text, amount, unit) => {
    expect(takenOfText(text)).toEqual({ amount, unit });
  });

  it.each(['as directed', 'según indicación', '1 tablet', 'every 6 hours'])('%s does not say', (text) => {
    expect(takenOfText(text)).toBeUndefined();
  });

  const amount = (name: string, ingredient: string, dosage: JsonObject): number | undefined => {
    const [medicine] = medicinesOf(facts(takes(name, { dosage: [dosage] })), knowledge.table!, 90).active;
    return dailyAmountOf(medicine!, ingredient, knowledge.table!);
  };

  it('reads what is structured before what is written', () => {
    const timing = { repeat: { frequency: 1, period: 6, periodUnit: 'h' } };
    expect(
      amount('acetaminophen 325 MG Oral Tablet', 'acetaminophen', {
        timing,
        doseAndRate: [{ doseQuantity: { value: 2, unit: 'tablet' } }],
      }),
    ).toBe(2600);
    expect(
      amount('acetaminophen', 'acetaminophen', {
        timing,
        doseAndRate: [{ doseRange: { low: { value: 500, unit: 'mg' }, high: { value: 1000, unit: 'mg' } } }],
      }),
    ).toBe(4000);
    expect(
      amount('Acetaminophen 325 MG / Oxycodone 10 MG Oral Tablet', 'acetaminophen', {
        timing,
        doseAndRate: [{ doseQuantity: { value: 2 } }],
      }),
    ).toBe(2600);
    expect(amount('acetaminophen 32 MG/ML Oral Solution', 'acetaminophen', { text: '10 mL every 6 hours' })).toBe(1280);
    expect(
      amount('ibuprofen 400 mg', 'ibuprofen', {
        timing: { code: { coding: [{ code: 'TID' }] } },
        doseAndRate: [{ doseQuantity: { value: 1, code: '{tbl}', unit: 'tbl' } }],
      }),
    ).toBe(1200);
    expect(amount('Percocet', 'acetaminophen', { text: '2 tabs every 6 hours' })).toBeUndefined();
  });

  it('adds up a substance over all products, and cannot check where one does not say', () => {
    const of = (...medicines: JsonObject[]) => answers('maximum/acetaminophen', facts(...wellKnown(), ...medicines), knowledge)[0];
    const percocet = takes('Acetaminophen 325 MG / Oxycodone 10 MG Oral Tablet', { dosage: [{ text: '2 tabs every 6 hours' }] });
    const tylenol = (text: string) => takes('Tylenol 500 mg', { dosage: [{ text }] });
    expect(of(percocet, tylenol('1 tab every 6 hours'))).toMatchObject({ answer: 'found', detail: { milligrams: 4600, limit: 4000 } });
    expect(of(percocet, tylenol('1 tab at bedtime'))?.answer).toBe('not-found');
    expect(of(percocet, tylenol('as directed'))?.answer).toBe('could-not-check');
    // The same prescription told by two sources is taken once.
    expect(of(percocet, { ...percocet, id: 'again' })?.answer).toBe('not-found');
  });
});

it('checks a person with a hundred medicines without anybody waiting', () => {
  const names = [...new Set(knowledge.rules.flatMap(({ a }) => [...a]))].slice(0, 100);
  const person = facts(
    ...wellKnown(),
    ...names.map((name) => takes(`${name} 10 MG Oral Tablet`, { dosage: [{ text: '1 tab every 12 hours' }] })),
  );
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    checkMedicines(person, knowledge);
    return performance.now() - start;
  });
  expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(200);
});
