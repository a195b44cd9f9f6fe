/** Imports a bundle into a record on SQLite and says of every commit that it is durable, until it is killed. */
import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { fromBase64url, type TokenReach } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { createHall } from '../src/hall.ts';
import { openHolder } from '../src/holder.ts';
import { openSqliteStore } from '../src/storage/sqlite.ts';
import { must } from './new-record.ts';
import { draft } from './people.ts';

interface Seat {
  readonly dir: string;
  readonly file: string;
  readonly serviceKey: string;
  readonly reach: TokenReach;
}

/** Small commits, so that many a kill falls between and into them. */
const PART = 5;

async function importAll({ dir, file, serviceKey, reach }: Seat): Promise<void> {
  const store = await openSqliteStore({ dir, ballast: 0 });
  const world = { store, engine: nodeEngine, now: Date.now, serviceKey: fromBase64url(serviceKey) as Uint8Array };
  const hall = createHall(world);
  const owner = must(await openHolder(world, reach, `import ${process.pid}`));
  const { alarms } = must(await hall.unlock(owner));
  if (alarms.length > 0) throw new Error(alarms.map(({ diagnostics }) => diagnostics).join('; '));
  const { entry } = JSON.parse(readFileSync(file, 'utf8')) as { entry: { resource: Record<string, unknown> }[] };
  const drafts = entry.map(({ resource }) => draft(resource));
  for (let from = 0; from < drafts.length; from += PART) {
    const done = must(
      await hall.commit(owner, { drafts: drafts.slice(from, from + PART), origin: { kind: 'file', at: '2026-03-01T10:00:00Z' } }),
    );
    writeSync(1, `${JSON.stringify(done.entries.map(({ type, id, version }) => `${type}/${id} ${version}`))}\n`);
  }
  await hall.lock(owner);
  await store.close();
}

process.once('message', (seat) => {
  importAll(seat as Seat).then(
    () => process.disconnect(),
    (fault: unknown) => {
      console.error(fault);
      process.exit(1);
    },
  );
});
// Whoever is killed leaves no compiled code behind for the next.
flushCompileCache();
process.send?.('ready');
