import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../testing/new-record.ts';
import { change, condition, patient, weight } from '../testing/people.ts';
import { proveSearch } from './search-proof.ts';

describe('search against brute force', () => {
  it('agrees for every sample of a sound index, and notices an index that lost entries', async () => {
    const record = await newRecord();
    const { hall, owner, world } = record;
    must(
      await hall.commit(
        owner,
        change(
          patient('p'),
          condition('c', 'hiv-sti'),
          ...Array.from({ length: 150 }, (_, n) => weight(`w${n}`, n, `2024-0${1 + (n % 9)}-01`)),
        ),
      ),
    );
    const reading = must(await hall.tools.readings.current(owner));
    for (let round = 0; round < 5; round++) expect(await proveSearch(world, reading, () => reading.index)).toEqual([]);

    // Another index of the same counts, in which one entry says something else.
    const other = await newRecord();
    must(
      await other.hall.commit(
        other.owner,
        change(
          patient('p'),
          condition('c', 'hiv-sti'),
          ...Array.from({ length: 150 }, (_, n) => weight(`v${n}`, n, `2023-0${1 + (n % 9)}-01`)),
        ),
      ),
    );
    const strange = must(await other.hall.tools.readings.current(other.owner)).index;
    expect(await proveSearch(world, reading, () => strange)).toMatchObject([{ severity: 'error' }]);
    const first = reading.index.list(['Observation'])[0]!;
    reading.index.remove('Observation', first.id);
    expect((await hall.prove(owner))!.damage.map(({ diagnostics }) => diagnostics).join()).toContain('index');
  });

  it('is silent about an empty record, and about one whose proof was broken off', async () => {
    const { hall, owner, world } = await newRecord();
    const reading = must(await hall.tools.readings.current(owner));
    expect(await proveSearch(world, reading, () => reading.index)).toEqual([]);
    must(await hall.commit(owner, change(weight('w', 1))));
    expect(await proveSearch(world, reading, () => reading.index, AbortSignal.abort())).toEqual([]);
  });
});
