import { type Criterion, type Entries, extract, type JsonObject, parseQuery, type SearchQuery } from '@satchel/fhir';
import { toCanonical } from './canonical.ts';
import { createPersonIndex, type PersonIndex } from './index/index.ts';

/** Conditions that look at the resource alone; a chain or a list would make what it may show depend on others. */
const ALONE: ReadonlySet<string> = new Set(['token', 'date', 'reference', 'string', 'number', 'quantity', 'uri', 'composite', 'missing']);

/** Whether a search can be a rule of a slice: understood without rest, and answered by the resource itself. */
export const isSliceQuery = (type: string, query: string): boolean => asRule(type, query) !== undefined;

/**
 * Whether a resource fulfils a search, by the very index that answers searches: put in alone, asked for, taken out. What
 * is no rule admits nothing.
 */
export function fulfils(resource: JsonObject, query: string): boolean {
  const type = String(resource['resourceType']);
  const asked = asRule(type, query);
  if (!asked) return false;
  const entries = extract(resource, toCanonical);
  // Nearly every rule is about codes, which need no index to be compared.
  if (asked.criteria.every(isCode)) return asked.criteria.every((criterion) => hasCode(entries, criterion));
  trial ??= createPersonIndex();
  trial.put({ ...BARE, type, card: { type }, entries });
  const found = trial.search(asked);
  trial.remove(type, BARE.id);
  return found.ok && found.value.matches.length === 1;
}

let trial: PersonIndex | undefined;

type Codes = Extract<Criterion, { by: 'token' }>;
const isCode = (criterion: Criterion): criterion is Codes => criterion.by === 'token';

function hasCode({ tokens }: Entries, { parameter, values, not }: Codes): boolean {
  const has = tokens.some(
    (token) =>
      token.parameter === parameter &&
      values.some(({ system, code }) => (system === undefined || system === token.system) && (code === undefined || code === token.code)),
  );
  return has !== not;
}

const BARE = {
  id: 'resource',
  version: 1,
  updatedAt: 0,
  seq: 1,
  labels: '',
  flags: [],
  timelineAt: null,
  fingerprint: '',
  words: { content: '', narrative: '' },
} as const;

function asRule(type: string, query: string): SearchQuery | undefined {
  const name = `${type}?${query}`;
  if (!rules.has(name)) {
    if (rules.size >= KEPT) rules.clear();
    rules.set(name, readRule(type, query));
  }
  return rules.get(name);
}

const rules = new Map<string, SearchQuery | undefined>();
const KEPT = 1000;

function readRule(type: string, query: string): SearchQuery | undefined {
  const parsed = parseQuery(type, query, { canonical: toCanonical, handling: 'strict' });
  if (!parsed.ok) return undefined;
  const { criteria, includes, sort } = parsed.value;
  const isPlain = includes.length === 0 && sort.length === 0 && criteria.length > 0 && criteria.every(({ by }) => ALONE.has(by));
  return isPlain ? { ...parsed.value, count: 1, total: 'none' } : undefined;
}
