import type { Operation, Row, World } from '@satchel/record';
import { type Bytes, json, Kind, seal, unseal, utf8 } from '@satchel/vault';
import type { ServiceKey } from '../service-key.ts';

/** Something kept, and the row it was read from: whoever replaces it names what it read. */
export interface Kept<T> {
  readonly value: T;
  readonly row: Row<'job'>;
}

/**
 * What the authorization server remembers, sealed to the service key: who registered, what waits for an answer, what was
 * approved. No key to a record is ever in it.
 */
export interface Drawer<T> {
  get(shard: string, id: string): Promise<Kept<T> | undefined>;
  /** Operations for a write of the caller's own, so that they belong to one transaction. */
  adding(shard: string, id: string, value: T, expires: number): Operation;
  replacing(kept: Kept<T>, value: T, expires?: number): Operation;
  removing(kept: Kept<T>): Operation;
  /** False when there is one already. */
  add(shard: string, id: string, value: T, expires: number): Promise<boolean>;
  /** False when it was changed or taken meanwhile. */
  replace(kept: Kept<T>, value: T, expires?: number): Promise<boolean>;
  /** Of several who take it, one gets it. */
  take(kept: Kept<T>): Promise<boolean>;
  list(shard: string): AsyncIterable<Kept<T>>;
  sweep(shard: string): Promise<void>;
}

export function createDrawer<T>({ store, engine, now }: World, service: ServiceKey, kind: string): Drawer<T> {
  const key = service.keyFor(`smart/${kind}`);
  const sealed = (shard: string, id: string, value: T): Bytes =>
    seal(engine, Kind.state, key, ['smart', kind, shard, id], utf8(JSON.stringify(value)));
  const opened = (row: Row<'job'> | undefined): Kept<T> | undefined => {
    if (!row || row.expires <= now()) return undefined;
    const plain = unseal(engine, Kind.state, key, ['smart', kind, row.person, row.id], row.state);
    return plain && { value: json(plain) as T, row };
  };
  const written = async (shard: string, operation: Operation): Promise<boolean> =>
    (await store.write({ shard, operations: [operation] })) === 'written';
  const drawer: Drawer<T> = {
    get: async (person, id) => opened(await store.get('job', { person, id })),
    adding: (person, id, value, expires) => ({ insert: 'job', rows: [{ person, id, kind, expires, state: sealed(person, id, value) }] }),
    replacing: ({ row: { person, id, state, expires: until } }, value, expires = until) => ({
      update: 'job',
      key: { person, id },
      set: { state: sealed(person, id, value), expires },
      when: { state },
    }),
    removing: ({ row: { person, id } }) => ({ remove: 'job', prefix: { person, id }, expect: 1 }),
    add: (shard, id, value, expires) => written(shard, drawer.adding(shard, id, value, expires)),
    replace: (kept, value, expires) => written(kept.row.person, drawer.replacing(kept, value, expires)),
    take: (kept) => written(kept.row.person, drawer.removing(kept)),
    async *list(person) {
      for await (const batch of store.scan('job', { person })) {
        for (const row of batch) {
          const kept = row.kind === kind ? opened(row) : undefined;
          if (kept) yield kept;
        }
      }
    },
    async sweep(person) {
      for await (const batch of store.scan('job', { person }, { columns: ['expires'] })) {
        const over = batch.filter(({ expires }) => expires <= now());
        if (over.length)
          await store.write({ shard: person, operations: over.map(({ id }) => ({ remove: 'job', prefix: { person, id } })) });
      }
    },
  };
  return drawer;
}
