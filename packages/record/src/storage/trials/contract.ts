import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row, Table } from '../schema.ts';
import { bytes, collect, every, personOf, plain, rowOf, stream, type Fixture } from './rows.ts';
import { StoreError, type ScanOptions, type SnapshotRow, type Store } from '../store.ts';

/** The promises of `Store`, the same for each implementation. */
export function storeContract(name: string, fixture: Fixture): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => void (store = await fixture.open()));
    afterEach(() => store.close());
    afterAll(() => fixture.dispose?.());

    const ids = async (options: ScanOptions<'row'> = {}, person = 'p'): Promise<string[]> =>
      (await collect(store.scan('row', { person }, options))).map((row) => `${row.id[0]}.${row.version}`);
    const isRow = async (expected: Row<'row'>): Promise<void> => {
      const { person, id, version } = expected;
      expect(plain(await store.get('row', { person, id, version }))).toEqual(plain(expected));
    };

    describe('reading', () => {
      test('gives what was written, with every kind of value', async () => {
        const row = rowOf('p', 1, Number.MAX_SAFE_INTEGER, -5, { dek: null, body: null, keyset: bytes() });
        const grant: Row<'grant'> = {
          person: 'pé\u{1F600}',
          grant: '',
          kind: 'k',
          statement: bytes(1),
          wrap: bytes(0),
          signature: bytes(2),
          created: Number.MIN_SAFE_INTEGER,
          expires: 0,
        };
        expect(await store.write({ shard: 'p', operations: [{ insert: 'row', rows: [row] }] })).toBe('written');
        expect(await store.write({ shard: grant.person, operations: [{ insert: 'grant', rows: [grant] }] })).toBe('written');
        await isRow(row);
        expect(plain(await store.get('grant', { person: grant.person, grant: '' }))).toEqual(plain(grant));
      });

      test('gives undefined where there is nothing', async () => {
        expect(await store.get('person', { person: 'nobody' })).toBeUndefined();
        expect(await collect(store.scan('row', { person: 'nobody' }))).toEqual([]);
      });

      test('gives many rows in the order of their keys, repeated and missing ones included', async () => {
        const rows = [rowOf('p', 1, 1, 1), rowOf('p', 2, 1, 2), rowOf('p', 3, 1, 3)];
        await store.write({ shard: 'p', operations: [{ insert: 'row', rows }] });
        const keys = [3, 9, 1, 3].map((id) => ({ person: 'p', id: bytes(id), version: 1 }));
        expect((await store.getMany('row', keys)).map((row) => row?.seq)).toEqual([3, undefined, 1, 3]);
        expect(await store.getMany('row', [])).toEqual([]);
        expect(await store.getMany('person', [{ person: 'p' }, { person: 'p' }])).toEqual([undefined, undefined]);
      });

      test('hands out copies: changing one changes nothing stored', async () => {
        const row = rowOf('p', 1, 1, 1);
        await store.write({ shard: 'p', operations: [{ insert: 'row', rows: [row] }] });
        const read = await store.get('row', row);
        read?.body?.fill(7);
        row.digest.fill(7);
        await isRow(rowOf('p', 1, 1, 1));
      });
    });

    describe('scanning', () => {
      beforeEach(async () => {
        const rows = [
          rowOf('p', 2, 1, 1, { n: 1 }),
          rowOf('p', 2, 2, 3),
          rowOf('p', 1, 1, 1, { n: 0 }),
          rowOf('p', 200, 1, 2),
          rowOf('p', 1, 10, 4),
        ];
        await store.write({ shard: 'p', operations: [{ insert: 'row', rows }] });
        await store.write({ shard: 'q', operations: [{ insert: 'row', rows: [rowOf('q', 1, 1, 1)] }] });
      });

      test('goes in key order, bytes unsigned and numbers by value', async () => {
        expect(await ids()).toEqual(['1.1', '1.10', '2.1', '2.2', '200.1']);
        expect(await ids({ descending: true })).toEqual(['200.1', '2.2', '2.1', '1.10', '1.1']);
      });

      test('goes in a named order', async () => {
        expect(await ids({ by: 'seq' })).toEqual(['1.1', '2.1', '200.1', '2.2', '1.10']);
        expect(await ids({ by: 'seq', descending: true, limit: 2 })).toEqual(['1.10', '2.2']);
      });

      test('starts after given values, all of the order or the first of it', async () => {
        expect(await ids({ by: 'seq', after: [1] })).toEqual(['200.1', '2.2', '1.10']);
        expect(await ids({ by: 'seq', after: [1, 0] })).toEqual(['2.1', '200.1', '2.2', '1.10']);
        expect(await ids({ by: 'seq', after: [3], descending: true })).toEqual(['200.1', '2.1', '1.1']);
        expect(await ids({ after: [bytes(1), 10], limit: 1 })).toEqual(['2.1']);
      });

      test('stays under a longer prefix', async () => {
        const versions = await collect(store.scan('row', { person: 'p', id: bytes(1) }, { after: [1] }));
        expect(versions.map((row) => row.version)).toEqual([10]);
      });

      test('leaves unwanted columns away', async () => {
        const [first] = await collect(store.scan('row', { person: 'p' }, { by: 'seq', columns: ['digest'], limit: 1 }));
        expect(Object.keys(first ?? {}).sort()).toEqual(['digest', 'id', 'n', 'person', 'seq', 'version']);
      });

      test('orders text by its UTF-8 bytes', async () => {
        const grants = ['b', 'B', 'é', 'ab', '\u{1F600}', '\uFFFD'].map((grant): Row<'grant'> => ({
          person: 'p',
          grant,
          kind: 'k',
          statement: bytes(),
          wrap: bytes(),
          signature: bytes(),
          created: 0,
          expires: 0,
        }));
        await store.write({ shard: 'p', operations: [{ insert: 'grant', rows: grants }] });
        expect((await collect(store.scan('grant', { person: 'p' }))).map((row) => row.grant)).toEqual([
          'B',
          'ab',
          'b',
          'é',
          '\uFFFD',
          '\u{1F600}',
        ]);
      });

      test('crosses many pages, small rows and large', async () => {
        const rows = Array.from({ length: 3000 }, (_, i) => rowOf('many', i & 255, i, i));
        await store.write({ shard: 'many', operations: [{ insert: 'row', rows }] });
        expect((await collect(store.scan('row', { person: 'many' }, { by: 'seq' }))).map((row) => row.seq)).toEqual(
          rows.map((row) => row.seq),
        );
        expect(await collect(store.scan('row', { person: 'many' }, { limit: 1500 }))).toHaveLength(1500);
        const chunks = Array.from({ length: 40 }, (_, n): Row<'chunk'> => ({
          person: 'p',
          address: bytes(1),
          n,
          blob: new Uint8Array(200_000).fill(n),
        }));
        await store.write({ shard: 'p', operations: [{ insert: 'chunk', rows: chunks }] });
        const sizes: number[] = [];
        let n = 0;
        for await (const batch of store.scan('chunk', { person: 'p', address: bytes(1) })) {
          sizes.push(batch.length);
          for (const row of batch) expect([row.n, row.blob.length, row.blob.at(-1)]).toEqual([n, 200_000, n++]);
        }
        expect(n).toBe(40);
      });

      test('sees rows removed or added between its pages at most once each', async () => {
        const rows = Array.from({ length: 600 }, (_, i) => rowOf('moving', i & 255, i, i));
        await store.write({ shard: 'moving', operations: [{ insert: 'row', rows }] });
        const seen: number[] = [];
        for await (const batch of store.scan('row', { person: 'moving' }, { by: 'seq' })) {
          seen.push(...batch.map((row) => row.seq));
          await store.write({
            shard: 'moving',
            operations: [{ insert: 'row', rows: [rowOf('moving', 0, 1000 + seen.length, 1000 + seen.length)] }],
          });
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.slice(0, 600)).toEqual(rows.map((row) => row.seq));
      });
    });

    describe('writing', () => {
      const conflictLeavesNothing = async (...operations: Parameters<Store['write']>[0]['operations']): Promise<void> => {
        const before = plain(await every(store.snapshot()));
        const marker = { insert: 'job', rows: [{ person: 'p', id: 'marker', kind: '', expires: 0, state: bytes() }] } as const;
        expect(await store.write({ shard: 'p', operations: [marker, ...operations] })).toBe('conflict');
        expect(plain(await every(store.snapshot()))).toEqual(before);
      };

      beforeEach(async () => {
        expect(
          await store.write({
            shard: 'p',
            operations: [
              { insert: 'person', rows: [personOf('p')] },
              { insert: 'row', rows: [rowOf('p', 1, 1, 1)] },
            ],
          }),
        ).toBe('written');
      });

      test('insert conflicts with an existing key, with a place in an order, and with itself', async () => {
        await conflictLeavesNothing({ insert: 'row', rows: [rowOf('p', 2, 1, 2), rowOf('p', 1, 1, 3)] });
        await conflictLeavesNothing({ insert: 'row', rows: [rowOf('p', 3, 1, 1)] });
        await conflictLeavesNothing({ insert: 'row', rows: [rowOf('p', 4, 1, 4), rowOf('p', 4, 1, 5)] });
        await conflictLeavesNothing({
          insert: 'row',
          rows: Array.from({ length: 100 }, (_, i) => rowOf('p', 5, i, i === 99 ? 1 : 100 + i)),
        });
        await isRow(rowOf('p', 1, 1, 1));
      });

      test('replace inserts or overwrites, and with `grows` only forward', async () => {
        const image = (upto: number): Row<'image'> => ({
          person: 'p',
          reader: 'r',
          upto,
          head: bytes(upto),
          index_version: '1',
          blob: bytes(),
        });
        const upto = async (): Promise<number | undefined> => (await store.get('image', { person: 'p', reader: 'r' }))?.upto;
        const replace = (row: Row<'image'>, grows?: 'upto') =>
          store.write({ shard: 'p', operations: [{ replace: 'image', row, ...(grows && { grows }) }] });
        expect([await replace(image(5), 'upto'), await upto()]).toEqual(['written', 5]);
        expect([await replace(image(4), 'upto'), await upto()]).toEqual(['written', 5]);
        expect([await replace(image(5), 'upto'), await upto()]).toEqual(['written', 5]);
        expect([await replace(image(6), 'upto'), await upto()]).toEqual(['written', 6]);
        expect([await replace(image(2)), await upto()]).toEqual(['written', 2]);
        await conflictLeavesNothing({ replace: 'row', row: rowOf('p', 7, 1, 1) });
      });

      test('update sets columns where its conditions hold', async () => {
        const update = (seq: number, head: Uint8Array) =>
          store.write({
            shard: 'p',
            operations: [
              { update: 'person', key: { person: 'p' }, set: { seq: seq + 1, head: bytes(seq + 1) }, when: { seq, head, epoch: 1 } },
            ],
          });
        expect(await update(0, bytes(9))).toBe('written');
        expect(plain(await store.get('person', { person: 'p' }))).toEqual(plain(personOf('p', 1, { head: bytes(1) })));
        await conflictLeavesNothing({ update: 'person', key: { person: 'p' }, set: { seq: 9 }, when: { seq: 0 } });
        await conflictLeavesNothing({ update: 'person', key: { person: 'p' }, set: { seq: 9 }, when: { head: bytes(1, 0) } });
        await conflictLeavesNothing({ update: 'row', key: { person: 'p', id: bytes(8), version: 1 }, set: { body: null } });
      });

      test('update tells null from bytes, both ways', async () => {
        const key = { person: 'p', id: bytes(1), version: 1 };
        await conflictLeavesNothing({ update: 'row', key, set: { body: null }, when: { dek: null } });
        expect(await store.write({ shard: 'p', operations: [{ update: 'row', key, set: { body: null, dek: null } }] })).toBe('written');
        expect(await store.write({ shard: 'p', operations: [{ update: 'row', key, set: { epoch: 2 }, when: { body: null } }] })).toBe(
          'written',
        );
        await isRow(rowOf('p', 1, 1, 1, { body: null, dek: null, epoch: 2 }));
      });

      test('update into an occupied place of an order conflicts', async () => {
        await store.write({ shard: 'p', operations: [{ insert: 'row', rows: [rowOf('p', 2, 1, 2)] }] });
        await conflictLeavesNothing({ update: 'row', key: { person: 'p', id: bytes(2), version: 1 }, set: { seq: 1 } });
      });

      test('rekey moves all rows under a prefix, or conflicts', async () => {
        const chunks = (address: Uint8Array, count: number): Row<'chunk'>[] =>
          Array.from({ length: count }, (_, n) => ({ person: 'p', address, n, blob: bytes(n) }));
        await store.write({ shard: 'p', operations: [{ insert: 'chunk', rows: [...chunks(bytes(1), 3), ...chunks(bytes(2), 1)] }] });
        const rekey = (from: number, to: number) =>
          ({ rekey: 'chunk', from: { person: 'p', address: bytes(from) }, to: { person: 'p', address: bytes(to) } }) as const;
        await conflictLeavesNothing(rekey(1, 2));
        await conflictLeavesNothing(rekey(8, 9));
        expect(await store.write({ shard: 'p', operations: [rekey(1, 3)] })).toBe('written');
        expect(plain(await collect(store.scan('chunk', { person: 'p' })))).toEqual(plain([...chunks(bytes(2), 1), ...chunks(bytes(3), 3)]));
      });

      test('remove takes what is under its prefix, and counts where asked', async () => {
        await store.write({ shard: 'p', operations: [{ insert: 'row', rows: [rowOf('p', 1, 2, 2), rowOf('p', 2, 1, 3)] }] });
        await conflictLeavesNothing({ remove: 'row', prefix: { person: 'p', id: bytes(1) }, expect: 1 });
        expect(await store.write({ shard: 'p', operations: [{ remove: 'row', prefix: { person: 'p', id: bytes(1) }, expect: 2 }] })).toBe(
          'written',
        );
        expect(await store.write({ shard: 'p', operations: [{ remove: 'row', prefix: { person: 'p', id: bytes(1) } }] })).toBe('written');
        expect(await ids()).toEqual(['2.1']);
      });

      test('require conflicts unless the row is as said', async () => {
        const key = { person: 'p' };
        expect(
          await store.write({
            shard: 'p',
            operations: [
              { require: 'person', key, equals: { seq: 0, head: bytes(9) } },
              { require: 'job', key: { person: 'p', id: 'x' }, absent: true },
            ],
          }),
        ).toBe('written');
        await conflictLeavesNothing({ require: 'person', key, equals: { seq: 1 } });
        await conflictLeavesNothing({ require: 'person', key, absent: true });
        await conflictLeavesNothing({ require: 'job', key: { person: 'p', id: 'x' } });
      });

      test('operations of one write see the ones before', async () => {
        const operations = [
          { remove: 'row', prefix: { person: 'p' } },
          { insert: 'row', rows: [rowOf('p', 1, 1, 1)] },
          { require: 'row', key: { person: 'p', id: bytes(1), version: 1 } },
          { update: 'person', key: { person: 'p' }, set: { seq: 1 } },
          { update: 'person', key: { person: 'p' }, set: { seq: 2 }, when: { seq: 1 } },
        ] as const;
        expect(await store.write({ shard: 'p', operations })).toBe('written');
        expect((await store.get('person', { person: 'p' }))?.seq).toBe(2);
      });

      test('bugs of ours are TypeErrors and write nothing', async () => {
        const wrong = [
          { insert: 'row', rows: [rowOf('other', 1, 1, 1)] },
          { insert: 'row', rows: [rowOf('p', 1, 1.5, 1)] },
          { insert: 'row', rows: [{ person: 'p' }] },
          { insert: 'job', rows: [{ person: 'p', id: 'nul\0', kind: '', expires: 0, state: bytes() }] },
          { remove: 'row', prefix: {} },
          { remove: 'row', prefix: { person: 'p', version: 1 } },
          { update: 'row', key: { person: 'p', id: bytes(1), version: 1 }, set: { version: 2 } },
          { update: 'row', key: { person: 'p', id: bytes(1), version: 1 }, set: {} },
          { rekey: 'chunk', from: { person: 'p' }, to: { person: 'p', address: bytes(1) } },
        ];
        const before = plain(await every(store.snapshot()));
        for (const operation of wrong)
          await expect(store.write({ shard: 'p', operations: [operation as never] })).rejects.toThrow(TypeError);
        expect(plain(await every(store.snapshot()))).toEqual(before);
        await expect(async () => collect(store.scan('row', {}))).rejects.toThrow(TypeError);
        await expect(async () => collect(store.scan('row', { person: 'p' }, { by: 'nothing' }))).rejects.toThrow(TypeError);
      });
    });

    describe('concurrency', () => {
      test('[S36] 20 writers of one person: one wins each round, no update is lost', async () => {
        await store.write({ shard: 'p', operations: [{ insert: 'person', rows: [personOf('p')] }] });
        for (let seq = 0; seq < 10; seq += 1) {
          const verdicts = await Promise.all(
            Array.from({ length: 20 }, (_, writer) =>
              store.write({
                shard: 'p',
                operations: [
                  { insert: 'row', rows: [rowOf('p', writer, seq, seq, { n: writer })] },
                  { update: 'person', key: { person: 'p' }, set: { seq: seq + 1, head: bytes(writer) }, when: { seq, epoch: 1 } },
                ],
              }),
            ),
          );
          expect(verdicts.filter((verdict) => verdict === 'written')).toHaveLength(1);
          const winner = verdicts.indexOf('written');
          expect((await store.get('person', { person: 'p' }))?.head[0]).toBe(winner);
        }
        const rows = await collect(store.scan('row', { person: 'p' }, { by: 'seq' }));
        expect(rows.map((row) => row.seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      });

      test('[S36] of many equal inserts and of many claims on an absent row exactly one is written', async () => {
        const job = (id: string): Row<'job'> => ({ person: 'p', id, kind: 'k', expires: 0, state: bytes() });
        const inserts = await Promise.all(
          Array.from({ length: 20 }, () => store.write({ shard: 'p', operations: [{ insert: 'job', rows: [job('one')] }] })),
        );
        expect(inserts.filter((verdict) => verdict === 'written')).toHaveLength(1);
        const claims = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            store.write({
              shard: 'p',
              operations: [
                { require: 'job', key: { person: 'p', id: 'claim' }, absent: true },
                { replace: 'job', row: job('claim') },
                { insert: 'job', rows: [job(`by ${i}`)] },
              ],
            }),
          ),
        );
        expect(claims.filter((verdict) => verdict === 'written')).toHaveLength(1);
      });

      test('an acknowledged write is seen by the next read, in whatever company', async () => {
        await Promise.all(
          Array.from({ length: 50 }, async (_, i) => {
            const person = `p${i % 7}`;
            await store.write({ shard: person, operations: [{ insert: 'row', rows: [rowOf(person, i, 1, i)] }] });
            await isRow(rowOf(person, i, 1, i));
          }),
        );
      });
    });

    describe('snapshot', () => {
      const fill = async (): Promise<void> => {
        for (const person of ['p', 'q']) {
          await store.write({
            shard: person,
            operations: [
              { insert: 'person', rows: [personOf(person)] },
              { insert: 'row', rows: Array.from({ length: 50 }, (_, i) => rowOf(person, i, 1, i)) },
              { insert: 'token', rows: [] },
              { insert: 'chunk', rows: [{ person, address: bytes(1), n: 0, blob: new Uint8Array(100_000) }] },
            ],
          });
        }
      };

      test('holds every row, and loads into an empty store only', async () => {
        await fill();
        const taken = await every(store.snapshot());
        expect(taken).toHaveLength(104);
        const other = await fixture.open();
        try {
          await other.load(stream(taken));
          expect(plain(await every(other.snapshot()))).toEqual(plain(taken));
          await expect(other.load(stream(taken))).rejects.toThrow(expect.objectContaining({ name: 'StoreError', code: 'not-empty' }));
        } finally {
          await other.close();
        }
      });

      test('a load that breaks off leaves an empty store', async () => {
        await fill();
        const taken = await every(store.snapshot());
        const other = await fixture.open();
        try {
          const broken = async function* (): AsyncIterable<SnapshotRow> {
            yield* taken.slice(0, 60);
            throw new StoreError('damaged', 'The backup ends early.');
          };
          await expect(other.load(broken())).rejects.toThrow('ends early');
          expect(await every(other.snapshot())).toEqual([]);
          await other.load(stream(taken));
        } finally {
          await other.close();
        }
      });

      test('is of one instant while writes go on', async () => {
        for (const person of ['p', 'q']) await store.write({ shard: person, operations: [{ insert: 'person', rows: [personOf(person)] }] });
        const writers = { stop: false };
        const step = async (person: string, seq: number): Promise<void> => {
          await store.write({
            shard: person,
            operations: [
              { insert: 'row', rows: [rowOf(person, 1, seq, seq), rowOf(person, 2, seq, seq, { n: 1 })] },
              { update: 'person', key: { person }, set: { seq } },
            ],
          });
        };
        const writing = (async () => {
          for (let seq = 1; !writers.stop; seq += 1) await Promise.all([step('p', seq), step('q', seq), nextTurn()]);
        })();
        for (let round = 0; round < 5; round += 1) {
          const rows = await every(store.snapshot());
          for (const person of ['p', 'q']) {
            const of = (table: Table): SnapshotRow[] => rows.filter((each) => each.table === table && each.row['person'] === person);
            const seq = of('person')[0]?.row['seq'] as number;
            expect(
              of('row')
                .map(({ row }) => row['seq'])
                .sort((a, b) => Number(a) - Number(b)),
            ).toEqual(Array.from({ length: seq * 2 }, (_, i) => (i >> 1) + 1));
          }
        }
        writers.stop = true;
        await writing;
      });
    });

    test('a sound store checks clean', async () => {
      await store.write({ shard: 'p', operations: [{ insert: 'row', rows: [rowOf('p', 1, 1, 1)] }] });
      expect(await store.check()).toEqual([]);
    });
  });
}
