/** How many registrations one address may make in an hour. */
const MOST = 60;
const HOUR = 3_600_000;

/** Counts what strangers may do without proving anything, by address, in this process. */
export function createCrowd(now: () => number) {
  let since = now();
  let counts = new Map<string, number>();
  return {
    /** Seconds to wait, when it was too much. */
    waitOf(address: string): number | undefined {
      if (now() - since >= HOUR) [since, counts] = [now(), new Map()];
      const count = (counts.get(address) ?? 0) + 1;
      counts.set(address, count);
      return count > MOST ? Math.max(1, Math.ceil((since + HOUR - now()) / 1000)) : undefined;
    },
  };
}

export type Crowd = ReturnType<typeof createCrowd>;
