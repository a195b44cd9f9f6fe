import type { CommitTools } from './commit/commit.ts';
import type { Holder } from './doors.ts';
import { alarm } from './reading.ts';
import { type Verification, verifyRecord } from './verify.ts';
import { success } from '@satchel/fhir';

/** Proofs under way, one a person; they end with the sitting whose keys they use. */
export interface Proofs {
  begin(holder: Holder, tell?: (found: Verification) => void): Promise<Verification | undefined>;
  end(holder: Holder): void;
  close(): void;
}

/** Proven so lately, a record is not proven again, in milliseconds. */
const LATELY = 3_600_000;

export function createProofs({ world, readings }: CommitTools): Proofs {
  const under = new Map<string, { readonly session: string; readonly stop: AbortController }>();
  const proven = new Map<string, number>();
  return {
    async begin(holder, tell) {
      const { person, session } = holder;
      if (under.has(person) || world.now() - (proven.get(person) ?? Number.NEGATIVE_INFINITY) < LATELY) return undefined;
      const stop = new AbortController();
      under.set(person, { session, stop });
      try {
        const found = await readings.use<Verification | undefined>(holder, undefined, async (reading) => {
          const verified = await verifyRecord(world, holder, reading, { signal: stop.signal });
          if (!verified.ok || stop.signal.aborted) return success(undefined);
          for (const each of verified.value.damage) alarm(reading, each);
          return verified;
        });
        if (!found.ok || !found.value) return undefined;
        proven.set(person, world.now());
        tell?.(found.value);
        return found.value;
      } finally {
        under.delete(person);
      }
    },
    end({ person, session }) {
      const running = under.get(person);
      if (running?.session === session) running.stop.abort();
    },
    close() {
      for (const { stop } of under.values()) stop.abort();
    },
  };
}
