import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { recordRoute, viewed } from './routes.ts';
import { body, text } from './schemas.ts';
import { deviceSeriesOf, type SeriesAsked } from './shapes/device-series.ts';
import { resultsOf } from './shapes/results.ts';
import { reviewOf } from './shapes/review.ts';
import { seriesOf } from './shapes/series.ts';
import { sourcesOf } from './shapes/sources.ts';
import { summaryOf } from './shapes/summary.ts';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const;
const asked = body({ code: text(600), from: day, to: day, resolution: { enum: ['month', 'day', 'hour', 'sample'] } }, ['from', 'to']);

/** The record by category, its sources, and its measured things with their courses. */
export function summaryRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'summary', {}, async (visit) => viewed(visit, summaryOf));
  recordRoute(app, house, 'GET', 'review', {}, async (visit) => viewed(visit, reviewOf));
  recordRoute(app, house, 'GET', 'sources', {}, async (visit) => viewed(visit, sourcesOf));
  recordRoute(app, house, 'GET', 'results', {}, async (visit) => viewed(visit, resultsOf));
  recordRoute<{ code: string }>(app, house, 'POST', 'results/series', { schema: body({ code: text(600) }) }, async (visit) =>
    viewed(visit, (view) => seriesOf(view, visit.body.code)),
  );
  recordRoute<SeriesAsked>(app, house, 'POST', 'results/device', { schema: asked }, async (visit) =>
    viewed(visit, (view) => deviceSeriesOf(view, visit.body)),
  );
}
