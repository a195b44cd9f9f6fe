import { finishEpoch, type Holder, openHolder, type Row, randomId, REWRAP, type World } from '@satchel/record';
import type { Journal } from '../journal.ts';
import type { Reach } from '../sittings/reach.ts';

/**
 * After keys were renewed: the data keys of what lies there move to the new ones, in batches. What is left to do stands in the
 * store, so that any process can go on with it as soon as somebody with all the keys is here.
 */
export interface Rewraps {
  /** Goes on with what is left, in the background. */
  resume(by: Holder, reach: Reach): Promise<void>;
  isUnderWay(person: string): Promise<boolean>;
  /** Ends what runs for a person after its present batch. */
  stop(person: string): void;
  close(): Promise<void>;
}

export function createRewraps(world: World, journal: Journal): Rewraps {
  const running = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();
  const left = (person: string): Promise<Row<'job'> | undefined> => world.store.get('job', { person, id: REWRAP });

  const run = async (reach: Reach, signal: AbortSignal): Promise<void> => {
    const { person } = reach;
    try {
      // Keys may be renewed once more while this runs.
      while (!signal.aborted && (await left(person))) {
        // A sitting of its own: it may outlast the request and the page.
        const holder = await openHolder(world, reach, `${REWRAP}.${randomId(world.engine).slice(0, 13)}`);
        if (!holder.ok) return;
        if (await finishEpoch(world, holder.value, signal)) journal.note('rewrapped', { person });
      }
    } catch (error) {
      journal.fault('rewrap', error, { person });
    }
  };

  return {
    async resume(by, reach) {
      const { person } = by;
      if (running.has(person) || !by.keys.write || !by.keys.read.every(({ pmk }) => pmk) || !(await left(person))) return;
      const stop = new AbortController();
      const done = run(reach, stop.signal).finally(() => running.delete(person));
      running.set(person, { stop, done });
    },
    isUnderWay: async (person) => (await left(person)) !== undefined,
    stop(person) {
      running.get(person)?.stop.abort();
    },
    async close() {
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
