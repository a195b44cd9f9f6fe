import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe } from 'vitest';
import { freshDatabase } from '../../../../tools/postgres-for-tests.ts';
import { storeContract } from './contract.ts';
import { createMemoryStore } from './memory.ts';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';

storeContract('memory', { open: async () => createMemoryStore() });

const dirs: string[] = [];
storeContract('sqlite', {
  open: async () => {
    const dir = await mkdtemp(join(tmpdir(), 'satchel-store-'));
    dirs.push(dir);
    return openSqliteStore({ dir, ballast: 0 });
  },
  dispose: async () => void (await Promise.all(dirs.map((dir) => rm(dir, { recursive: true })))),
});

const database = await freshDatabase();
describe.skipIf(!database)('with a PostgreSQL server', () => {
  let count = 0;
  storeContract('postgresql', {
    open: async () => {
      const schema = `s${(count += 1)}`;
      const client = new Client(database?.url);
      await client.connect();
      await client.query(`CREATE SCHEMA ${schema}`).finally(() => client.end());
      return openPostgresStore({ url: `${database?.url}?options=-c%20search_path%3D${schema}` });
    },
    dispose: async () => database?.drop(),
  });
});
