import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines } from '../testing/engines.ts';
import { equal, hex } from './bytes.ts';
import { type Category, categoryKey, keysetOf, type Labels, openableKeysets, type ReadKeys, SENSITIVE, type Sensitive } from './keysets.ts';

const labels = fc.subarray([...SENSITIVE]);

describe.each(engines)('keysets on the $name engine', ({ engine: e }) => {
  const pmk = e.random(32);
  const all: ReadKeys = { epoch: 3, pmk };
  const only = (...names: Category[]): ReadKeys => ({
    epoch: 3,
    categories: Object.fromEntries(names.map((name) => [name, categoryKey(e, pmk, name, 3)])),
  });
  const idOf = (read: ReadKeys, of: Labels) => hex(keysetOf(e, read, of)?.id ?? new Uint8Array(0));

  it('are the same whatever the order and however often a label is named', () => {
    expect(idOf(all, ['genetic', 'hiv-sti'])).toBe(idOf(all, ['hiv-sti', 'genetic', 'hiv-sti']));
    expect(keysetOf(e, all, ['genetic'])?.key).toHaveLength(32);
    expect(keysetOf(e, all, ['genetic'])?.id).toHaveLength(8);
  });

  it('are of these categories, whose names are part of the format', () => {
    expect(SENSITIVE.join(' ')).toBe('adolescent claims genetic hiv-sti mental-health sexual-reproductive substance-use violence');
  });

  it('differ by labels, by epoch and by record', () => {
    const ids = new Set<string>();
    for (const read of [all, { epoch: 4, pmk }, { epoch: 3, pmk: e.random(32) }])
      for (const id of openableKeysets(e, [read]).keys()) ids.add(id);
    expect(ids.size).toBe(3 * (2 ** SENSITIVE.length + 1));
  });

  it('a category holder reaches the same keys as the holder of PMK', () => {
    fc.assert(
      fc.property(labels, (held) =>
        equal(keysetOf(e, only(...held, 'general'), held)?.key as Uint8Array, keysetOf(e, all, held)?.key as Uint8Array),
      ),
      { numRuns: 20 },
    );
  });

  it('[S18] several labels mean all of them: a strict subset never opens', () => {
    fc.assert(
      fc.property(labels, labels, (needed, held) => {
        const opens = keysetOf(e, only(...held), needed) !== undefined;
        return opens === (needed.length > 0 && needed.every((name) => held.includes(name)));
      }),
      { numRuns: 60 },
    );
    expect(keysetOf(e, only('genetic'), ['genetic', 'hiv-sti'])).toBeUndefined();
    expect(keysetOf(e, only('general'), ['genetic'])).toBeUndefined();
  });

  it('[S18] unsorted opens with PMK only', () => {
    expect(keysetOf(e, all, 'unsorted')).toMatchObject({ epoch: 3, labels: 'unsorted' });
    expect(keysetOf(e, only(...SENSITIVE, 'general'), 'unsorted')).toBeUndefined();
    expect(keysetOf(e, { epoch: 3 }, [])).toBeUndefined();
  });

  it('[S18] a planted category key named unsorted opens nothing', () => {
    const planted = { epoch: 3, categories: { unsorted: categoryKey(e, pmk, 'unsorted', 3) } } as ReadKeys;
    expect(keysetOf(e, planted, 'unsorted')).toBeUndefined();
    expect(openableKeysets(e, [planted]).size).toBe(0);
  });

  it('[S18] a category key tells nothing of PMK or of another category', () => {
    const held = categoryKey(e, pmk, 'genetic', 3);
    const others = [pmk, categoryKey(e, pmk, 'hiv-sti', 3), categoryKey(e, pmk, 'genetic', 4), categoryKey(e, pmk, 'general', 3)].map(hex);
    const reachable = [
      held,
      ...(['hiv-sti', 'genetic', 'general', 'unsorted'] as const).flatMap((name) =>
        [3, 4].map((epoch) => categoryKey(e, held, name, epoch)),
      ),
    ];
    const keysets = [...openableKeysets(e, [only('genetic')]).values()].map((keyset) => hex(keyset.key));
    for (const key of [...reachable.map(hex), ...keysets]) expect(others).not.toContain(key);
  });

  it('all that read keys open are found, and nothing else', () => {
    const two: Sensitive[] = ['claims', 'violence'];
    const found = openableKeysets(e, [only(...two, 'general'), { epoch: 2, pmk }, { epoch: 1 }]);
    const mine = [...found.values()].filter((keyset) => keyset.epoch === 3).map((keyset) => keyset.labels);
    expect(mine).toEqual([[], ['claims'], ['violence'], ['claims', 'violence']]);
    expect(found.size).toBe(4 + 2 ** SENSITIVE.length + 1);
    for (const [id, keyset] of found) expect(id).toBe(hex(keyset.id));
    expect(found.get(idOf(all, two))?.key).toEqual(keysetOf(e, all, two)?.key);
    expect([...openableKeysets(e, [only('claims')]).values()].map((keyset) => keyset.labels)).toEqual([['claims']]);
  });
});
