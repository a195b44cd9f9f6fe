import { type Bytes, concat, fields, hex, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';

/** The categories a grant can be limited to. `general` holds whatever matches no sensitive list. */
export const SENSITIVE = [
  'adolescent',
  'claims',
  'genetic',
  'hiv-sti',
  'mental-health',
  'sexual-reproductive',
  'substance-use',
  'violence',
] as const;
export type Sensitive = (typeof SENSITIVE)[number];
export type Category = Sensitive | 'general';
/** A row's labels: none is general; `unsorted` (free text nobody has sorted) is readable with PMK only. */
export type Labels = readonly Sensitive[] | 'unsorted';

/** The read keys of one epoch: the record's PMK, or some of the category keys that derive from it. */
export interface ReadKeys {
  readonly epoch: number;
  readonly pmk?: Bytes;
  readonly categories?: Readonly<Partial<Record<Category, Bytes>>>;
}

/** CK[c, epoch]: what a category grant carries. */
export function categoryKey(e: Engine, pmk: Bytes, category: Category | 'unsorted', epoch: number): Bytes {
  return e.hkdf(pmk, NONE, fields('satchel/1/category', category, epoch), 32);
}

/** A key that opens the rows of exactly one set of labels, and the opaque id those rows carry. */
export interface Keyset {
  readonly id: Bytes;
  readonly key: Bytes;
  readonly epoch: number;
  readonly labels: Labels;
}

/**
 * The keyset of a set of labels, or undefined when these read keys do not open it. Several labels mean AND: the
 * key is derived from all of their category keys, sorted by name, so that holding one of them is not enough.
 */
export function keysetOf(e: Engine, read: ReadKeys, labels: Labels): Keyset | undefined {
  return combine(e, read.epoch, labels, (name) => keyFor(e, read, name));
}

/** Every keyset these read keys open, by the hex of its id: the row says which one it needs. */
export function openableKeysets(e: Engine, reads: readonly ReadKeys[]): ReadonlyMap<string, Keyset> {
  const found = new Map<string, Keyset>();
  for (const read of reads) {
    const keys = new Map(NAMES.map((name) => [name, keyFor(e, read, name)]));
    const held = SENSITIVE.filter((name) => keys.get(name));
    const sets: Labels[] = ['unsorted'];
    for (let bits = 0; bits < 2 ** held.length; bits++) sets.push(held.filter((_, at) => bits & (1 << at)));
    for (const labels of sets) {
      const keyset = combine(e, read.epoch, labels, (name) => keys.get(name));
      if (keyset) found.set(hex(keyset.id), keyset);
    }
  }
  return found;
}

type Name = Category | 'unsorted';
const NAMES: readonly Name[] = [...SENSITIVE, 'general', 'unsorted'];

function keyFor(e: Engine, read: ReadKeys, name: Name): Bytes | undefined {
  return read.pmk ? categoryKey(e, read.pmk, name, read.epoch) : name === 'unsorted' ? undefined : read.categories?.[name];
}

function combine(e: Engine, epoch: number, labels: Labels, keyOf: (name: Name) => Bytes | undefined): Keyset | undefined {
  const names: readonly Name[] = labels === 'unsorted' ? ['unsorted'] : labels.length ? [...new Set(labels)].sort() : ['general'];
  const parts = names.map(keyOf).filter((part) => part !== undefined);
  if (parts.length < names.length) return undefined;
  const key = e.hkdf(concat(...parts), NONE, fields('satchel/1/keyset', ...names), 32);
  return { id: e.hkdf(key, NONE, utf8('satchel/1/keyset-id'), 8), key, epoch, labels };
}
