import { success } from '@satchel/fhir';
import { decideAside } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { lensOf, recordRoute } from './routes.ts';
import { body, text } from './schemas.ts';

interface Decision {
  readonly decision: 'mine' | 'remove';
  readonly original: string;
}

/** POST aside: what a file says of somebody else was kept aside; its holder takes it in after all, or removes it. */
export function asideRoutes(app: FastifyInstance, house: House): void {
  const schema = body({ decision: { enum: ['mine', 'remove'] }, original: text(100) });
  recordRoute<Decision>(app, house, 'POST', 'aside', { schema }, async ({ place, body: { decision, original } }) => {
    const { tools, commit } = house.hall;
    const done = await decideAside(tools, commit, lensOf(place), original, decision === 'mine' ? 'keep' : 'remove');
    return done.ok ? success({ resources: done.value?.entries.length ?? 0 }) : done;
  });
}
