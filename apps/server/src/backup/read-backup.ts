import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { migrations, type SnapshotRow, versionOf } from '@satchel/record';
import { framed, MAGIC, rowIn } from './frames.ts';

/** A file that is no whole backup, in words for whoever wants it back. */
export class BadBackup extends Error {}

/** The rows of a backup. Ends with a {@link BadBackup} unless every byte is as it was written, so load them in one transaction. */
export async function* readBackup(file: string): AsyncIterable<SnapshotRow> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const frames = framesIn(file);
  let state: 'head' | 'rows' | 'foot' | 'over' = 'head';
  for await (const frame of frames) {
    if (state === 'over') throw damaged();
    if (state === 'foot') {
      checkFoot(frame, rows, hash.digest('hex'));
      state = 'over';
      continue;
    }
    if (state === 'head') hash.update(MAGIC);
    hash.update(framed(frame));
    if (state === 'head') {
      checkHead(frame);
      state = 'rows';
    } else if (frame.length === 0) state = 'foot';
    else {
      const row = rowIn(frame);
      if (!row) throw damaged();
      rows[row.table] = (rows[row.table] ?? 0) + 1;
      yield row;
    }
  }
  if (state !== 'over') throw new BadBackup('This backup is cut short; nothing was restored. Use another one.');
}

function checkHead(frame: Uint8Array): void {
  const { schema } = parsed(frame) as { schema?: number };
  const ours = versionOf(migrations);
  if (schema !== ours)
    throw new BadBackup(
      `This backup has schema version ${schema}, this program ${ours}: restore it with the release that wrote it, then start the newer one.`,
    );
}

function checkFoot(frame: Uint8Array, rows: Readonly<Record<string, number>>, sha256: string): void {
  const foot = parsed(frame) as { rows?: Record<string, number>; sha256?: string };
  const counted = foot.rows ?? {};
  const tables = new Set([...Object.keys(counted), ...Object.keys(rows)]);
  if (foot.sha256 !== sha256 || [...tables].some((table) => counted[table] !== rows[table])) throw damaged();
}

function parsed(frame: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(frame).toString('utf8'));
  } catch {
    throw damaged();
  }
}

/** No frame of ours is larger: a piece of an original with its key. */
const FRAME_LIMIT = 256 * 1024 * 1024;

async function* framesIn(file: string): AsyncIterable<Uint8Array> {
  const handle = await open(file).catch(() => {
    throw new BadBackup('The backup file cannot be opened; nothing was restored.');
  });
  try {
    const magic = Buffer.alloc(MAGIC.length);
    await handle.read(magic, 0, magic.length);
    if (magic.toString('latin1') !== MAGIC) throw new BadBackup('This file is not a backup of Satchel; nothing was restored.');
    let held: Buffer = Buffer.alloc(0);
    for await (const chunk of handle.createReadStream({
      start: MAGIC.length,
      autoClose: false,
      highWaterMark: 1 << 20,
    }) as AsyncIterable<Buffer>) {
      held = held.length ? Buffer.concat([held, chunk]) : chunk;
      let at = 0;
      while (held.length - at >= 4) {
        const length = held.readUInt32BE(at);
        if (length > FRAME_LIMIT) throw damaged();
        if (held.length - at - 4 < length) break;
        yield held.subarray(at + 4, at + 4 + length);
        at += 4 + length;
      }
      held = held.subarray(at);
    }
    if (held.length > 0) throw new BadBackup('This backup is cut short; nothing was restored. Use another one.');
  } finally {
    await handle.close();
  }
}

const damaged = () => new BadBackup('This backup is damaged; nothing was restored. Use another one.');
