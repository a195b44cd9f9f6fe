import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../command.ts';

/** Where a record's chain stood when this computer last saw it. */
export interface Seen {
  readonly incarnation: string;
  readonly seq: number;
  readonly head: string;
}

export type Freshness = 'unknown' | 'fresh' | 'rolled-back' | 'forked' | 'restored';

/**
 * A whole database that was put back to an earlier state looks perfectly sound from within. Only somebody who remembers
 * can tell; this computer remembers outside the data directory, by a digest of the record's id.
 */
export function compare(before: Seen | undefined, now: Seen): Freshness {
  if (!before) return 'unknown';
  if (before.incarnation !== now.incarnation) return 'restored';
  if (now.seq < before.seq) return 'rolled-back';
  return now.seq === before.seq && now.head !== before.head ? 'forked' : 'fresh';
}

export const WARNINGS: Readonly<Partial<Record<Freshness, string>>> = {
  'rolled-back':
    'This record was longer when this computer last saw it: the database was put back to an earlier state. Restore the newest backup, or ask who did this.',
  forked: 'This record is not the one this computer last saw: its latest entries were exchanged. Restore a backup, or ask who did this.',
  restored: 'This record was restored from a backup since this computer last saw it. Check that the latest entries are there.',
};

export const fileFor = ({ env }: Pick<Call, 'env'>, person: string): string =>
  join(
    env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'),
    'satchel',
    `${createHash('sha256').update(person).digest('hex').slice(0, 32)}.json`,
  );

export async function remembered(file: string): Promise<Seen | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Seen;
  } catch {
    return undefined;
  }
}

/** A computer without a place to remember in goes on without: freshness stays unknown. */
export async function remember(file: string, { incarnation, seq, head }: Seen): Promise<void> {
  try {
    await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, `${JSON.stringify({ incarnation, seq, head })}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch {
    // Read-only home, no home: nothing to be done.
  }
}
