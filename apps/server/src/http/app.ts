import { readFileSync } from 'node:fs';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fhirRoutes, isFhirUrl, refuseBadAddress } from '../fhir/room.ts';
import type { House } from '../house.ts';
import { aboutRoutes } from './about.ts';
import { accessLogRoutes } from './access-log.ts';
import { accountRoutes } from './accounts.ts';
import { alarmRoutes } from './alarms.ts';
import { asideRoutes } from './aside.ts';
import { assetRoutes } from './assets.ts';
import { eventRoutes } from './events.ts';
import { factRoutes } from './facts.ts';
import { findingRoutes } from './findings.ts';
import { grantRoutes } from './grants.ts';
import { jobRoutes } from './jobs.ts';
import { keyRoutes } from './keys.ts';
import { leaveRoutes } from './leave.ts';
import { linkRoutes } from './links.ts';
import { labTableRoutes } from './lab-tables.ts';
import { originalRoutes } from './originals.ts';
import { recordRoutes } from './records.ts';
import { guardRoutes } from './routes.ts';
import { sampleRoutes } from './samples.ts';
import { searchRoutes } from './search.ts';
import { shareRoutes } from './shares.ts';
import { sessionRoutes } from './sessions.ts';
import { raiseShield } from './shield.ts';
import { summaryRoutes } from './summary.ts';
import { tableRoutes } from './tables.ts';
import { timelineRoutes } from './timeline.ts';
import { smartRoutes } from '../smart/room.ts';
import { NOTHING_HERE, refuse, refuseThrown } from './trouble.ts';
import { uploadRoutes } from './uploads.ts';

/** JSON bodies are small; files come in parts. */
const BODY_LIMIT = 1024 * 1024;

/** The rooms of the API, each in its own file. */
const ROOMS = [
  aboutRoutes,
  accountRoutes,
  recordRoutes,
  sessionRoutes,
  grantRoutes,
  keyRoutes,
  alarmRoutes,
  uploadRoutes,
  linkRoutes,
  shareRoutes,
  jobRoutes,
  asideRoutes,
  timelineRoutes,
  summaryRoutes,
  leaveRoutes,
  factRoutes,
  findingRoutes,
  originalRoutes,
  labTableRoutes,
  tableRoutes,
  searchRoutes,
  accessLogRoutes,
  eventRoutes,
  sampleRoutes,
  smartRoutes,
  fhirRoutes,
  assetRoutes,
];

/** A route as it is registered. */
export interface RouteLine {
  readonly method: string;
  readonly url: string;
}

/** The whole HTTP side of the house, not listening yet, and the table of its routes. */
export function createApp(house: House): { readonly app: FastifyInstance; readonly routes: readonly RouteLine[] } {
  const { settings, journal } = house;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: settings.behindProxy ? 'loopback' : false,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    ajv: { customOptions: { coerceTypes: false } },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      isFhirUrl(request.url) ? refuseBadAddress(reply) : refuseThrown(journal, error, reply, 'none'),
    ...(settings.tls && { https: { cert: readFileSync(settings.tls.cert), key: readFileSync(settings.tls.key), minVersion: 'TLSv1.2' } }),
  } as object) as unknown as FastifyInstance;
  const routes: RouteLine[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url });
  });
  raiseShield(app, settings);
  guardRoutes(app, house);
  app.addHook('onResponse', async (request, reply) => {
    journal.note('request', {
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
  app.setErrorHandler((error: FastifyError, request, reply) => refuseThrown(journal, error, reply, request.routeOptions.url ?? 'none'));
  for (const room of ROOMS) room(app, house);
  app.setNotFoundHandler((_, reply) => refuse(reply, NOTHING_HERE));
  return { app, routes };
}
