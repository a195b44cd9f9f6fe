import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../../../tools/postgres-for-tests.ts';
import { serveForTest, type Served, type ServeOptions } from './served.ts';

/** One place to keep records, and any number of server processes' worth of houses on it. */
export interface Ground {
  serve(options?: ServeOptions): Promise<Served>;
  clear(): Promise<void>;
}

/** The engines that a suite runs on; PostgreSQL says so where there is none. */
export const engines = ['SQLite', 'PostgreSQL'] as const;

export async function ground(engine: (typeof engines)[number]): Promise<Ground | undefined> {
  const dir = mkdtempSync(join(tmpdir(), 'satchel-ground-'));
  const database = engine === 'PostgreSQL' ? await freshDatabase() : undefined;
  if (engine === 'PostgreSQL' && !database) return undefined;
  const open: Served[] = [];
  return {
    async serve(options = {}) {
      const served = await serveForTest({ dir, ...(database && { databaseUrl: database.url }), ...options });
      open.push(served);
      return served;
    },
    async clear() {
      for (const served of open) await served.close();
      await database?.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
