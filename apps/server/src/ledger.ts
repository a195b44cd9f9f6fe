import { open, readFile } from 'node:fs/promises';

/** One erasure: which record or account, by its random id, and when. */
export type Erasure = { readonly at: string } & ({ readonly person: string } | { readonly account: string });

/**
 * The erasure ledger lies outside the database, because a restored database does not know what was erased after its
 * backup. It is durable before anything is erased, and replayed at every restore.
 */
export async function writeLedger(file: string, erasure: Erasure): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    // On a line of its own, even after one that a crash cut short.
    await handle.appendFile(`\n${JSON.stringify(erasure)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The ids of all records and accounts that were erased here; a line that a crash cut short erased nothing yet. */
export async function readLedger(file: string): Promise<ReadonlySet<string>> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return new Set(
    lines.flatMap((line) => {
      try {
        const erasure = JSON.parse(line) as Erasure;
        return ['person' in erasure ? erasure.person : erasure.account];
      } catch {
        return [];
      }
    }),
  );
}
