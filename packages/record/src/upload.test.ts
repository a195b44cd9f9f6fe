import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PIECE } from '@satchel/vault';
import { must, newRecord } from '../testing/new-record.ts';
import { raiseIncarnation, restoredMark } from './restored.ts';
import { openState, sealState } from './sealed-state.ts';
import { appendToUpload, finishUpload, readUpload, startUpload, sweepUploads, UPLOAD_LIFE } from './upload.ts';

const file = { name: 'a.bin', mediaType: 'application/octet-stream' };
const bytesOf = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31) & 255);

describe('an upload', () => {
  it('of parts larger and smaller than a piece comes out as it went in', async () => {
    const { world, owner, hall } = await newRecord();
    const bytes = bytesOf(2.5 * PIECE);
    const { id } = must(await startUpload(world, owner, { ...file, size: bytes.length }));
    for (const [from, to] of [
      [0, 1],
      [1, 2 * PIECE],
      [2 * PIECE, 2 * PIECE + 10],
      [2 * PIECE + 10, bytes.length],
    ] as const) {
      expect(must(await appendToUpload(world, owner, id, from, bytes.subarray(from, to))).received).toBe(to);
    }
    const original = must(await finishUpload(world, owner, id, createHash('sha256').update(bytes).digest('hex')));
    expect(must(await finishUpload(world, owner, id))).toEqual(original);
    const view = must(await hall.view({ ...owner, purpose: 'PATRQT' }));
    const parts: Uint8Array[] = [];
    for await (const part of must(await view.original(original.address))) parts.push(part);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it("is its writer's alone: nobody else who may read sees it, nor writes to it", async () => {
    const { world, owner, hold } = await newRecord();
    const reader = await hold({ read: 'all' });
    const { id } = must(await startUpload(world, owner, { ...file, size: 10 }));
    expect((await startUpload(world, reader, { ...file, size: 10 })).ok).toBe(false);
    expect((await readUpload(world, reader, id)).ok).toBe(false);
    expect((await appendToUpload(world, reader, id, 0, bytesOf(10))).ok).toBe(false);
  });

  it('whose parts were exchanged in the store is refused, not kept', async () => {
    const { world, owner, person } = await newRecord();
    const { id } = must(await startUpload(world, owner, { ...file, size: 20 }));
    for (const from of [0, 10]) must(await appendToUpload(world, owner, id, from, bytesOf(10)));
    for await (const [first, second] of world.store.scan('chunk', { person })) {
      if (!first || !second) throw new Error('Two pieces were expected.');
      await world.store.write({ shard: person, operations: [{ replace: 'chunk', row: { ...first, blob: second.blob } }] });
    }
    expect(await finishUpload(world, owner, id)).toMatchObject({ ok: false, issues: [{ code: 'security' }] });
  });

  it('is swept when its time is over, and not before', async () => {
    let now = 1_800_000_000_000;
    const { world, owner } = await newRecord({ now: () => now });
    const { id } = must(await startUpload(world, owner, { ...file, size: 10 }));
    must(await appendToUpload(world, owner, id, 0, bytesOf(5)));
    now += UPLOAD_LIFE - 1;
    expect(await sweepUploads(world)).toBe(0);
    now += 1;
    expect(await sweepUploads(world)).toBe(1);
    expect((await readUpload(world, owner, id)).ok).toBe(false);
    expect(await sweepUploads(world)).toBe(0);
  });
});

describe('sealed state', () => {
  it('opens for its writer, at its own place only', async () => {
    const [one, other] = [await newRecord(), await newRecord()];
    const sealed = sealState(one.world, one.owner, 'a', { read: 7 });
    expect(openState(one.world, one.owner, 'a', sealed)).toEqual({ read: 7 });
    expect(openState(one.world, one.owner, 'b', sealed)).toBeUndefined();
    expect(openState(other.world, other.owner, 'a', sealed)).toBeUndefined();
  });
});

describe('[S19] a restored record', () => {
  it('gets a new incarnation from its first writer, once, and its head still verifies', async () => {
    const { world, owner, hold, person, hall } = await newRecord();
    const before = await world.store.get('person', { person });
    await raiseIncarnation(world, owner);
    expect((await world.store.get('person', { person }))?.incarnation).toBe(before?.incarnation);
    await world.store.write({ shard: person, operations: [{ replace: 'job', row: restoredMark(person, 1).row as never }] });
    await raiseIncarnation(world, await hold({ read: 'all' }));
    expect((await world.store.get('person', { person }))?.incarnation).toBe(before?.incarnation);
    await Promise.all([raiseIncarnation(world, owner), raiseIncarnation(world, owner)]);
    const after = await world.store.get('person', { person });
    expect(after?.incarnation).not.toBe(before?.incarnation);
    expect(must(await hall.unlock(owner)).alarms).toEqual([]);
    await raiseIncarnation(world, owner);
    expect((await world.store.get('person', { person }))?.incarnation).toBe(after?.incarnation);
  });
});
