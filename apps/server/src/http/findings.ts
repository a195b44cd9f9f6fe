import { success } from '@satchel/fhir';
import type { FastifyInstance } from 'fastify';
import { decide, decisionsIn } from '../findings/keep.ts';
import type { House } from '../house.ts';
import type { Findings } from './api.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, text } from './schemas.ts';

const asked = body({ rule: text(300), about: text(600), reason: { type: 'string', maxLength: 2000 } });

/** What follows from the record, with every rule's answer; and what the person says to it. */
export function findingRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'findings', {}, async (visit) =>
    viewed(visit, async (view) => {
      const told = await house.rules.ask(visit.place.holder);
      if (!told.ok) return told;
      const canDecide = visit.place.holder.keys.write !== undefined;
      return success<Findings>({ ...told.value, canDecide, decisions: await decisionsIn(view) });
    }),
  );

  recordRoute<{ rule: string; about: string; reason: string }>(app, house, 'POST', 'findings/decide', { schema: asked }, async (visit) =>
    viewed(visit, async (view) => {
      // Only what the record holds can be answered, and it may have been found a moment ago.
      const told = await house.rules.keep(visit.place.holder);
      if (!told.ok) return told;
      const done = await house.hall.commit(visit.place.holder, decide(view, visit.body, house.world.now()));
      return done.ok ? undefined : done;
    }),
  );
}
