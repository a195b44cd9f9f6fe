import type { Holder, OpenHall } from '@satchel/record';
import type { Journal } from '../journal.ts';

/** Proves in the background that an unlocked record is whole, once things have calmed down; nothing waits for it. */
export interface BackgroundProofs {
  /** This sitting unlocked the record: some time later everything in it is proved with its keys, unless the sitting ended. */
  unlocked(holder: Holder): void;
  /** The sitting ends, and with it the use of its keys. */
  end(holder: Holder): void;
  /** Called with the person of a record in which a proof found damage. */
  onDamage(listener: (person: string) => void): () => void;
  close(): Promise<void>;
}

/** The first screen comes first: this long after unlocking, in milliseconds. */
const AFTER = 20_000;

export function createBackgroundProofs(hall: OpenHall, journal: Journal, after = AFTER): BackgroundProofs {
  const waiting = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  const listeners = new Set<(person: string) => void>();
  const nameOf = ({ person, session }: Holder) => `${person} ${session}`;
  let closed = false;

  const prove = async (holder: Holder): Promise<void> => {
    const { person } = holder;
    try {
      await hall.prove(holder, ({ rows, damage }) => {
        journal.note('proved', { person, rows, damage: damage.length });
        if (damage.length > 0) for (const listener of listeners) listener(person);
      });
    } catch (error) {
      // A store that is just closing breaks off a proof; any other time it is worth a line.
      if (!closed) journal.fault('proof', error, { person });
    }
  };

  return {
    unlocked(holder) {
      const name = nameOf(holder);
      if (closed || waiting.has(name) || !holder.keys.read.some(({ pmk }) => pmk)) return;
      const begin = () => {
        const proof = prove(holder).finally(() => running.delete(proof));
        running.add(proof);
      };
      waiting.set(name, setTimeout(begin, after).unref());
    },
    end(holder) {
      clearTimeout(waiting.get(nameOf(holder)));
      waiting.delete(nameOf(holder));
    },
    onDamage(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
      await Promise.all(running);
    },
  };
}
