import { type Outcome, success } from '@satchel/fhir';
import type { Change, Committed } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { recordRoute, viewed, type Visit } from './routes.ts';
import { body, text, whole } from './schemas.ts';
import { factOf } from './shapes/fact.ts';

interface Named {
  readonly type: string;
  readonly id: string;
}

const named = { type: text(64), id: text(64) };

/** One fact with its evidence and history; taking it back, and bringing it back. */
export function factRoutes(app: FastifyInstance, house: House): void {
  recordRoute<Named & { version?: number }>(
    app,
    house,
    'POST',
    'facts/read',
    { schema: body({ ...named, version: whole(1) }, ['version']) },
    async (visit) => viewed(visit, (view) => factOf(view, visit.body.type, visit.body.id, visit.body.version)),
  );

  const decided = { schema: body({ ...named, version: whole(1), reason: text(2000) }) };
  recordRoute<Decision>(app, house, 'POST', 'facts/retract', decided, async (visit) => decide(visit, { withdrawals: [visit.body] }));
  recordRoute<Decision>(app, house, 'POST', 'facts/restore', decided, async (visit) => decide(visit, { restorations: [visit.body] }));
}

interface Decision extends Named {
  readonly version: number;
  readonly reason: string;
}

async function decide(visit: Visit<Decision>, what: Partial<Change>): Promise<Outcome<{ version: number }>> {
  const {
    house,
    place,
    body: { type, id, version },
  } = visit;
  const known = await viewed(visit, (view) => view.read(type, id));
  if (!known.ok) return known;
  const at = new Date(house.world.now()).toISOString();
  const done: Outcome<Committed> = await house.hall.commit(place.holder, {
    drafts: [],
    ...what,
    origin: { kind: 'entry', at },
    expects: { [`${type}/${id}`]: version },
  });
  return done.ok ? success({ version: done.value.entries[0]?.version ?? version }) : done;
}
