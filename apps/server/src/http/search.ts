import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { issue, failure, isResourceType } from '@satchel/fhir';
import { toNdjson } from '@satchel/output';
import type { House } from '../house.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, text } from './schemas.ts';
import { searchsetOf } from './shapes/searchset.ts';

/** FHIR search in a body, so that no log keeps it; and export, one type at a time. */
export function searchRoutes(app: FastifyInstance, house: House): void {
  const asked = body({ type: text(64), query: { type: 'string', maxLength: 20_000 } });
  recordRoute<{ type: string; query: string }>(app, house, 'POST', 'search', { schema: asked }, async (visit) =>
    viewed(visit, async (view) => {
      const { type, query } = visit.body;
      const found = await view.search(type, query);
      return found.ok ? visit.reply.type('application/fhir+json').send(searchsetOf(found.value, found.issues)) : found;
    }),
  );

  recordRoute(app, house, 'GET', 'counts', {}, async (visit) => viewed(visit, (view) => view.counts()));

  recordRoute(app, house, 'GET', 'export/:type', {}, async (visit) =>
    viewed(visit, async (view) => {
      const type = visit.params['type'] as string;
      if (!isResourceType(type)) return failure(issue('error', 'not-found', 'There is no such type of resource in R4.'));
      return visit.reply.type('application/fhir+ndjson').send(Readable.from(toNdjson(view, type)));
    }),
  );
}
