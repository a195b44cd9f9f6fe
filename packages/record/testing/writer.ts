/** One of several processes that write to one record: says at the end what it sees. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fromBase64url, type TokenReach } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import type { Change } from '../src/doors.ts';
import { createHall } from '../src/hall.ts';
import { openHolder } from '../src/holder.ts';
import { openPostgresStore } from '../src/storage/postgres.ts';
import { must } from './new-record.ts';
import { draft, lensOf, origin, weight } from './people.ts';

interface Seat {
  readonly name: string;
  readonly url: string;
  readonly id: string;
  readonly writers: number;
  readonly edits: number;
  readonly serviceKey: string;
  readonly reach: TokenReach;
}

const { name, url, id, writers, edits, serviceKey, reach } = JSON.parse(process.argv[2] ?? '{}') as Seat;
const store = await openPostgresStore({ url });
const world = { store, engine: nodeEngine, now: Date.now, serviceKey: fromBase64url(serviceKey) as Uint8Array };
const hall = createHall(world);
const owner = must(await openHolder(world, reach, name));
const view = must(await hall.view(lensOf(owner)));

async function increment(): Promise<void> {
  for (;;) {
    const now = must(await view.read('Observation', id));
    const value = (JSON.parse(now.text) as { valueQuantity: { value: number } }).valueQuantity.value + 1;
    const edit: Change = { drafts: [{ ...draft(weight('counter', value)), id }], origin, expects: { [`Observation/${id}`]: now.version } };
    const done = await hall.commit(owner, edit);
    if (done.ok) return;
    if (done.issues[0]?.code !== 'conflict') throw new Error(done.issues[0]?.diagnostics);
  }
}

await Promise.all(
  Array.from({ length: writers }, async () => {
    for (let n = 0; n < edits; n++) await increment();
  }),
);
// Until the other is done too.
while (must(await view.read('Observation', id)).version < 2 * writers * edits + 1) await pause(20);
const seen = [must(await view.history('Observation', id)), must(await view.search('Observation', ''))];
await view.logged();
process.stdout.write(createHash('sha256').update(JSON.stringify(seen)).digest('hex'));
await store.close();
process.disconnect();
