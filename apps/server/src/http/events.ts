import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { Sitting } from '../sittings/sittings.ts';
import { eventStream } from './event-stream.ts';
import { sittingRoute } from './routes.ts';

/** What other processes committed is noticed at this interval, and so is a session that ended. Milliseconds. */
const LOOK = 3000;

interface Event {
  readonly person: string;
  readonly seq: number;
  /** Entries that changed; 0 tells that a proof in the background found damage: the session has the alarms. */
  readonly touched: number;
}

/** GET /api/events: tells a page that a record of its session moved on. Ids and numbers only. */
export function eventRoutes(app: FastifyInstance, house: House): void {
  sittingRoute(app, house, 'GET', '/api/events', async (sitting, _, reply) =>
    eventStream(reply, house.closing, (signal) => changes(house, sitting, signal)),
  );
}

async function* changes(house: House, sitting: Sitting, signal: AbortSignal): AsyncIterable<Event> {
  const seen = new Map<string, number>();
  const waiting: Event[] = [];
  const alarmed = new Set<string>();
  let wake = () => {};
  const stopListening = house.hall.onCommit(({ person, seq, touched }) => {
    waiting.push({ person, seq, touched: touched.length });
    wake();
  });
  const stopAlarms = house.proofs.onDamage((person) => {
    if (sitting.reach.some((each) => each.person === person)) alarmed.add(person);
    wake();
  });
  try {
    while (!signal.aborted) {
      for (const person of alarmed) yield { person, seq: seen.get(person) ?? 0, touched: 0 };
      alarmed.clear();
      waiting.push(...(await movedOn(house, sitting, seen)));
      for (const event of waiting.splice(0)) {
        if (!seen.has(event.person) || event.seq <= (seen.get(event.person) as number)) continue;
        seen.set(event.person, event.seq);
        yield event;
      }
      if ((await house.sittings.expiresAt(sitting)) === undefined) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        const timer = setTimeout(resolve, LOOK).unref();
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
  } finally {
    stopListening();
    stopAlarms();
  }
}

/** Records whose head moved without this process hearing of it. The first look only remembers. */
async function movedOn(house: House, sitting: Sitting, seen: Map<string, number>): Promise<Event[]> {
  const found: Event[] = [];
  for (const { person } of sitting.reach) {
    const row = await house.world.store.get('person', { person });
    if (!row) continue;
    if (!seen.has(person)) seen.set(person, row.seq);
    else if (row.seq > (seen.get(person) as number)) found.push({ person, seq: row.seq, touched: 1 });
  }
  return found;
}
