import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openSqliteStore } from '../sqlite.ts';
import type { Store } from '../store.ts';

/** Whether this machine has such a command and lets us run it. */
export function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A directory for the tests of a file, removed after them; gives the path of something in it. */
export function useDirectory(): (name: string) => Promise<string> {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'satchel-storage-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));
  return async (name) => {
    await mkdir(join(home, name), { recursive: true });
    return join(home, name);
  };
}

/** Works with the store in a directory and closes it. */
export async function using<T>(dir: string, work: (store: Store) => Promise<T>, ballast = 0): Promise<T> {
  const store = await openSqliteStore({ dir, ballast });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
