import type { TimelineOptions } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, list, text, whole } from './schemas.ts';

const moment = { type: 'integer' } as const;
const options = body(
  {
    types: list(text(64), 200),
    before: moment,
    after: moment,
    cursor: text(2000),
    limit: { ...whole(1), maximum: 500 },
    newestDays: { type: 'boolean' },
  },
  ['types', 'before', 'after', 'cursor', 'limit', 'newestDays'],
);

/** The timeline, newest first, and ranked word search over everything. */
export function timelineRoutes(app: FastifyInstance, house: House): void {
  recordRoute<TimelineOptions>(app, house, 'POST', 'timeline', { schema: options }, async (visit) =>
    viewed(visit, (view) => view.timeline(visit.body)),
  );

  recordRoute<{ text: string; types?: string[] }>(
    app,
    house,
    'POST',
    'words',
    { schema: body({ text: text(500), types: list(text(64), 200) }, ['types']) },
    async (visit) =>
      viewed(visit, async (view) => {
        const { text: asked, types } = visit.body;
        const found = await view.words(asked, { limit: 100, newestDays: true, ...(types && { types }) });
        return found.ok ? { entries: found.value } : found;
      }),
  );
}
