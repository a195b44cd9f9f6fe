import { createMemoryStore } from './memory.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreLocation {
  /** The directory of an SQLite store. */
  readonly dir?: string;
}

/** Opens the store at this place, made or migrated as needed; without a place, one in memory. Throws StoreError. */
export async function openStore({ dir }: StoreLocation): Promise<Store> {
  return dir ? openSqliteStore({ dir }) : createMemoryStore();
}
