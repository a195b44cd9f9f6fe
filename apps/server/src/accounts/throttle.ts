import type { Row, World } from '@satchel/record';
import { base64url, fields, json, utf8 } from '@satchel/vault';
import type { ServiceKey } from '../service-key.ts';

/** Wrong guesses at one account that a place (a known device, or an address) may make in a window, and all strangers together. */
const BY_PLACE = 8;
const BY_STRANGERS = 50;
const WINDOW = 15 * 60_000;

/** Where a guess comes from. */
export interface Place {
  readonly address: string;
  /** A device that signed in to this account before: strangers cannot use up its guesses. */
  readonly device?: string;
}

/**
 * Counts wrong guesses in the store, so that several server processes share the count. An owner on a known device is
 * not locked out by what strangers do; everybody else at that account waits.
 */
export interface Throttle {
  /** Runs `attempt` unless there were too many wrong ones; then answers the seconds to wait. */
  guarded<T>(
    account: string,
    place: Place,
    attempt: () => Promise<T | undefined>,
  ): Promise<{ readonly right: T } | { readonly wrong: true } | { readonly wait: number }>;
  /** Forgets what has expired; answers how many. */
  sweep(): Promise<number>;
}

/** One shard for all counters, so that the sweep finds them; ids are keyed digests. */
const SHARD = 'throttle';

interface Count {
  readonly wrong: number;
}

export function createThrottle(world: World, service: ServiceKey): Throttle {
  const { engine, store } = world;
  const key = service.keyFor('throttle');
  const idOf = (...parts: readonly string[]) => base64url(engine.hmac(key, fields(...parts)).slice(0, 18));
  // Guesses from one place wait for each other, so that a hundred at once are still counted one by one.
  const turns = new Map<string, Promise<unknown>>();

  const read = async (id: string): Promise<Row<'job'> | undefined> => {
    const row = await store.get('job', { person: SHARD, id });
    return row && row.expires > world.now() ? row : undefined;
  };

  const count = async (id: string): Promise<void> => {
    for (;;) {
      const before = await store.get('job', { person: SHARD, id });
      const current = before && before.expires > world.now() ? before : undefined;
      const state = utf8(JSON.stringify({ wrong: wrongIn(current) + 1 } satisfies Count));
      const expires = current?.expires ?? world.now() + WINDOW;
      const written = await store.write({
        shard: SHARD,
        operations: [
          before
            ? { update: 'job', key: { person: SHARD, id }, set: { state, expires }, when: { state: before.state, expires: before.expires } }
            : { insert: 'job', rows: [{ person: SHARD, id, kind: 'throttle', state, expires }] },
        ],
      });
      if (written === 'written') return;
    }
  };

  async function guarded<T>(account: string, { address, device }: Place, attempt: () => Promise<T | undefined>) {
    const mine = device === undefined ? idOf('address', account, networkOf(address)) : idOf('device', account, device);
    const strangers = idOf('strangers', account);
    const limits =
      device === undefined
        ? ([
            [mine, BY_PLACE],
            [strangers, BY_STRANGERS],
          ] as const)
        : ([[mine, BY_PLACE]] as const);
    for (const [id, limit] of limits) {
      const row = await read(id);
      if (row && wrongIn(row) >= limit) return { wait: Math.max(1, Math.ceil((row.expires - world.now()) / 1000)) };
    }
    const right = await attempt();
    if (right !== undefined) return { right };
    for (const [id] of limits) await count(id);
    return { wrong: true } as const;
  }

  return {
    async guarded(account, place, attempt) {
      const turn = (turns.get(account) ?? Promise.resolve()).then(() => guarded(account, place, attempt));
      const settled = turn.catch(() => undefined);
      turns.set(account, settled);
      try {
        return await turn;
      } finally {
        if (turns.get(account) === settled) turns.delete(account);
      }
    },
    async sweep() {
      let swept = 0;
      for await (const batch of store.scan('job', { person: SHARD })) {
        const over = batch.filter((row) => row.expires <= world.now());
        if (over.length)
          await store.write({ shard: SHARD, operations: over.map(({ id }) => ({ remove: 'job', prefix: { person: SHARD, id } })) });
        swept += over.length;
      }
      return swept;
    },
  };
}

function wrongIn(row: Row<'job'> | undefined): number {
  return row ? (json(row.state) as Count).wrong : 0;
}

/** An IPv6 visitor owns a whole /64. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/, '').replace(/%.*$/, '');
  return plain.includes(':') ? expanded(plain).slice(0, 4).join(':') : plain;
}

function expanded(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  return [...left, ...Array.from({ length: tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
}
