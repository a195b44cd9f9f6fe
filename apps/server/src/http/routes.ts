import { type Issue, type Outcome } from '@satchel/fhir';
import type { Lens, RecordView } from '@satchel/record';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { readAppTokenId } from '@satchel/ceremonies';
import type { House } from '../house.ts';
import type { Place, Sitting } from '../sittings/sittings.ts';
import { LOCKED, NOTHING_HERE, refuse } from './trouble.ts';

/**
 * Who may call a route: anybody, whoever sits here, or whoever sits here and holds a key to the record in the path.
 * The FHIR room has a guard of its own, which answers with OperationOutcomes.
 */
type Guard = 'anybody' | 'sitting' | 'record' | 'fhir';

declare module 'fastify' {
  interface FastifyContextConfig {
    guard?: Guard;
    /** In the FHIR room: anybody may ask, without a record. */
    isOpen?: boolean;
  }
  interface FastifyRequest {
    sitting?: Sitting;
    place?: Place;
  }
}

/**
 * Looks at who asks before the body is read. A route of the API that says nothing about its guard does not exist;
 * a record that the sitting does not reach answers exactly like one that never was.
 */
export function guardRoutes(app: FastifyInstance, house: House): void {
  app.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith('/api/') && !config?.guard) throw new Error(`The route ${url} does not say who may call it.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const { guard } = request.routeOptions.config;
    if (guard !== 'sitting' && guard !== 'record') return undefined;
    const sitting = await house.sittings.find(bearerOf(request));
    // An app speaks FHIR; this is the person's own door.
    if (!sitting || readAppTokenId(sitting.token)) return refuse(reply, LOCKED);
    request.sitting = sitting;
    if (guard === 'sitting') return undefined;
    const place = await house.sittings.enter(sitting, (request.params as { person: string }).person);
    if (!place) return refuse(reply, NOTHING_HERE);
    request.place = place;
    return undefined;
  });
}

/** The token of a script, else the cookie of a browser. */
export function bearerOf(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) return /^bearer (\S+)$/i.exec(authorization)?.[1];
  return cookieIn(cookie, 'satchel');
}

export function cookieIn(header: string | undefined, name: string): string | undefined {
  const pair = (header ?? '').split(/; */).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';

/** What a handler gives back: a body, an outcome of one, or nothing (204). */
type Answer = unknown;

interface RouteOptions {
  readonly schema?: FastifySchema;
  readonly bodyLimit?: number;
  /** Status of success, 200 unless there is nothing to say (204). */
  readonly status?: number;
}

/** A route of the API that anybody may call. */
export function openRoute<Body>(
  app: FastifyInstance,
  method: Method,
  url: string,
  options: RouteOptions,
  handle: (body: Body, request: FastifyRequest, reply: FastifyReply) => Promise<Answer>,
): void {
  app.route({
    method,
    url,
    config: { guard: 'anybody' },
    ...limits(options),
    handler: async (request, reply) => answer(reply, await handle(request.body as Body, request, reply), options.status),
  });
}

/** A route for whoever sits here. */
export function sittingRoute(
  app: FastifyInstance,
  house: House,
  method: Method,
  url: string,
  handle: (sitting: Sitting, request: FastifyRequest, reply: FastifyReply) => Promise<Answer>,
  options: RouteOptions = {},
): void {
  app.route({
    method,
    url,
    config: { guard: 'sitting' },
    ...limits(options),
    handler: async (request, reply) => {
      const sitting = request.sitting as Sitting;
      return house.sittings.during(sitting, async () => answer(reply, await handle(sitting, request, reply), options.status));
    },
  });
}

/** One request to a record that the caller holds a key to. */
export interface Visit<Body = undefined> {
  readonly house: House;
  readonly place: Place;
  readonly person: string;
  readonly body: Body;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly reply: FastifyReply;
  /** The record through this caller's lens. */
  view(): Promise<Outcome<RecordView>>;
}

/** A route of one record: `path` is what follows `/api/records/:person/`. The reply leaves when its access-log entries are durable. */
export function recordRoute<Body = undefined>(
  app: FastifyInstance,
  house: House,
  method: Method,
  path: string,
  options: RouteOptions,
  handle: (visit: Visit<Body>) => Promise<Answer>,
): void {
  app.route({
    method,
    url: `/api/records/:person${path && `/${path}`}`,
    config: { guard: 'record' },
    ...limits(options),
    handler: async (request, reply) => {
      const place = request.place as Place;
      return house.sittings.during(request.sitting as Sitting, async () => {
        const visit: Visit<Body> = {
          house,
          place,
          person: place.holder.person,
          body: request.body as Body,
          reply,
          params: request.params as Record<string, string>,
          query: request.query as Record<string, string | undefined>,
          view: () => house.hall.view(lensOf(place)),
        };
        const answered = await handle(visit);
        await house.hall.tools.log.settled(place.holder);
        return answer(reply, answered, options.status);
      });
    },
  });
}

/** The record's own person asks, or somebody who acts for them: PATRQT of HL7 v3 PurposeOfUse. */
export function lensOf({ holder }: Place): Lens {
  return { ...holder, purpose: 'PATRQT' };
}

/** Hands a view to a function that shapes it. */
export async function viewed<T>(
  visit: Visit<unknown>,
  shape: (view: RecordView) => Promise<T>,
): Promise<T | Extract<Outcome<never>, { ok: false }>> {
  const view = await visit.view();
  return view.ok ? shape(view.value) : view;
}

function answer(reply: FastifyReply, answered: Answer, status = 200): FastifyReply {
  if (reply.sent || answered === reply) return reply;
  if (isOutcome(answered)) {
    if (!answered.ok) return refuse(reply, answered.issues);
    return answer(reply, answered.value, status);
  }
  return answered === undefined ? reply.code(204).send() : reply.code(status).send(answered);
}

function isOutcome(value: unknown): value is Outcome<unknown> & { issues: readonly Issue[] } {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean' && 'issues' in value;
}

const limits = ({ schema, bodyLimit }: RouteOptions) => ({ ...(schema && { schema }), ...(bodyLimit !== undefined && { bodyLimit }) });
