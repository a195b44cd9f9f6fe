import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { migrations, type Store, versionOf } from '@satchel/record';
import { utf8 } from '@satchel/vault';
import { framed, frameOf, MAGIC } from './frames.ts';
import { readBackup } from './read-backup.ts';

export interface BackupCounts {
  readonly rows: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/**
 * Writes the whole store as of one instant, sealed as it is, without any key; writers may go on meanwhile. Sessions
 * and tokens are left out: a restored backup must not bring back what was revoked. The file appears under its name
 * when it is whole, durable, and was read back and found right.
 */
export async function writeBackup(store: Store, file: string, at: string): Promise<BackupCounts> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    const counts = await writeFrames(store, unfinished, at);
    // What cannot be read back is no backup.
    for await (const _ of readBackup(unfinished));
    await rename(unfinished, file);
    await syncFolder(dirname(file));
    return counts;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeFrames(store: Store, file: string, at: string): Promise<BackupCounts> {
  const handle = await open(file, 'wx', 0o600);
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    await handle.appendFile(Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  const put = async (piece: Uint8Array) => {
    waiting.push(piece);
    waitingBytes += piece.length;
    bytes += piece.length;
    if (waitingBytes > 1 << 20) await flush();
  };
  const hashed = (piece: Uint8Array) => (hash.update(piece), put(piece));
  try {
    await hashed(utf8(MAGIC));
    await hashed(framed(utf8(JSON.stringify({ schema: versionOf(migrations), at }))));
    for await (const each of store.snapshot()) {
      if (each.table === 'token') continue;
      rows[each.table] = (rows[each.table] ?? 0) + 1;
      await hashed(frameOf(each));
    }
    await hashed(framed(new Uint8Array(0)));
    await put(framed(utf8(JSON.stringify({ rows, sha256: hash.digest('hex') }))));
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { rows, bytes };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().catch(() => undefined);
  await handle.close();
}
