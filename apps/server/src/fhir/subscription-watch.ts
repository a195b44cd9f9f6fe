import type { House } from '../house.ts';

/** What other processes committed is noticed at this interval. Milliseconds. */
const LOOK = 1000;

/**
 * Says when a record of `people` moved on, once for each change: at once when this process committed it, and soon when another
 * process on the same database did. A change of subscriptions alone, made here, is no news.
 */
export function watchRecords(
  { hall, world, closing, journal }: House,
  people: () => ReadonlySet<string>,
  moved: (person: string) => Promise<void>,
): void {
  /** Up to which change of a record it was told. */
  const told = new Map<string, number>();
  const tell = async (person: string, seq: number): Promise<void> => {
    if (seq <= (told.get(person) ?? -1)) return;
    told.set(person, seq);
    await moved(person);
  };
  const trouble = (error: unknown): void => {
    if (!closing.aborted) journal.fault('subscription', error, {});
  };

  const look = async (): Promise<void> => {
    const watched = people();
    for (const person of told.keys()) if (!watched.has(person)) told.delete(person);
    for (const person of watched) {
      const row = await world.store.get('person', { person });
      if (row && !closing.aborted) await tell(person, row.seq);
    }
  };
  let looking: Promise<void> | undefined;
  const eye = setInterval(() => {
    looking ??= look()
      .catch(trouble)
      .finally(() => {
        looking = undefined;
      });
  }, LOOK).unref();
  const stop = hall.onCommit(({ person, seq, touched }) => {
    if (touched.some(({ type }) => type !== 'Subscription') && people().has(person)) void tell(person, seq).catch(trouble);
  });
  closing.addEventListener('abort', () => {
    stop();
    clearInterval(eye);
  });
}
