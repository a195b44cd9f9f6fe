import { Worker } from 'node:worker_threads';
import type { CommitEvent, Holder, OpenHall, StoreLocation, World } from '@satchel/record';
import type { Journal } from '../journal.ts';
import { failImport, type ImportRunner } from './import-runner.ts';

/** What the thread is made with. */
export interface ThreadData {
  readonly place: StoreLocation;
  readonly serviceKey: World['serviceKey'];
  /** Milliseconds by which our clock is ahead of the machine's. */
  readonly ahead: number;
}

export type Told = { readonly run: string; readonly by: Holder } | { readonly stop: string } | { readonly end: true };

type Facts = Parameters<Journal['note']>[1];
export type Heard =
  | { readonly began: string }
  | { readonly ended: string }
  | { readonly event: CommitEvent }
  | { readonly note: string; readonly facts?: Facts }
  | { readonly fault: string; readonly error: unknown; readonly facts?: Facts };

/** A thread that has nothing to do is kept for so long, in milliseconds: the next file need not wait for it. */
const IDLE = 60_000;

interface Running {
  readonly by: Holder;
  readonly begun: PromiseWithResolvers<void>;
}

/**
 * A runner in a thread of its own, so that parsing, indexing and sealing keep nobody from an answer. To the record it is
 * one more process at this store: it has its own connection and its own hall, and what it commits reaches this one
 * through the store. Keys come to it with each import, are written nowhere, and go with the thread.
 */
export function createImportThread(world: World, hall: OpenHall, journal: Journal, place: StoreLocation): ImportRunner {
  let thread: Thread | undefined;

  const start = (): Thread => {
    const data: ThreadData = { place, serviceKey: world.serviceKey, ahead: world.now() - Date.now() };
    const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { workerData: data });
    const started: Thread = { worker, running: new Map(), ended: Promise.resolve(), idle: undefined };
    worker.unref();
    worker.on('message', (heard: Heard) => hear(started, heard));
    worker.on('error', (error) => journal.fault('import', error));
    started.ended = new Promise((resolve) => worker.once('exit', () => void gone(started).finally(resolve)));
    return started;
  };

  const hear = (from: Thread, heard: Heard): void => {
    if ('event' in heard) hall.tell(heard.event);
    else if ('note' in heard) journal.note(heard.note, heard.facts);
    else if ('fault' in heard) journal.fault(heard.fault, heard.error, heard.facts);
    else if ('began' in heard) from.running.get(heard.began)?.begun.resolve();
    else {
      from.running.delete(heard.ended);
      if (from.running.size === 0) from.idle = setTimeout(() => void end(from), IDLE).unref();
    }
  };

  /** What it left undone was its undoing: it is not tried again by itself. */
  const gone = async (from: Thread): Promise<void> => {
    if (thread === from) thread = undefined;
    clearTimeout(from.idle);
    for (const [id, { by, begun }] of from.running) {
      await failImport(world, by, id).catch((error: unknown) => journal.fault('import', error, { job: id }));
      begun.resolve();
    }
  };

  const end = (from: Thread): Promise<void> => {
    if (thread === from) thread = undefined;
    clearTimeout(from.idle);
    from.worker.ref();
    say(from, { end: true });
    return from.ended;
  };

  return {
    run(by, id) {
      const to = (thread ??= start());
      clearTimeout(to.idle);
      const known = to.running.get(id);
      if (known) return known.begun.promise;
      const begun = Promise.withResolvers<void>();
      to.running.set(id, { by, begun });
      say(to, { run: id, by });
      return begun.promise;
    },
    stop(person) {
      if (thread) say(thread, { stop: person });
    },
    async close() {
      if (thread) await end(thread);
    },
  };
}

interface Thread {
  readonly worker: Worker;
  readonly running: Map<string, Running>;
  ended: Promise<void>;
  idle: NodeJS.Timeout | undefined;
}

const say = ({ worker }: Thread, told: Told): void => worker.postMessage(told);
