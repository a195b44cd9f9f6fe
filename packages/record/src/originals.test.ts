import { afterAll, describe, expect, it } from 'vitest';
import { hex, keysetOf, PIECE } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { lensOf } from '../testing/people.ts';
import { memoryStores, postgresStores, rowsOf, sqliteStores } from '../testing/stores.ts';
import { createOriginalWriter, DamagedOriginal } from './originals.ts';

const writerOf = ({ world, person, keys }: TestRecord) =>
  createOriginalWriter(world, person, keysetOf(nodeEngine, keys.read[0]!, 'unsorted')!);

async function keep(record: TestRecord, bytes: Uint8Array, part = 65_536) {
  const writer = writerOf(record);
  for (let from = 0; from < bytes.length; from += part) await writer.write(bytes.slice(from, from + part));
  return must(await writer.finish());
}

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
      const kept = await keep(record, bytes, size > PIECE ? 700_001 : 65_536);
      expect(kept).toMatchObject({ size, known: false });
      expect(Buffer.compare(await read(record, kept.address), bytes)).toBe(0);
    });

    it('are kept once, under an address that says nothing without the key', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const bytes = nodeEngine.random(PIECE + 5);
      const [one, two] = [await keep(record, bytes), await keep(record, bytes, 1000)];
      expect(two).toEqual({ ...one, known: true });
      expect((await rowsOf(record.world.store)).filter(({ table }) => table === 'chunk')).toHaveLength(3);
      expect(one.address).not.toBe(hex(nodeEngine.sha256(bytes)));
      const other = await newRecord({ world: record.world });
      expect((await keep(other, bytes)).address).not.toBe(one.address);
    });

    it('leave nothing behind when they are abandoned', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const writer = writerOf(record);
      await writer.write(nodeEngine.random(3 * PIECE));
      await writer.abandon();
      expect((await rowsOf(record.world.store)).filter(({ table }) => table === 'chunk')).toEqual([]);
    });

    it('end with an error where a piece is damaged, and are named by a proof', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const { address } = await keep(record, nodeEngine.random(2 * PIECE + 5));
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
    const part = new Uint8Array(PIECE).fill(7);
    const writer = writerOf(record);
    const before = process.memoryUsage.rss();
    for (let n = 0; n < 128; n++) await writer.write(part);
    const { address } = must(await writer.finish());
    const view = must(await record.hall.view(lensOf(record.owner)));
    let size = 0;
    for await (const piece of must(await view.original(address))) size += piece.length;
    expect(size).toBe(128 * PIECE);
    expect(process.memoryUsage.rss() - before).toBeLessThan(80 * PIECE);
  });

  it('is one answer for what is not there, not ours, and not an address', async () => {
    const record = await newRecord();
    const { address } = await keep(record, nodeEngine.random(10));
    const general = must(await record.hall.view(lensOf(await record.hold({ read: ['general'] }))));
    const said = await Promise.all([general.original(address), general.original('0'.repeat(64)), general.original('../etc')]);
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(1);
  });
});
