import type { Journal } from '../journal.ts';

/** Does some housekeeping now and then, one round at a time; a round that fails is noted and the next one tried. Answers how to stop. */
export function every(ms: number, journal: Journal, round: () => Promise<void>): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void round()
      .catch((error: unknown) => journal.fault('round', error))
      .finally(() => (busy = false));
  }, ms).unref();
  return () => clearInterval(timer);
}
