import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from './contract.ts';
import { createMemoryStore } from './memory.ts';
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
