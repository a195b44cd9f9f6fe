import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { appRoutes } from './app-routes.ts';
import { allowOrigins } from './cors.ts';
import { discoveryRoutes } from './discovery.ts';
import { consentRoutes } from './consent-routes.ts';
import { oauthRoutes } from './oauth-routes.ts';

/** SMART App Launch 2.2, server side: apps and services get keys to a record by OAuth, from the person's own device. */
export function smartRoutes(app: FastifyInstance, house: House): void {
  allowOrigins(app, house);
  discoveryRoutes(app, house);
  oauthRoutes(app, house);
  consentRoutes(app, house);
  appRoutes(app, house);
}
