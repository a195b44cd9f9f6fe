import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../testing/new-record.ts';
import { keepOriginal } from '../testing/originals.ts';
import { change, lensOf, SYSTEM, weight } from '../testing/people.ts';
import type { Change, Effect } from './doors.ts';

const dated = (value: number, lastUpdated?: string) => weight('w', value, '2026-01-05', lastUpdated ? { meta: { lastUpdated } } : {});

async function begin() {
  const record = await newRecord();
  const { hall, owner } = record;
  const effects = async (asked: Change): Promise<Effect[]> => must(await hall.commit(owner, asked)).entries.map(({ effect }) => effect);
  const value = async () => must(await must(await hall.view(lensOf(owner))).list(['Observation']))[0]?.card.value;
  const file = async (text: string) => {
    const original = await keepOriginal(record, new TextEncoder().encode(text), { name: text });
    return (...resources: Record<string, unknown>[]): Change => ({
      ...change(...resources),
      origin: { kind: 'file', at: '2026-03-01T10:00:00Z', original },
    });
  };
  return { ...record, effects, value, file };
}

describe('what arrives later and is older', () => {
  it('does not take the place of what its source dates after it, and is told', async () => {
    const { hall, owner, effects, value } = await begin();
    expect(await effects(change(dated(70, '2026-02-01T10:00:00Z')))).toEqual(['new']);
    const late = must(await hall.commit(owner, change(dated(60, '2026-01-01T10:00:00+01:00'))));
    expect(late.entries).toMatchObject([{ effect: 'unchanged', older: true, version: 1, issues: [{ severity: 'information' }] }]);
    expect(await value()).toBe('70');
    // Dated the same or after, or not at all: as it arrives.
    expect(await effects(change(dated(71, '2026-02-01T10:00:00Z')))).toEqual(['changed']);
    expect(await effects(change(dated(72)))).toEqual(['changed']);
    expect(await effects(change(dated(60, '2026-01-01T10:00:00Z')))).toEqual(['changed']);
  });

  it('is measured against its own source alone', async () => {
    const { hall, owner, effects } = await begin();
    const id = 'Observation/0b6b4f0e-3f0c-4c55-9f5c-0d0f6f3b9a01';
    const from = (system: string, resource: Record<string, unknown>): Change => ({
      ...change(),
      drafts: [{ resource: resource as never, source: { system, id } }],
    });
    must(await hall.commit(owner, from(SYSTEM, dated(70, '2026-02-01T10:00:00Z'))));
    expect(await effects(from('http://b.example/fhir', dated(60, '2026-01-01T10:00:00Z')))).toEqual(['changed']);
  });

  it('loses to a newer draft of the same change, in whatever order a history lists them', async () => {
    const { effects, value } = await begin();
    expect(await effects(change(dated(70, '2026-02-01T10:00:00Z'), dated(60, '2026-01-01T10:00:00Z')))).toEqual(['new', 'unchanged']);
    expect(await value()).toBe('70');
    expect(await effects(change(dated(1), dated(2)))).toEqual(['unchanged', 'changed']);
    expect(await value()).toBe('2');
  });

  it('changes nothing when a file says again what it said before, though it says two things of one entry', async () => {
    const { effects, value, file } = await begin();
    const [first, second] = [await file('first'), await file('second')];
    // Two batches of one import.
    expect([await effects(first(dated(70))), await effects(first(dated(71)))]).toEqual([['new'], ['changed']]);
    expect([await effects(first(dated(70))), await effects(first(dated(71)))]).toEqual([['unchanged'], ['unchanged']]);
    // Another file may say the first thing again, and then the first file's last word is of the past.
    expect(await effects(second(dated(70)))).toEqual(['changed']);
    expect([await effects(first(dated(70))), await effects(first(dated(71)))]).toEqual([['unchanged'], ['unchanged']]);
    expect(await value()).toBe('70');
  });
});
