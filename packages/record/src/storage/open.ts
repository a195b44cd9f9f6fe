import { createMemoryStore } from './memory.ts';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreLocation {
  /** `postgres://…`; chosen before `dir`. */
  readonly url?: string;
  /** The directory of an SQLite store. */
  readonly dir?: string;
}

/** Opens the store at this place, made or migrated as needed; without a place, one in memory. Throws StoreError. */
export async function openStore({ url, dir }: StoreLocation): Promise<Store> {
  if (url) return openPostgresStore({ url });
  return dir ? openSqliteStore({ dir }) : createMemoryStore();
}
