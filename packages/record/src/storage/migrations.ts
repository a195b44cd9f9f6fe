import { StoreError } from './store.ts';

/**
 * How a store of an older version becomes one of this version. A new store is made from `schema.ts` as it stands; an
 * older one takes every step after its own version, each in a transaction of its own that also records it, so that
 * a process killed in between goes on where it stopped. Steps move sealed bytes and never need a key.
 *
 * To change the schema: change `schema.ts`, append a step whose statements do the same to existing tables, keep a
 * store of the version before as a fixture. Steps already released are never edited.
 */
export interface Migration {
  /** The version after this step; the first step makes 2. */
  readonly version: number;
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}

export const migrations: readonly Migration[] = [];

/** The version that a store with all these steps has. */
export function versionOf(steps: readonly Migration[]): number {
  return steps.at(-1)?.version ?? 1;
}

/** The steps a store of this version still needs; throws `newer-schema` when it is ahead of us. */
export function stepsAfter(version: number, steps: readonly Migration[]): readonly Migration[] {
  if (version > versionOf(steps)) {
    throw new StoreError(
      'newer-schema',
      `The store has schema version ${version}, this program knows ${versionOf(steps)}; start the newer program.`,
    );
  }
  return steps.filter((step) => step.version > version);
}

/** Where the version is kept: beside the sealed tables, in none of their shards. */
export const metaTable = 'CREATE TABLE IF NOT EXISTS "meta" (name TEXT PRIMARY KEY, value TEXT NOT NULL)';
export const readVersion = `SELECT value FROM "meta" WHERE name = 'schema_version'`;
export const writeVersion = (version: number): string =>
  `INSERT INTO "meta" (name, value) VALUES ('schema_version', '${version}') ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
