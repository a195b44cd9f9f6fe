/**
 * A process that writes to a store until it is done or killed, for the fault and concurrency tests:
 * `node writer.ts <location> <persons> <batches>`. A batch is three rows and the person's head in one write; each is
 * told on a line of its own, `<person> <seq>`, when it is acknowledged. Persons are written at the same time.
 */
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../sqlite.ts';
import type { Store } from '../store.ts';
import { bytes, collect, personOf, rowOf } from './rows.ts';

export const rowsPerBatch = 3;

/** Appends the next batch after the person's head, again and again until it wins against the others; gives its number. */
export async function appendBatch(store: Store, person: string): Promise<number> {
  for (;;) {
    const { seq } = (await store.get('person', { person })) ?? (await begin(store, person));
    const rows = Array.from({ length: rowsPerBatch }, (_, n) =>
      rowOf(person, n, seq + 1, seq + 1, { n, body: new Uint8Array(700).fill(seq) }),
    );
    const verdict = await store.write({
      shard: person,
      operations: [
        { insert: 'row', rows },
        { update: 'person', key: { person }, set: { seq: seq + 1, head: bytes(seq & 255) }, when: { seq } },
      ],
    });
    if (verdict === 'written') return seq + 1;
  }
}

/** How many batches a person has; an Error when the head or a row of them is missing, torn or too many. */
export async function countBatches(store: Store, person: string): Promise<number> {
  const { seq } = (await store.get('person', { person })) ?? { seq: 0 };
  const rows = await collect(store.scan('row', { person }, { by: 'seq', columns: ['seq', 'n'] }));
  const whole = rows.length === seq * rowsPerBatch && rows.every((row, i) => row.seq * rowsPerBatch + row.n === i + rowsPerBatch);
  if (!whole) throw new Error(`${rows.length} rows of ${person} do not make ${seq} batches`);
  return seq;
}

async function begin(store: Store, person: string): Promise<{ seq: number }> {
  await store.write({ shard: person, operations: [{ insert: 'person', rows: [personOf(person)] }] });
  return { seq: 0 };
}

if (import.meta.main) {
  const [location = '', persons = '1', batches = 'Infinity'] = process.argv.slice(2);
  const store = location.startsWith('postgres:')
    ? await (await import('../postgres.ts')).openPostgresStore({ url: location })
    : await openSqliteStore({ dir: location, ballast: 0 });
  await Promise.all(
    Array.from({ length: Number(persons) }, async (_, i) => {
      for (let batch = 0; batch < Number(batches); batch += 1) writeSync(1, `p${i} ${await appendBatch(store, `p${i}`)}\n`);
    }),
  );
  await store.close();
}
