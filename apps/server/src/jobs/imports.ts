import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type Holder, openHolder, type OriginalRef, randomId, type World } from '@satchel/record';
import type { Job } from '../http/api.ts';
import type { Reach } from '../sittings/reach.ts';
import { type ImportRunner, isDead, type ToldTable } from './import-runner.ts';
import { addImport, jobOf, type KeptImport, listImports, readImport } from './import-state.ts';

/** Imports of files. Their state is in the store, so that any process can tell it and go on with it. */
export interface Imports {
  /** Starts to take in a whole original, unless that is under way or done. `id` is the upload's; `table`: one that it holds, and how a person said to read it. */
  start(by: Holder, reach: Reach, id: string, original: OriginalRef, table?: ToldTable): Promise<Outcome<Job>>;
  read(by: Holder, reach: Reach, id: string): Promise<Outcome<Job>>;
  /** At unlock: goes on with what a restart or a lock interrupted. */
  resume(by: Holder, reach: Reach): Promise<void>;
  /** Ends what runs for a person after its present batch. */
  stop(person: string): void;
  /** Waits until nothing runs; what is left goes on at the next unlock. */
  close(): Promise<void>;
}

/** Files up to so many bytes are read before a thread would have begun. */
const SMALL = 64 * 1024;

/** `here` takes in what is small, `aside` the rest: it keeps nobody from an answer. */
export function createImports(world: World, here: ImportRunner, aside: ImportRunner): Imports {
  /** Whoever runs it has a sitting of its own: it may outlast the request, the page and the idle time, though never the grant. */
  const run = async (reach: Reach, { state: { id, original } }: KeptImport): Promise<void> => {
    const holder = await openHolder(world, reach, `${id}.${randomId(world.engine).slice(0, 13)}`);
    if (holder.ok) await (original.size <= SMALL ? here : aside).run(holder.value, id);
  };

  return {
    async start(by, reach, id, original, table) {
      const at = new Date(world.now()).toISOString();
      const told = table && { table: table.mapping, member: table.member };
      await addImport(world, by, { id, original, state: 'waiting', read: 0, at, ...told });
      return this.read(by, reach, id);
    },
    async read(by, reach, id) {
      const kept = await readImport(world, by, id);
      if (!kept) return failure(issue('error', 'not-found', 'There is no such import here.'));
      if (!isDead(world, kept)) return success(jobOf(kept.state));
      await run(reach, kept);
      return success(jobOf((await readImport(world, by, id))?.state ?? kept.state));
    },
    async resume(by, reach) {
      for (const kept of await listImports(world, by)) if (isDead(world, kept)) await run(reach, kept);
    },
    stop(person) {
      for (const runner of [here, aside]) runner.stop(person);
    },
    async close() {
      await Promise.all([here.close(), aside.close()]);
    },
  };
}
