import type { World } from './world.ts';

/**
 * Erases a person: first everything that opens (grants, wraps, data keys), then the rest, each step durable. What a
 * crash leaves behind is ciphertext without a key; running it again finishes the work. The erasure ledger is the
 * caller's: it lives outside the database and is replayed on every restore.
 */
export async function erasePerson(world: World, person: string): Promise<void> {
  const { store } = world;
  await store.write({
    shard: person,
    operations: [
      { remove: 'grant', prefix: { person } },
      { remove: 'person', prefix: { person } },
      { remove: 'token', prefix: { shard: person } },
    ],
  });
  for (const table of ['image', 'inbox', 'chunk', 'row', 'audit', 'job'] as const) {
    await store.write({ shard: person, operations: [{ remove: table, prefix: { person } }] });
  }
}
