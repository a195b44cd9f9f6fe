import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { ask, freshDatabase } from '../../../../tools/postgres-for-tests.ts';
import { createMemoryStore } from './memory.ts';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import { storeContract } from './trials/contract.ts';
import { storeModel } from './trials/model.ts';
import type { Fixture } from './trials/rows.ts';

function memory(): Fixture {
  return { open: async () => createMemoryStore() };
}

function sqlite(): Fixture {
  const dirs: string[] = [];
  return {
    open: async () => {
      const dir = await mkdtemp(join(tmpdir(), 'satchel-store-'));
      dirs.push(dir);
      return openSqliteStore({ dir, ballast: 0 });
    },
    dispose: async () => void (await Promise.all(dirs.map((dir) => rm(dir, { recursive: true })))),
  };
}

/** Each store in a schema of its own, of one database. */
async function postgres(): Promise<Fixture | undefined> {
  const database = await freshDatabase();
  if (!database) return undefined;
  let count = 0;
  return {
    open: async () => {
      const schema = `s${(count += 1)}`;
      await ask(database.url, `CREATE SCHEMA ${schema}`);
      return openPostgresStore({ url: `${database.url}?options=-c%20search_path%3D${schema}` });
    },
    dispose: () => database.drop(),
  };
}

const runs = process.env['SATCHEL_NIGHTLY'] === '1' ? 20 : 1;

storeContract('memory', memory());
storeModel('memory', memory(), 300 * runs);

storeContract('sqlite', sqlite());
storeModel('sqlite', sqlite(), 100 * runs);

const [contract, model] = [await postgres(), await postgres()];
describe.skipIf(!contract || !model)('with a PostgreSQL server', () => {
  if (contract) storeContract('postgresql', contract);
  if (model) storeModel('postgresql', model, 30 * runs);
});
