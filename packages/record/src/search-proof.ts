import { type Entries, extract, issue, type Issue, parseJson, type SearchQuery } from '@satchel/fhir';
import type { RowBody } from './body.ts';
import { breathe } from './breathe.ts';
import { toCanonical } from './canonical.ts';
import type { Indexed, PersonIndex, Shown } from './index/index.ts';
import { fetchRows } from './open-row.ts';
import { withMeta } from './put-row.ts';
import type { Reading } from './reading.ts';
import type { World } from './world.ts';

/** A search with one criterion, and which resources fulfil it by their own words. */
interface Question {
  readonly type: string;
  readonly criterion: SearchQuery['criteria'][number];
  holds(entries: Entries): boolean;
  readonly expected: Set<string>;
}

/** Resources that are asked about. */
const SAMPLE = 12;
/** Bodies opened before others have a turn. */
const STRETCH = 64;
const EVERYTHING: Shown = { also: ['withdrawn', 'aside'] };

/**
 * Search against brute force: some resources, chosen by chance, are asked for by a token, a date and a reference of theirs;
 * the answer of the index must be the resources that a look into every body finds, no more and no fewer. Counts by type are
 * compared with a count. `asked` gives the index to ask, once all bodies have been looked into.
 */
export async function proveSearch(world: World, fresh: Reading, asked: () => PersonIndex, signal?: AbortSignal): Promise<Issue[]> {
  const all = fresh.index.list(undefined, EVERYTHING);
  const sampled = await bodiesOf(world, fresh, chosen(world, all));
  const questions = sampled.flatMap(({ listed, body }) => questionsAbout(world, listed, entriesOf(body)));
  const types = new Set(questions.map(({ type }) => type));
  const concerned = all.filter(({ type }) => types.has(type));
  for (let from = 0; from < concerned.length && !signal?.aborted; from += STRETCH) {
    for (const { listed, body } of await bodiesOf(world, fresh, concerned.slice(from, from + STRETCH))) {
      const entries = entriesOf(body);
      for (const question of questions) if (question.type === listed.type && question.holds(entries)) question.expected.add(listed.id);
    }
    await breathe();
  }
  if (signal?.aborted) return [];
  const index = asked();
  const isRight = questions.every((question) => isAnswered(index, question)) && countsOf(all) === written(index.counts(EVERYTHING));
  return isRight
    ? []
    : [issue('error', 'exception', 'Search does not find what the entries say.', { remedy: 'Lock and unlock: it is rebuilt.' })];
}

function isAnswered(index: PersonIndex, { type, criterion, expected }: Question): boolean {
  const query = {
    types: [type],
    criteria: [criterion],
    sort: [],
    count: expected.size + 1,
    total: 'accurate',
    includes: [],
    used: [],
  } as const;
  const found = index.search(query, EVERYTHING);
  return found.ok && found.value.matches.length === expected.size && found.value.matches.every(({ id }) => expected.has(id));
}

function chosen(world: World, all: readonly Indexed[]): Indexed[] {
  const numbers = new Uint32Array(world.engine.random(4 * SAMPLE).slice().buffer);
  return [...new Set([...numbers].map((number) => number % all.length))].flatMap((at) => all[at] ?? []);
}

function questionsAbout(world: World, { type }: Indexed, { tokens, references, dates }: Entries): Question[] {
  const [token, reference, date] = [oneOf(world, tokens), oneOf(world, references), oneOf(world, dates)];
  const questions: Omit<Question, 'type' | 'expected'>[] = [];
  if (token) {
    const { parameter, system, code } = token;
    questions.push({
      criterion: { by: 'token', parameter, values: [{ system, code }], not: false },
      holds: (of) => of.tokens.some((each) => each.parameter === parameter && each.system === system && each.code === code),
    });
  }
  if (reference) {
    const { parameter, type: target, id } = reference;
    questions.push({
      criterion: { by: 'reference', parameter, values: [target === '' ? { uri: id } : { types: [target], id }] },
      holds: (of) => of.references.some((each) => each.parameter === parameter && each.type === target && each.id === id),
    });
  }
  if (date && Number.isFinite(date.low)) {
    const { parameter, low } = date;
    questions.push({
      criterion: { by: 'date', parameter, values: [{ prefix: 'lt', low: low + 1, high: low + 1 }] },
      holds: (of) => of.dates.some((each) => each.parameter === parameter && each.low <= low),
    });
  }
  return questions.map((question) => ({ ...question, type, expected: new Set<string>() }));
}

const oneOf = <T>(world: World, entries: readonly T[]): T | undefined => entries[(world.engine.random(1)[0] ?? 0) % (entries.length || 1)];

async function bodiesOf(world: World, fresh: Reading, all: readonly Indexed[]): Promise<{ listed: Indexed; body: RowBody }[]> {
  const bodies = await fetchRows(world, fresh, all);
  // What does not open has been named already.
  return all.flatMap((listed, at) => (bodies[at]?.ok ? [{ listed, body: bodies[at].value }] : []));
}

function entriesOf({ head, resource }: RowBody): Entries {
  const parsed = parseJson(resource);
  if (!parsed.ok) throw new Error('A resource that was committed does not parse.');
  return extract(withMeta(parsed.value, head.m), toCanonical);
}

const written = (counts: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));

function countsOf(all: readonly Indexed[]): string {
  return written(Object.fromEntries([...Map.groupBy(all, ({ type }) => type)].map(([type, group]) => [type, group.length])));
}
