import { type Outcome, success } from '@satchel/fhir';
import type { Committed, RecordView } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { lensOf, recordRoute, type Visit } from './routes.ts';
import { body, text } from './schemas.ts';
import { asideFrom } from './shapes/aside.ts';

interface Decision {
  readonly decision: 'mine' | 'remove';
  readonly original: string;
}

/** POST aside: what a file says of somebody else was kept aside; its holder takes it in after all, or removes it. */
export function asideRoutes(app: FastifyInstance, house: House): void {
  const schema = body({ decision: { enum: ['mine', 'remove'] }, original: text(100) });
  recordRoute<Decision>(app, house, 'POST', 'aside', { schema }, async (visit) => {
    const view = await house.hall.view(lensOf(visit.place));
    return view.ok ? decide(visit, view.value) : view;
  });
}

async function decide(
  { house, place, body: { decision, original } }: Visit<Decision>,
  view: RecordView,
): Promise<Outcome<{ resources: number }>> {
  const facts = await asideFrom(view, original);
  if (!facts.ok) return facts;
  const at = new Date(house.world.now()).toISOString();
  const reason = decision === 'mine' ? 'The holder says that it belongs here.' : 'It speaks of another person.';
  const named = facts.value.map(({ type, id }) => ({ type, id, reason }));
  const done: Outcome<Committed> = await house.hall.commit(place.holder, {
    drafts: [],
    ...(decision === 'mine' ? { restorations: named } : { withdrawals: named }),
    origin: { kind: 'entry', at },
  });
  return done.ok ? success({ resources: named.length }) : done;
}
