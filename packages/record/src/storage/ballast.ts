import { randomFillSync } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Disk space set aside so that a full disk can still be worked with: an engine needs room to write even to delete.
 * The file is real blocks of random bytes, since a sparse or compressible one would set nothing aside.
 */
export interface Ballast {
  /** Makes the file where it is missing; false while the disk has no room for it and a margin. */
  restore(): Promise<boolean>;
  /** Gives the space back to the disk. */
  release(): Promise<void>;
}

export function createBallast(path: string, bytes: number): Ballast {
  return {
    async restore() {
      if (bytes === 0 || (await sizeOf(path)) >= bytes) return true;
      const disk = await statfs(dirname(path));
      if (disk.bavail * disk.bsize < bytes + Math.max(bytes / 4, 1 << 20)) return false;
      return fill(path, bytes);
    },
    async release() {
      await rm(path, { force: true });
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (file) => file.size,
    () => 0,
  );
}

async function fill(path: string, bytes: number): Promise<boolean> {
  const unfinished = `${path}.${process.pid}`;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      const block = Buffer.allocUnsafe(Math.min(bytes, 1 << 20));
      for (let left = bytes; left > 0;) left -= (await file.write(randomFillSync(block), 0, Math.min(left, block.length))).bytesWritten;
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    return true;
  } catch {
    // Somebody else took the room meanwhile: as if it had not been there.
    await rm(unfinished, { force: true });
    return false;
  }
}
