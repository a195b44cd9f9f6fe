import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, freshDatabase } from '../../../../tools/postgres-for-tests.ts';
import { migrations, versionOf, type Migration } from './migrations.ts';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import { every, plain } from './trials/rows.ts';
import { samples } from './trials/versions/samples.ts';

const kept = join(import.meta.dirname, 'trials/versions');
const versions = readdirSync(kept).flatMap((file) => /^version-(\d+)\.sqlite/.exec(file)?.[1] ?? []);
const newest = versionOf(migrations);

/** Steps after the newest, such as a later version could have. */
const addColumn = (column: string): readonly string[] => [`ALTER TABLE "job" ADD COLUMN ${column} TEXT`];
const step = (version: number, statements: readonly string[]): Migration => ({ version, sqlite: statements, postgres: statements });
const later: readonly Migration[] = [...migrations, step(newest + 1, addColumn('one')), step(newest + 2, addColumn('two'))];
const broken: readonly Migration[] = [
  ...later.slice(0, -1),
  step(newest + 2, [...addColumn('two'), 'ALTER TABLE "nothing" ADD COLUMN x TEXT']),
];

test('the steps are in order and a store of every version is kept', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 2));
  expect(versions.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: newest }, (_, i) => i + 1));
});

describe('SQLite', () => {
  let home: string;
  let count = 0;
  beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'satchel-migrations-'))));
  afterAll(() => rm(home, { recursive: true }));

  const fresh = (): string => join(home, String((count += 1)));
  const of = (version: string): string => {
    const dir = fresh();
    mkdirSync(dir);
    writeFileSync(join(dir, 'satchel.sqlite'), zstdDecompressSync(readFileSync(join(kept, `version-${version}.sqlite.zst`))));
    return dir;
  };
  const askFile = (dir: string, text: string): unknown[] => {
    const db = new DatabaseSync(join(dir, 'satchel.sqlite'));
    const rows = db.prepare(text).all();
    db.close();
    return plain(rows) as unknown[];
  };
  const columns = `SELECT m.name AS "table", c.name, c.type, c."notnull", c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON m.type = 'table' ORDER BY 1, c.cid`;
  const indexes = `SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1, 2`;

  test.each(versions)('opens a store of version %s with all it held, and leaves it like a new one', async (version) => {
    const [old, made] = [of(version), fresh()];
    const store = await openSqliteStore({ dir: old, ballast: 0 });
    expect(plain(await every(store.snapshot()))).toEqual(plain(samples));
    expect(await store.check()).toEqual([]);
    await store.close();
    await (await openSqliteStore({ dir: made, ballast: 0 })).close();
    for (const question of [columns, indexes, 'SELECT * FROM "meta"']) expect(askFile(old, question)).toEqual(askFile(made, question));
  });

  test('takes each step once, and resumes after one that broke', async () => {
    const dir = of('1');
    await expect(openSqliteStore({ dir, ballast: 0, migrations: broken })).rejects.toThrow(/nothing|42P01/);
    expect(askFile(dir, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest + 1) }]);
    expect(askFile(dir, `SELECT name FROM pragma_table_info('job') WHERE name IN ('one', 'two')`)).toEqual([{ name: 'one' }]);
    for (let time = 0; time < 2; time += 1) await (await openSqliteStore({ dir, ballast: 0, migrations: later })).close();
    expect(askFile(dir, `SELECT name FROM pragma_table_info('job') WHERE name IN ('one', 'two')`)).toEqual([
      { name: 'one' },
      { name: 'two' },
    ]);
  });

  test('[S29] killed in the middle resumes', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ version: newest + 1 + i, sqlite: addColumn(`c${i}`), postgres: [] }));
    const program = `import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, 'sqlite.ts'))};
      process.stdout.write('go'); await openSqliteStore({ dir: process.argv[1], ballast: 0, migrations: ${JSON.stringify([...migrations, ...many])} });`;
    const dir = of('1');
    for (let kill = 0; kill < 5; kill += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), 5 + kill * 10));
      await new Promise((resolve) => child.on('close', resolve));
      const [{ value } = {}] = askFile(dir, 'SELECT value FROM "meta"') as { value?: string }[];
      expect(askFile(dir, `SELECT count(*) AS n FROM pragma_table_info('job') WHERE name GLOB 'c[0-9]*'`)).toEqual([
        { n: Number(value) - newest },
      ]);
    }
    await (await openSqliteStore({ dir, ballast: 0, migrations: [...migrations, ...many] })).close();
    expect(askFile(dir, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest + 40) }]);
  });

  test('refuses a store of a newer schema and leaves it as it is', async () => {
    const dir = fresh();
    await (await openSqliteStore({ dir, ballast: 0, migrations: later })).close();
    await expect(openSqliteStore({ dir, ballast: 0 })).rejects.toMatchObject({ name: 'StoreError', code: 'newer-schema' });
    expect(askFile(dir, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest + 2) }]);
  });

  test('[S36] opened for the first time by many at once, is made once', async () => {
    const dir = fresh();
    const stores = await Promise.all(Array.from({ length: 8 }, () => openSqliteStore({ dir, ballast: 0 })));
    for (const store of stores) await store.close();
    expect(askFile(dir, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest) }]);
  });
});

const databases = [await freshDatabase(), await freshDatabase(), await freshDatabase()];
describe.skipIf(!databases[0])('PostgreSQL', () => {
  const [old = '', made = '', other = ''] = databases.map((database) => database?.url);
  afterAll(async () => {
    for (const database of databases) await database?.drop();
  });

  const reset = async (url: string, version: string): Promise<void> => {
    await ask(url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public').catch(() => undefined);
    await ask(url, readFileSync(join(kept, `version-${version}.sql`), 'utf8'));
  };
  const columns = `SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position`;
  const indexes = `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`;

  test.each(versions)('opens a store of version %s with all it held, and leaves it like a new one', async (version) => {
    await reset(old, version);
    const store = await openPostgresStore({ url: old });
    expect(plain(await every(store.snapshot()))).toEqual(plain(samples));
    await store.close();
    await (await openPostgresStore({ url: made })).close();
    for (const question of [columns, indexes, 'SELECT * FROM "meta"']) expect(await ask(old, question)).toEqual(await ask(made, question));
  });

  test('takes each step once, resumes after one that broke, and is then too new for us', async () => {
    await reset(old, '1');
    await expect(openPostgresStore({ url: old, migrations: broken })).rejects.toThrow(/nothing|42P01/);
    expect(await ask(old, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest + 1) }]);
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url: old, migrations: later })));
    for (const store of stores) await store.close();
    expect(await ask(old, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest + 2) }]);
    await expect(openPostgresStore({ url: old })).rejects.toMatchObject({ name: 'StoreError', code: 'newer-schema' });
  });

  test('[S36] opened for the first time by many at once, is made once', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url: other })));
    for (const store of stores) await store.close();
    expect(await ask(other, 'SELECT value FROM "meta"')).toEqual([{ value: String(newest) }]);
  });
});
