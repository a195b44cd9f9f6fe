import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../../../../packages/record/testing/new-record.ts';
import { change, lensOf } from '../../../../../packages/record/testing/people.ts';
import { summaryOf } from './summary.ts';

const SNOMED = 'http://snomed.info/sct';
let count = 0;
const fact = (resourceType: string, words: string, verification: string | undefined, more: object = {}) => ({
  resourceType,
  id: `f${++count}`,
  code: { text: words },
  ...(verification && { verificationStatus: { coding: [{ code: verification }] } }),
  ...more,
});

describe('the summary', () => {
  it('keeps what was refuted or entered in error apart from what holds', async () => {
    const { hall, owner } = await newRecord();
    must(
      await hall.commit(
        owner,
        change(
          fact('AllergyIntolerance', 'Peanut', 'confirmed'),
          fact('AllergyIntolerance', 'Cats', 'unconfirmed'),
          fact('AllergyIntolerance', 'Penicillin', 'refuted'),
          fact('Condition', 'Diabetes', 'entered-in-error'),
          fact('Immunization', 'Tetanus', undefined, { vaccineCode: { text: 'Tetanus' }, status: 'entered-in-error' }),
        ),
      ),
    );
    const { sections } = must(await summaryOf(must(await hall.view(lensOf(owner)))));
    const section = (id: string) => sections.find((each) => each.id === id)!;
    const titles = (listed: readonly { card: { title?: string } }[]) =>
      listed.map(({ card }) => card.title).sort((a = '', b = '') => a.localeCompare(b));
    expect(section('allergies')).toMatchObject({ answer: 'known', total: 2 });
    expect(titles(section('allergies').entries)).toEqual(['Cats', 'Peanut']);
    expect(section('allergies').entries.find(({ card }) => card.title === 'Cats')?.card.verification).toBe('unconfirmed');
    expect(titles(section('allergies').ruledOut)).toEqual(['Penicillin']);
    expect(section('problems')).toMatchObject({ answer: 'unknown', total: 0, entries: [] });
    expect(titles(section('problems').ruledOut)).toEqual(['Diabetes']);
    expect(titles(section('immunizations').ruledOut)).toEqual(['Tetanus']);
  });

  it('does not take a refuted "no known allergies" for an answer', async () => {
    const { hall, owner } = await newRecord();
    const none = { code: { coding: [{ system: SNOMED, code: '716186003' }] } };
    must(await hall.commit(owner, change(fact('AllergyIntolerance', '', 'refuted', none))));
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await summaryOf(view)).sections.find(({ id }) => id === 'allergies')?.answer).toBe('unknown');
    must(await hall.commit(owner, change(fact('AllergyIntolerance', '', 'confirmed', none))));
    expect(must(await summaryOf(view)).sections.find(({ id }) => id === 'allergies')?.answer).toBe('none');
  });
});
