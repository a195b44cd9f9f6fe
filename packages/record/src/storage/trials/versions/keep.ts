/**
 * Keeps a store of the current schema version as a fixture, to be run once when a version is released:
 * `node keep.ts`, with a PostgreSQL server to be had and its `pg_dump` in the path.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { freshDatabase } from '../../../../../../tools/postgres-for-tests.ts';
import { migrations, versionOf } from '../../migrations.ts';
import { openPostgresStore } from '../../postgres.ts';
import { openSqliteStore } from '../../sqlite.ts';
import type { Store } from '../../store.ts';
import { stream } from '../rows.ts';
import { samples } from './samples.ts';

const kept = join(import.meta.dirname, `version-${versionOf(migrations)}`);

async function fill(store: Store): Promise<void> {
  await store.load(stream(samples));
  await store.close();
}

const dir = mkdtempSync(join(tmpdir(), 'satchel-keep-'));
await fill(await openSqliteStore({ dir, ballast: 0 }));
writeFileSync(`${kept}.sqlite.zst`, zstdCompressSync(readFileSync(join(dir, 'satchel.sqlite'))));
rmSync(dir, { recursive: true });

const database = await freshDatabase();
if (!database) throw new Error('There is no PostgreSQL server to keep a database of.');
await fill(await openPostgresStore({ url: database.url }));
const dump = execFileSync('pg_dump', ['--inserts', '--no-owner', '--no-privileges', '--no-comments', database.url], { encoding: 'utf8' });
const statements = dump.split('\n').filter((line) => line !== '' && !/^(--|\\|SET |SELECT pg_catalog)/.test(line));
writeFileSync(`${kept}.sql`, `${statements.join('\n')}\n`);
await database.drop();
