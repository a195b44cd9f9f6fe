import { setImmediate as nextTurn } from 'node:timers/promises';
import { partsOf, sizeOf } from './shape.ts';
import type { Write } from './store.ts';

/** A write that waits for its group's commit. */
export interface Waiting {
  readonly change: Write;
  /** Bytes it carries, roughly. */
  readonly size: number;
  readonly resolve: (verdict: 'written' | 'conflict') => void;
  readonly reject: (reason: unknown) => void;
}

/** One commit holds at most so much, so that nobody waits for a stranger's import and the log stays small. */
const groupBytes = 8 << 20;
const groupWrites = 512;

/**
 * Gathers writes that are called in the same turn of the event loop, or while a commit is under way, into groups that
 * share one commit and so one fsync. A lone write waits for the end of its turn and no longer.
 */
export class GroupCommit {
  readonly #commit: (group: readonly Waiting[]) => Promise<void>;
  readonly #queue: Waiting[] = [];
  #running: Promise<void> | undefined;

  /** `commit` settles every write of the group it is given. */
  constructor(commit: (group: readonly Waiting[]) => Promise<void>) {
    this.#commit = commit;
  }

  submit(change: Write): Promise<'written' | 'conflict'> {
    return new Promise((resolve, reject) => {
      const size = change.operations.flatMap((operation) => partsOf(operation).parts).reduce((sum, { cells }) => sum + sizeOf(cells), 0);
      this.#queue.push({ change, size, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when every write submitted so far is settled. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await nextTurn();
      const group = this.#take();
      await this.#commit(group).catch((reason: unknown) => group.forEach(({ reject }) => reject(reason)));
    }
    this.#running = undefined;
  }

  #take(): readonly Waiting[] {
    let count = 0;
    for (let bytes = 0; count < this.#queue.length && count < groupWrites; count += 1) {
      bytes += this.#queue[count]?.size ?? 0;
      if (count > 0 && bytes > groupBytes) break;
    }
    return this.#queue.splice(0, count);
  }
}
