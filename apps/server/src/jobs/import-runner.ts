import { setImmediate as turn } from 'node:timers/promises';
import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import {
  type FoundTable,
  type ImportReport,
  knowingTables,
  proposeTable,
  type Source,
  tableFormat,
  type TableMapping,
  tablesIn,
  takeIn,
  withTable,
} from '@satchel/intake';
import { type Holder, type OpenHall, randomId, stillHolds, type World } from '@satchel/record';
import type { Job } from '../http/api.ts';
import type { Journal } from '../journal.ts';
import { knownTables, type KnownTables } from './known-tables.ts';
import { keepImport, type KeptImport, readImport } from './import-state.ts';

/** Takes whole originals in. Of several runners at one store, one runs an import. */
export interface ImportRunner {
  /** Takes over an import of this id, if nobody runs it; resolves when it has begun. */
  run(by: Holder, id: string): Promise<unknown>;
  /** Ends what runs for a person after its present batch. */
  stop(person: string): void;
  /** Waits until nothing runs; what is left goes on at the next unlock. */
  close(): Promise<void>;
}

/** A runner says that it is alive this often, and is taken for dead when silent for three times as long. Milliseconds. */
const BEAT = 2000;
const DEAD = 3 * BEAT;
/** Progress is kept at most this often. */
const TELL = 400;

/** A table of an original (empty `member`: the original itself) and how it is read. */
export interface ToldTable {
  readonly mapping: TableMapping;
  readonly member: string;
}

interface Running {
  readonly person: string;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** A runner in this thread: it answers what it began. */
export interface LocalRunner extends ImportRunner {
  run(by: Holder, id: string): Promise<Running | undefined>;
}

export function createImportRunner(world: World, hall: OpenHall, journal: Journal): LocalRunner {
  const me = randomId(world.engine);
  const running = new Map<string, Running>();

  const run = async (holder: Holder, id: string): Promise<Running | undefined> => {
    const kept = running.has(id) ? undefined : await readImport(world, holder, id);
    if (!kept || !isDead(world, kept)) return undefined;
    const claimed = await keepImport(world, holder, kept, { ...kept.state, state: 'running', runner: me, beatAt: world.now() });
    if (!claimed || running.has(id)) return undefined;
    const stop = new AbortController();
    const toTheEnd = async (): Promise<void> => {
      await perform(holder, claimed, stop.signal);
      running.delete(id);
    };
    const begun = { person: holder.person, stop, done: toTheEnd() };
    running.set(id, begun);
    return begun;
  };

  const perform = async (holder: Holder, claimed: KeptImport, signal: AbortSignal): Promise<void> => {
    let kept = claimed;
    let telling: Promise<void> = Promise.resolve();
    // One after the other, so that a sign of life never stands in the way of the end.
    const tell = (more: Partial<KeptImport['state']>): Promise<void> => {
      const told = telling.then(async () => {
        kept = (await keepImport(world, holder, kept, { ...kept.state, ...more, beatAt: world.now() })) ?? kept;
      });
      telling = told.catch(() => undefined);
      return told;
    };
    const beat = setInterval(() => void tell({}).catch(() => undefined), BEAT).unref();
    try {
      const taken = await takeAndSettle(holder, kept.state, signal, tell);
      await tell(
        taken.ok ? { state: 'done', read: kept.state.original.size, report: taken.value, issues: [] } : afterTrouble(taken.issues),
      );
      journal.note('import', { job: kept.state.id, state: kept.state.state });
    } catch (error) {
      journal.fault('import', error, { job: kept.state.id });
      await tell(FAILED).catch(() => undefined);
    } finally {
      clearInterval(beat);
    }
  };

  /** The index is kept before the end is told: whoever looks then takes it over instead of opening every new row again. */
  const takeAndSettle = async (...given: Parameters<typeof take>): ReturnType<typeof take> => {
    const [holder, { id }] = given;
    try {
      return await take(...given);
    } finally {
      await hall.lock(holder).catch((error: unknown) => journal.fault('import', error, { job: id }));
    }
  };

  const take = async (
    holder: Holder,
    { original, at, table, member = '' }: KeptImport['state'],
    signal: AbortSignal,
    tell: (more: { read: number }) => Promise<void>,
  ): Promise<Outcome<ImportReport>> => {
    const view = await hall.view({ ...holder, purpose: 'PATRQT' });
    if (!view.ok) return view;
    let toldAt = 0;
    let read = 0;
    const source: Source = {
      name: original.name,
      size: original.size,
      open: () => bytesOf(view.value, original.address),
      openAt: (from) => bytesOf(view.value, original.address, from),
    };
    const takeAs = (told?: ToldTable) =>
      takeIn({
        source,
        original,
        at,
        ...(told && { as: tableFormat(told.mapping, told.member) }),
        async commit(change) {
          if (signal.aborted || !(await stillHolds(world, holder))) return failure(interrupted());
          return hall.commit(holder, change);
        },
        onProgress: (bytes) => void (read = bytes),
        async pause() {
          await turn();
          if (world.now() - toldAt < TELL) return;
          toldAt = world.now();
          await tell({ read });
        },
      });
    if (table) return takeAs({ mapping: table, member });
    const tables = await tablesIn(source);
    const { told, untold } = await toldBefore(tables, holder);
    const whole = told.find((each) => each.member === '');
    if (whole) return takeAs(whole);
    const first = await takeAs();
    const members = tables.map((each) => each.member);
    let taken = first.ok ? success(knowingTables(first.value, members)) : first;
    for (const each of told) {
      const more: Outcome<ImportReport> = taken.ok ? await takeAs(each) : taken;
      taken = taken.ok && more.ok ? success(withTable(taken.value, more.value)) : more;
    }
    return taken.ok && untold.length > 0 ? success({ ...taken.value, tables: untold }) : taken;
  };

  /** How tables of these shapes are read, where a person has said so before and nothing about them is unsure; and those that nobody told of. */
  const toldBefore = async (tables: readonly FoundTable[], holder: Holder): Promise<{ told: ToldTable[]; untold: string[] }> => {
    const known: KnownTables = tables.length > 0 ? await knownTables(world, holder) : {};
    const [told, untold]: [ToldTable[], string[]] = [[], []];
    for (const table of tables) {
      const proposed = await proposeTable(table, (signature) => known[signature]);
      const isKnown = proposed.ok && known[proposed.value.mapping.signature] !== undefined && proposed.value.questions.length === 0;
      if (isKnown) told.push({ mapping: proposed.value.mapping, member: table.member });
      else untold.push(table.member);
    }
    return { told, untold };
  };

  return {
    run,
    stop(person) {
      for (const each of running.values()) if (each.person === person) each.stop.abort();
    },
    async close() {
      for (const each of running.values()) each.stop.abort();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

/** For an import whose runner is no more and cannot say so itself. */
export async function failImport(world: World, by: Holder, id: string): Promise<void> {
  const kept = await readImport(world, by, id);
  if (kept && kept.state.state !== 'done') await keepImport(world, by, kept, { ...kept.state, ...FAILED });
}

const FAILED: Pick<KeptImport['state'], 'state' | 'issues'> = {
  state: 'failed',
  issues: [
    issue('error', 'exception', 'The import stopped on a fault of this program; what was taken in so far is kept.', {
      remedy: 'Import the file again: nothing is taken in twice.',
    }),
  ],
};

/** Nobody runs it: it was not begun, or who ran it is silent. */
export const isDead = (world: World, { state }: KeptImport): boolean =>
  state.state === 'waiting' || (state.state === 'running' && world.now() - (state.beatAt ?? 0) > DEAD);

async function* bytesOf(
  view: { original(address: string, from?: number): Promise<Outcome<AsyncIterable<Uint8Array>>> },
  address: string,
  from?: number,
): AsyncIterable<Uint8Array> {
  const opened = await view.original(address, from);
  if (!opened.ok) throw new Error('An original that was just kept does not open.');
  yield* opened.value;
}

const INTERRUPTED = 'The import was interrupted; what was taken in so far is kept.';
const interrupted = (): Issue => issue('information', 'incomplete', INTERRUPTED, { remedy: 'It goes on by itself at the next unlock.' });

/** An interruption waits for the next unlock; trouble is told. */
function afterTrouble(issues: readonly Issue[]): { state: Job['state']; issues: readonly Issue[] } {
  return { state: issues.some(({ diagnostics }) => diagnostics === INTERRUPTED) ? 'waiting' : 'failed', issues };
}
