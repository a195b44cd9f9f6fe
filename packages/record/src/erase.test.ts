import { readdir, readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '@satchel/vault/node';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { keepOriginal } from '../testing/originals.ts';
import { change, draft, lensOf, origin, patient, weight } from '../testing/people.ts';
import { memoryStores, postgresStores, rowsOf, sqliteStores } from '../testing/stores.ts';
import { erasePerson } from './erase.ts';
import { openSqliteStore } from './storage/sqlite.ts';

async function filled(record: TestRecord): Promise<void> {
  const { hall, owner, person } = record;
  await keepOriginal(record, nodeEngine.random(5000));
  must(await hall.commit(owner, change(patient('p'), ...Array.from({ length: 30 }, (_, n) => weight(`w${n}`, n)))));
  must(await hall.deposit({ person, origin: 'Laboratory', at: origin.at, drafts: [draft(weight('late', 1))] }));
  must(await hall.unlock(owner));
  await hall.lock(owner);
  must(await hall.deposit({ person, origin: 'Laboratory', at: origin.at, drafts: [draft(weight('later', 1))] }));
}

for (const stores of [memoryStores(), sqliteStores(), await postgresStores()]) {
  describe.skipIf(!stores)(`erasing a person: ${stores?.name ?? 'PostgreSQL'}`, () => {
    afterAll(() => stores?.dispose());
    it('leaves no row of theirs, every row of others, and nothing to a hall that had it open [S40]', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const other = await newRecord({ world: record.world, hall: record.hall });
      await filled(record);
      await filled(other);
      const view = must(await record.hall.view(lensOf(record.owner)));
      await view.logged();
      const before = (await rowsOf(record.world.store)).filter(({ row }) => row['person'] === other.person);
      await erasePerson(record.world, record.person);
      const after = await rowsOf(record.world.store);
      expect(after.filter(({ row }) => Object.values(row).includes(record.person))).toEqual([]);
      expect(after.filter(({ row }) => row['person'] === other.person)).toEqual(before);
      expect((await view.counts()).ok).toBe(false);
      expect((await record.hall.commit(record.owner, change(weight('ghost', 1)))).ok).toBe(false);
      expect((await record.hall.deposit({ person: record.person, origin: 'Laboratory', at: origin.at, drafts: [] })).ok).toBe(false);
      await record.hall.lock(record.owner).catch(() => undefined);
      expect((await rowsOf(record.world.store)).filter(({ row, table }) => row['person'] === record.person && table !== 'audit')).toEqual(
        [],
      );
    });

    it('is finished by running it again, wherever it was stopped', async () => {
      const record = await newRecord({ store: await stores!.open() });
      await filled(record);
      for (let stop = 0, done = false; !done; stop++) {
        let writes = 0;
        const dying = {
          ...record.world,
          store: new Proxy(record.world.store, {
            get: (store, name) =>
              name !== 'write'
                ? (Reflect.get(store, name) as () => void).bind(store)
                : async (what: never) => {
                    if ((writes += 1) > stop) throw new Error('killed');
                    return store.write(what);
                  },
          }),
        };
        done = await erasePerson(dying, record.person).then(
          () => true,
          () => false,
        );
        // From the first durable step on, nobody opens it.
        if (stop > 0) expect(await record.world.store.get('grant', { person: record.person, grant: 'owner' })).toBeUndefined();
      }
      expect((await rowsOf(record.world.store)).filter(({ row }) => row['person'] === record.person)).toEqual([]);
    });
  });
}

describe('erasing a person on SQLite', () => {
  it('leaves none of their ciphertext in the files, so that saved keys open nothing [S40]', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'satchel-erase-'));
    const store = await openSqliteStore({ dir, ballast: 0 });
    const record = await newRecord({ store });
    await filled(record);
    const samples = (await rowsOf(store))
      .flatMap(({ row }) => Object.values(row))
      .filter((cell): cell is Uint8Array => cell instanceof Uint8Array && cell.length >= 48)
      .map((cell) => Buffer.from(cell.slice(16, 48)));
    expect(samples.length).toBeGreaterThan(50);
    await erasePerson(record.world, record.person);
    await store.close();
    const files = Buffer.concat(await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name)))));
    expect(samples.filter((sample) => files.includes(sample))).toEqual([]);
    await rm(dir, { recursive: true });
  });
});
