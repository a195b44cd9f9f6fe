import { afterAll, describe, expect, it } from 'vitest';
import { hex, PIECE } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { keepOriginal } from '../testing/originals.ts';
import { lensOf } from '../testing/people.ts';
import { memoryStores, postgresStores, rowsOf, sqliteStores } from '../testing/stores.ts';
import { DamagedOriginal } from './originals.ts';
import { appendToUpload, finishUpload, startUpload } from './upload.ts';

async function read(record: TestRecord, address: string): Promise<Uint8Array> {
  const view = must(await record.hall.view(lensOf(record.owner)));
  const pieces: Uint8Array[] = [];
  for await (const piece of must(await view.original(address))) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

for (const stores of [memoryStores(), sqliteStores(), await postgresStores()]) {
  describe.skipIf(!stores)(`originals: ${stores?.name ?? 'PostgreSQL'}`, () => {
    afterAll(() => stores?.dispose());

    it.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE])('come back byte for byte: %i bytes', async (size) => {
      const record = await newRecord({ store: await stores!.open() });
      const bytes = nodeEngine.random(size);
      const kept = await keepOriginal(record, bytes, { part: size > PIECE ? 700_001 : 65_536 });
      expect(kept).toMatchObject({ size });
      expect(Buffer.compare(await read(record, kept.address), bytes)).toBe(0);
    });

    it('are kept once, under an address that says nothing without the key', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const bytes = nodeEngine.random(PIECE + 5);
      const one = await keepOriginal(record, bytes);
      expect(await keepOriginal(record, bytes, { part: PIECE })).toEqual(one);
      expect((await rowsOf(record.world.store)).filter(({ table }) => table === 'chunk')).toHaveLength(3);
      expect(one.address).not.toBe(hex(nodeEngine.sha256(bytes)));
      const other = await newRecord({ world: record.world });
      expect((await keepOriginal(other, bytes)).address).not.toBe(one.address);
    });

    it('end with an error where a piece is damaged, and are named by a proof', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const { address } = await keepOriginal(record, nodeEngine.random(2 * PIECE + 5));
      const key = { person: record.person, address: new Uint8Array(Buffer.from(address, 'hex')), n: 2 };
      const chunk = (await record.world.store.get('chunk', key))!;
      await record.world.store.write({
        shard: record.person,
        operations: [{ update: 'chunk', key, set: { blob: chunk.blob.with(100, chunk.blob[100]! ^ 1) } }],
      });
      await expect(read(record, address)).rejects.toThrow(DamagedOriginal);
      expect((await record.hall.prove(record.owner))!.damage.map(({ diagnostics }) => diagnostics).join()).toContain('An original');
    });
  });
}

describe('an original of many pieces', () => {
  const stores = sqliteStores();
  afterAll(() => stores.dispose());
  it('is written and read without being held', async () => {
    const record = await newRecord({ store: await stores.open() });
    const { world, owner } = record;
    const part = new Uint8Array(PIECE).fill(7);
    const before = process.memoryUsage.rss();
    const { id } = must(await startUpload(world, owner, { name: 'long', mediaType: 'text/plain', size: 128 * PIECE }));
    for (let n = 0; n < 128; n++) must(await appendToUpload(world, owner, id, n * PIECE, part));
    const { address } = must(await finishUpload(world, owner, id));
    const view = must(await record.hall.view(lensOf(record.owner)));
    let size = 0;
    for await (const piece of must(await view.original(address))) size += piece.length;
    expect(size).toBe(128 * PIECE);
    expect(process.memoryUsage.rss() - before).toBeLessThan(80 * PIECE);
  });

  it('is one answer for what is not there, not ours, and not an address', async () => {
    const record = await newRecord();
    const { address } = await keepOriginal(record, nodeEngine.random(10));
    const general = must(await record.hall.view(lensOf(await record.hold({ read: ['general'] }))));
    const said = await Promise.all([general.original(address), general.original('0'.repeat(64)), general.original('../etc')]);
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(1);
  });
});
