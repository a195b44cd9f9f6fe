import { base64url } from '@satchel/vault';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { About } from './api.ts';
import { openRoute } from './routes.ts';
import { listSamples } from './samples.ts';

/** GET /api/about: what a device asks before anybody signs in. GET /healthz: 200 once the store answers. */
export function aboutRoutes(app: FastifyInstance, house: House): void {
  let inUse = false;
  openRoute(app, 'GET', '/api/about', {}, async (): Promise<About> => {
    inUse ||= (await house.accounts.list(1)).length > 0;
    return { version: house.version, inUse, service: base64url(house.service.publicKey), samples: await listSamples(house.places.people) };
  });
  app.get('/healthz', async (_, reply) => {
    await house.world.store.get('login', { name: 'health' });
    return reply.header('cache-control', 'no-store').send({ status: 'ok', version: house.version });
  });
}
