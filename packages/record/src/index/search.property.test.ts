import { extract, parseQuery, wordsOf } from '@satchel/fhir';
import type { SearchQuery } from '@satchel/fhir';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPersonIndex, deserialise } from './index.ts';
import type { IndexRow, PersonIndex, SearchResult } from './index.ts';
import { questions, SORTS, worldsOf } from './trials/naive-search.ts';
import type { Question, Resource, SortBy, World } from './trials/naive-search.ts';

function rowOf(resource: Resource, version = 1): IndexRow {
  return {
    type: resource.resourceType,
    id: resource.id,
    version,
    updatedAt: 0,
    seq: 1,
    labels: '',
    fingerprint: '',
    flags: [],
    timelineAt: null,
    card: { type: resource.resourceType },
    entries: extract(resource),
    words: wordsOf(resource),
  };
}

function indexOf(resources: readonly Resource[]): PersonIndex {
  const index = createPersonIndex();
  index.transaction(() => resources.forEach((resource) => index.put(rowOf(resource))));
  return index;
}

function queryOf(type: string, parameters: readonly (readonly [string, string])[]): SearchQuery {
  const parsed = parseQuery(type, new URLSearchParams(parameters.map(([name, value]) => [name, value])), { handling: 'strict' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ diagnostics }) => diagnostics).join());
  return parsed.value;
}

function answer(index: PersonIndex, query: SearchQuery): SearchResult {
  const found = index.search(query);
  if (!found.ok) throw new Error('the search failed');
  return found.value;
}

function names(hits: readonly { readonly type: string; readonly id: string }[]): string[] {
  return hits.map(({ type, id }) => `${type}/${id}`);
}

function bruteForce({ resources }: World, type: string, asked: readonly Question[]): Resource[] {
  return resources
    .filter((each) => each.resourceType === type && asked.every((question) => question.holds(each, { resources })))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function pairs(asked: readonly Question[]): [string, string][] {
  return asked.map(({ name, value }) => [name, value]);
}

const worlds = worldsOf(4);

describe('search against brute force', () => {
  it('finds exactly the resources that fulfil every parameter', () => {
    fc.assert(
      fc.property(worlds, questions, (world, { type, asked }) => {
        const expected = bruteForce(world, type, asked).map(({ id }) => `${type}/${id}`);
        const { matches, total } = answer(indexOf(world.resources), queryOf(type, pairs(asked)));
        expect(names(matches)).toEqual(expected);
        expect(total).toBe(expected.length);
      }),
      { numRuns: 1500 },
    );
  }, 60_000);

  it('sorts by any key or by id, missing values last, and pages without loss or repetition', () => {
    fc.assert(
      fc.property(
        worldsOf(30),
        fc.constantFrom(...SORTS),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        ({ resources }, sort, descending, count) => {
          // Of one type alone, so that many match: then the index walks an order instead of sorting.
          const world = { resources: resources.filter(({ resourceType }) => resourceType === sort.type) };
          const index = indexOf(world.resources);
          const expected = bruteForce(world, sort.type, [])
            .sort((a, b) => bySort(sort, descending, a, b))
            .map(({ id }) => `${sort.type}/${id}`);
          const found: string[] = [];
          let cursor: string | undefined;
          do {
            const page = answer(
              index,
              queryOf(sort.type, [
                ['_sort', (descending ? '-' : '') + sort.name],
                ['_count', String(count)],
                ...(cursor === undefined ? [] : [['_cursor', cursor] as const]),
              ]),
            );
            found.push(...names(page.matches));
            cursor = page.next;
          } while (cursor !== undefined);
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('answers the same whatever the order of arrival, after updates and removals, and after a round trip through bytes', () => {
    fc.assert(
      fc.property(worlds, worlds, questions, fc.func(fc.integer()), (world, older, { type, asked }, shuffle) => {
        const query = { ...queryOf(type, [...pairs(asked), ['_include', '*'], ['_revinclude', '*']]), count: 3 };
        const straight = answer(indexOf(world.resources), query);
        const shuffled = [...world.resources].sort((a, b) => shuffle(a.resourceType + a.id) - shuffle(b.resourceType + b.id));
        expect(answer(indexOf(shuffled), query)).toEqual(straight);
        const updated = indexOf(older.resources);
        for (const { resourceType, id } of older.resources) {
          if (!world.resources.some((each) => each.resourceType === resourceType && each.id === id)) updated.remove(resourceType, id);
        }
        for (const each of shuffled) updated.put(rowOf(each));
        expect(answer(updated, query)).toEqual(straight);
        expect(answer(deserialise(updated.serialise()), query)).toEqual(straight);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

function bySort(sort: SortBy, descending: boolean, a: Resource, b: Resource): number {
  const best = (each: Resource): string | number | undefined => {
    const values = [...sort.values(each)].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
    return descending ? values.at(-1) : values[0];
  };
  const [first, second] = [best(a), best(b)];
  if (first === second) return a.id < b.id ? -1 : 1;
  if (first === undefined) return 1;
  if (second === undefined) return -1;
  return first < second === descending ? 1 : -1;
}
