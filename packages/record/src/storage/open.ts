import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreLocation {
  /** `postgres://…`; goes before `dir`. */
  readonly url?: string;
  /** The directory of an SQLite store. */
  readonly dir?: string;
}

/** Opens the store at this place, made or migrated as needed. Throws StoreError; a TypeError where no place is named. */
export async function openStore({ url, dir }: StoreLocation): Promise<Store> {
  if (url) return openPostgresStore({ url });
  if (dir) return openSqliteStore({ dir });
  throw new TypeError('a store is opened at a url or in a dir');
}
