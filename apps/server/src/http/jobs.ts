import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { Job } from './api.ts';
import { recordRoute, type Visit } from './routes.ts';
import { eventStream } from './event-stream.ts';

/** How often a watched import is looked at, in milliseconds. */
const LOOK = 300;

/** How an import is going. */
export function jobRoutes(app: FastifyInstance, house: House): void {
  const read = ({ place, params }: Visit) => house.imports.read(place.holder, place.reach, params['id'] as string);

  recordRoute(app, house, 'GET', 'jobs/:id', {}, read);

  recordRoute(app, house, 'GET', 'jobs/:id/events', {}, async (visit) => {
    const first = await read(visit);
    return first.ok ? eventStream(visit.reply, house.closing, (signal) => progress(house, visit, signal)) : first;
  });
}

async function* progress(house: House, { place, params }: Visit, signal: AbortSignal): AsyncIterable<Job> {
  let last = '';
  for (;;) {
    const now = await house.imports.read(place.holder, place.reach, params['id'] as string);
    if (!now.ok) return;
    const told = JSON.stringify(now.value);
    if (told !== last) yield now.value;
    last = told;
    if (signal.aborted || now.value.state === 'done' || now.value.state === 'failed') return;
    await pause(LOOK, undefined, { signal }).catch(() => undefined);
  }
}
