import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type ClientBase } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, freshDatabase } from '../../../../tools/postgres-for-tests.ts';
import { assertDurable } from './postgres-connection.ts';
import { openPostgresStore } from './postgres.ts';
import type { Store, StoreError } from './store.ts';
import { bytes, collect, rowOf } from './trials/rows.ts';
import { appendBatch, countBatches } from './trials/writer.ts';

const run = promisify(execFile);
const writer = join(import.meta.dirname, 'trials/writer.ts');
const database = await freshDatabase();

const url = database?.url ?? '';

const local = database && (await ask(url, 'SHOW data_directory'))[0]?.['data_directory'];
const reachable = process.getuid?.() === 0 && typeof local === 'string' && existsSync(local);
if (!reachable) console.warn('The files of PostgreSQL are out of reach: what it does on damage and on a full disk is not shown.');

describe.skipIf(!database)('PostgreSQL', () => {
  afterAll(async () => {
    await database?.drop();
  });

  async function using<T>(work: (store: Store) => Promise<T>, at = url): Promise<T> {
    const store = await openPostgresStore({ url: at });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  test('[S36] several processes on one database lose no update', async () => {
    await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, [writer, url, '4', '15'])));
    await using(async (store) => {
      for (let person = 0; person < 4; person += 1) expect(await countBatches(store, `p${person}`)).toBe(45);
    });
  });

  test('[S30] commits that arrive together share fsyncs', () =>
    using(async (store) => {
      const version = Number((await ask(url, 'SHOW server_version_num'))[0]?.['server_version_num']);
      const syncs = async (): Promise<number> => {
        const [row] = await ask(
          url,
          version < 180000 ? 'SELECT wal_sync AS n FROM pg_stat_wal' : `SELECT sum(fsyncs) AS n FROM pg_stat_io WHERE object = 'wal'`,
        );
        return Number(row?.['n']);
      };
      const before = await syncs();
      await Promise.all(
        Array.from({ length: 16 }, async (_, i) => {
          for (let batch = 0; batch < 20; batch += 1) await appendBatch(store, `together ${i}`);
        }),
      );
      expect((await syncs()) - before).toBeLessThan(320);
    }));

  test('[S30] a server that could lose commits, and a replica, is refused', async () => {
    const answering = (row: object): ClientBase =>
      ({ query: async () => ({ rows: [{ replica: false, fsync: 'on', commit: 'on', ...row }] }) }) as unknown as ClientBase;
    await assertDurable(answering({}));
    await assertDurable(answering({ commit: 'remote_apply' }));
    await expect(assertDurable(answering({ fsync: 'off' }))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(assertDurable(answering({ commit: 'local' }))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(assertDurable(answering({ replica: true }))).rejects.toMatchObject({ code: 'read-only' });
    const client = new Client(`${url}?options=-c%20synchronous_commit%3Doff`);
    await client.connect();
    await assertDurable(client);
    expect((await client.query('SHOW synchronous_commit')).rows[0]).toEqual({ synchronous_commit: 'on' });
    await client.end();
  });

  describe('a broken connection', () => {
    test('[S29] between backends terminated at random: every acknowledged batch is there, once and whole', () =>
      using(async (store) => {
        const progress = { done: false };
        const told = new Map<string, number>();
        const writing = Promise.all(
          Array.from({ length: 6 }, async (_, i) => {
            for (let batch = 0; batch < 40; batch += 1) told.set(`cut ${i}`, await appendBatch(store, `cut ${i}`));
          }),
        ).finally(() => void (progress.done = true));
        while (!progress.done) {
          await ask(
            url,
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'satchel' AND state <> 'idle' ORDER BY random() LIMIT 1`,
          );
        }
        await writing;
        for (const [person, seq] of told) expect(await countBatches(store, person)).toBe(seq);
        expect([...told.values()]).toEqual([40, 40, 40, 40, 40, 40]);
      }));

    /** Stands between us and the server, and once, at a COMMIT, cuts the connection: before or after handing it on. */
    async function cutter(handOn: boolean): Promise<{ server: Server; url: string; cuts: () => number }> {
      const target = new URL(url);
      const port = Number(target.port);
      let [armed, cuts] = [true, 0];
      const server = createServer((socket) => {
        const upstream = connect(port, target.hostname);
        socket
          .on('error', () => upstream.destroy())
          .on('close', () => upstream.end())
          .on('data', (data) => {
            if (!armed || !data.includes('; COMMIT')) return void upstream.write(data);
            [armed, cuts] = [false, cuts + 1];
            if (handOn) upstream.write(data, () => socket.destroy());
            else socket.destroy();
          });
        upstream
          .on('error', () => socket.destroy())
          .on('close', () => socket.destroy())
          .on('data', (data) => void (socket.destroyed || socket.write(data)));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      target.port = String((server.address() as AddressInfo).port);
      return { server, url: target.href, cuts: () => cuts };
    }

    for (const handOn of [true, false]) {
      test(`[S29] ${handOn ? 'after' : 'before'} the server got the COMMIT: the write happens once`, async () => {
        const proxy = await cutter(handOn);
        await using(async (store) => {
          const person = `commit ${handOn}`;
          expect(await store.write({ shard: person, operations: [{ insert: 'row', rows: [rowOf(person, 1, 1, 1)] }] })).toBe('written');
          expect(proxy.cuts()).toBe(1);
          expect(await collect(store.scan('row', { person }))).toHaveLength(1);
        }, proxy.url);
        await new Promise((resolve) => proxy.server.close(resolve));
      });
    }

    test('that does not come back is `unavailable`, without the address or its password', async () => {
      const opening = openPostgresStore({ url: 'postgres://someone:secret@127.0.0.1:1/none' });
      const error = await opening.then(
        () => undefined,
        (reason: unknown) => reason as StoreError,
      );
      expect(error).toMatchObject({ name: 'StoreError', code: 'unavailable' });
      expect(`${error?.message} ${error?.stack}`).not.toMatch(/secret|someone|127\.0\.0\.1/);
    });
  });

  test.skipIf(!reachable)('[S33] check finds damaged pages', async () => {
    await using(async (store) => {
      await store.write({
        shard: 'damaged',
        operations: [
          { insert: 'row', rows: Array.from({ length: 200 }, (_, i) => rowOf('damaged', i, i, i, { body: new Uint8Array(5000) })) },
        ],
      });
      expect(await store.check()).toEqual([]);
    });
    // Files of a copy are read afresh, not found in the server's memory.
    const server = url.replace(/[^/]+$/, 'postgres');
    const copy = `${new URL(url).pathname.slice(1)}_copy`;
    await ask(server, `CREATE DATABASE ${copy} TEMPLATE ${new URL(url).pathname.slice(1)} STRATEGY file_copy`);
    const at = url.replace(/[^/]+$/, copy);
    try {
      const [paths] = await ask(
        at,
        `SELECT pg_relation_filepath('"row"') AS heap, pg_relation_filepath(reltoastrelid) AS toast FROM pg_class WHERE oid = '"row"'::regclass`,
      );
      for (const path of Object.values(paths ?? {})) {
        const file = openSync(join(local as string, String(path)), 'r+');
        writeSync(
          file,
          randomFillSync(Buffer.alloc(4096)),
          0,
          4096,
          Math.floor(statSync(join(local as string, String(path))).size / 2 / 8192) * 8192 + 2048,
        );
        closeSync(file);
      }
      await using(async (store) => {
        expect(await store.check()).toEqual([expect.stringContaining('row')]);
        await expect(collect(store.scan('row', { person: 'damaged' }))).rejects.toMatchObject({ code: 'damaged' });
      }, at);
    } finally {
      await ask(server, `DROP DATABASE ${copy} WITH (FORCE)`);
    }
  });

  test.skipIf(!reachable)('[S32] a full disk refuses rows, still reads and removes, and resumes', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'satchel-tablespace-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'satchel', disk]);
    try {
      await run('chown', ['postgres', disk]);
      await ask(url, `CREATE TABLESPACE small LOCATION '${disk}'`);
      await ask(url, 'CREATE SCHEMA small');
      const at = `${url}?options=-c%20search_path%3Dsmall%20-c%20default_tablespace%3Dsmall`;
      await using(async (store) => {
        const insert = (n: number) =>
          store.write({
            shard: 'p',
            operations: [{ insert: 'chunk', rows: [{ person: 'p', address: bytes(1), n, blob: randomFillSync(new Uint8Array(500_000)) }] }],
          });
        let n = 0;
        const full = await (async () => {
          for (; ; n += 1) await insert(n);
        })().catch((error: unknown) => error);
        expect(full).toMatchObject({ name: 'StoreError', code: 'full' });
        expect((await collect(store.scan('chunk', { person: 'p' }))).map((row) => row.n)).toEqual(Array.from({ length: n }, (_, i) => i));
        expect(await store.write({ shard: 'p', operations: [{ remove: 'chunk', prefix: { person: 'p' }, expect: n }] })).toBe('written');
        await run('mount', ['-o', 'remount,size=32m', disk]);
        expect(await insert(n)).toBe('written');
      }, at);
      await ask(url, 'DROP SCHEMA small CASCADE');
      await ask(url, 'DROP TABLESPACE small');
    } finally {
      await run('umount', ['-l', disk]);
      await rm(disk, { recursive: true });
    }
  });
});
