import { type Issue, type Outcome, success } from '@satchel/fhir';
import { createAccessLog } from './access-log.ts';
import { anchorLog } from './commit/anchor-log.ts';
import { depositId } from './commit/attribute.ts';
import { commit, type CommitTools } from './commit/commit.ts';
import { createTogether } from './commit/together.ts';
import type { Change, Committed, CommitEvent, Decide, Hall, Holder } from './doors.ts';
import { firstWrite } from './former-keys.ts';
import { createIdMaker } from './ids.ts';
import { deposit, drain } from './inbox.ts';
import { createProofs } from './proofs.ts';
import type { Reading } from './reading.ts';
import { createReadings, isImageDue } from './readings.ts';
import type { Operation } from './storage/store.ts';
import type { Verification } from './verify.ts';
import { createView } from './view/view.ts';
import type { World } from './world.ts';

/** The hall with what its keeper needs besides the two doors. */
export interface OpenHall extends Hall {
  readonly tools: CommitTools;
  /** At unlock: verifies the chain as far as it can cheaply be, takes in what waited in the inbox, and says what is wrong. */
  unlock(holder: Holder): Promise<Outcome<{ readonly seq: number; readonly alarms: readonly Issue[] }>>;
  /**
   * In the background: proves everything, image and search included, and adds what it finds to the reading's alarms; `tell`
   * hears of it too. Undefined when the sitting ended first, or this person was proven within the hour.
   */
  prove(holder: Holder, tell?: (found: Verification) => void): Promise<Verification | undefined>;
  /** This sitting is over: log anchored, image saved, indexes that nobody else holds keys for forgotten. */
  lock(holder: Holder): Promise<void>;
  /** Another hall of this house committed: whoever listens here hears of it. */
  tell(event: CommitEvent): void;
  close(): Promise<void>;
}

export function createHall(world: World): OpenHall {
  const listeners = new Set<(event: CommitEvent) => void>();
  const tools: CommitTools = { world, readings: createReadings(world), log: createAccessLog(world) };
  const proofs = createProofs(tools);
  // Commits of one person wait for each other here, so that only other processes race for the head.
  const turns = new Map<string, Promise<unknown>>();

  const inTurn = async <T>(person: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(person) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    turns.set(person, settled);
    try {
      return await turn;
    } finally {
      if (turns.get(person) === settled) turns.delete(person);
    }
  };

  const commitAndTell = async (by: Holder, change: Change | Decide, also: readonly Operation[] = []): Promise<Outcome<Committed>> => {
    const done = await commit(tools, by, change, also);
    if (done.ok) announce(by.person, done.value);
    return done;
  };
  const together = createTogether(inTurn, commitAndTell);

  const announce = (person: string, { seq, entries }: Committed) => {
    const touched = entries.filter((entry) => entry.effect !== 'unchanged').map(({ type, id, effect }) => ({ type, id, effect }));
    if (touched.length) tell({ person, seq, touched });
  };

  const tell = (event: CommitEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const isTaken =
    (holder: Holder, reading: Reading) =>
    (number: number): boolean => {
      const write = firstWrite(holder);
      return write !== undefined && reading.index.get('Provenance', depositId(createIdMaker(world.engine, write), number)) !== undefined;
    };

  return {
    tools,
    commit: together,
    view: (lens) => createView(tools, lens),
    deposit: (what) => deposit(world, what),
    tell,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unlock: (holder) =>
      tools.readings.use(holder, undefined, async (reading) => {
        const waiting = await drain(world, holder, isTaken(holder, reading), (change, also) =>
          inTurn(holder.person, () => commitAndTell(holder, change, also)),
        );
        if (isImageDue(reading)) await tools.readings.save(reading);
        return success({ seq: reading.upto, alarms: [...reading.alarms, ...waiting] });
      }),
    prove: (holder, tell) => proofs.begin(holder, tell),
    async lock(holder) {
      proofs.end(holder);
      await tools.log.settled(holder);
      await anchorLog(tools, holder);
      tools.log.end(holder);
      await tools.readings.release(holder);
    },
    async close() {
      proofs.close();
      await tools.readings.close();
    },
  };
}
