import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { issue, type Issue, type Outcome } from '@satchel/fhir';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { lensOf } from '../http/routes.ts';
import type { Place, Sitting } from '../sittings/sittings.ts';
import { type Format, mediaTypeOf, negotiate } from './formats.ts';
import type { Answer, Body, Call, Interaction } from './interaction.ts';
import { INTERACTIONS } from './interactions.ts';
import { methodsOf, takes } from './match.ts';
import { parsePrefer } from './prefer.ts';
import { socketRoute } from './subscription-socket.ts';
import { notFound, refusal, refuse } from './trouble.ts';
import { write } from './write-answer.ts';

/** Whole histories arrive in one Bundle. Bytes. */
const BODY_LIMIT = 32 * 1024 * 1024;
/** Requests of one token under way at once; more are asked to wait. */
const AT_ONCE = 64;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** One: the record that the bearer reaches. Of: the record named in the path, for who reaches several. */
const DOORS = [
  { prefix: '/fhir', opens: enterOnly },
  { prefix: '/api/records/:person/fhir', opens: enterNamed },
] as const;

declare module 'fastify' {
  interface FastifyRequest {
    format?: Format;
  }
}

/** The FHIR API, at both doors: the same table of interactions, the same two doors of the record behind it. */
export function fhirRoutes(app: FastifyInstance, house: House): void {
  socketRoute(app, house);
  const crowd = new Map<string, number>();
  for (const { prefix, opens } of DOORS) {
    void app.register(
      (scope, _, done) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
        scope.setErrorHandler((error: FastifyError, request, reply) => thrown(house, error, request, reply));
        scope.addHook('onRequest', async (request, reply) => arrive(house, request, reply, opens, crowd));
        const rest = METHODS.filter((method) => !methodsOf(INTERACTIONS, '').includes(method));
        for (const [method, url] of [
          [rest, '/'],
          [METHODS, '/*'],
        ] as const)
          scope.route({
            method: [...method],
            url,
            config: { guard: 'fhir' },
            handler: (request, reply) => strange(request, reply, prefix),
          });
        for (const interaction of INTERACTIONS) mount(scope, house, interaction, prefix);
        done();
      },
      { prefix },
    );
  }
}

function mount(scope: FastifyInstance, house: House, interaction: Interaction, prefix: string): void {
  scope.route({
    method: interaction.method,
    url: `/${interaction.path}`,
    bodyLimit: BODY_LIMIT,
    config: { guard: 'fhir', isOpen: interaction.isOpen === true },
    handler: async (request, reply) => {
      if (!takes(request.params as Record<string, string>)) return strange(request, reply, prefix);
      const { sitting, place } = request;
      const call = callOf(house, request);
      if (!sitting || !place) return send(request, reply, answerOf(await interaction.handle(call)));
      return house.sittings.during(sitting, async () => {
        const answered = answerOf(await interaction.handle(call));
        // Nobody learns anything before it is written down that they did.
        await house.hall.tools.log.settled(place.holder);
        const sent = send(request, reply, answered);
        // What streams needs the keys until its end.
        if (isStream(answered) && !reply.raw.closed) await once(reply.raw, 'close');
        return sent;
      });
    },
  });
}

/** Who asks, and in which language: before the body is read. */
async function arrive(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  opens: (typeof DOORS)[number]['opens'],
  crowd: Map<string, number>,
): Promise<FastifyReply | undefined> {
  void reply.headers({ 'cache-control': 'no-store', vary: 'Accept, Authorization', 'x-request-id': requestId(request) });
  const format = negotiate(queryOf(request), request.headers.accept);
  const isBinary =
    (request.params as { type?: string } | undefined)?.type === 'Binary' && (request.method === 'GET' || request.method === 'HEAD');
  if (format.ok) request.format = format.value;
  else if (!isBinary) return send(request, reply, refusal(format.issues));
  if (request.routeOptions.config.isOpen && request.url.startsWith('/fhir')) return undefined;
  const sitting = await house.sittings.find(tokenOf(request));
  if (!sitting) return send(request, reply, locked(request));
  const under = (crowd.get(sitting.token) ?? 0) + 1;
  if (under > AT_ONCE) return send(request, reply, refusal([TOO_MANY]));
  crowd.set(sitting.token, under);
  // However it ends: answered, or given up by the caller.
  reply.raw.once('close', () => leave(sitting, crowd));
  request.sitting = sitting;
  const place = await opens(house, sitting, request);
  if (!place.ok) return send(request, reply, place.issues[0]?.code === 'login' ? locked(request) : refusal(place.issues));
  request.place = place.value;
  return undefined;
}

function leave({ token }: Sitting, crowd: Map<string, number>): void {
  const left = (crowd.get(token) ?? 1) - 1;
  if (left > 0) crowd.set(token, left);
  else crowd.delete(token);
}

async function enterOnly(house: House, sitting: Sitting): Promise<Outcome<Place>> {
  const [only, ...more] = sitting.reach;
  if (!only || more.length > 0)
    return refuse(403, 'forbidden', 'This token reaches several records.', { remedy: 'Use /api/records/[record]/fhir for one of them.' });
  const place = await house.sittings.enter(sitting, only.person);
  return place ? { ok: true, value: place, issues: [] } : refuse(401, 'login', 'This token opens nothing any more.');
}

async function enterNamed(house: House, sitting: Sitting, request: FastifyRequest): Promise<Outcome<Place>> {
  const place = await house.sittings.enter(sitting, (request.params as { person: string }).person);
  return place ? { ok: true, value: place, issues: [] } : notFound();
}

/** Only a token that the caller shows on purpose; never a cookie that a browser adds by itself, but at the door of our own pages. */
function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) return /^bearer (\S+)$/i.exec(authorization)?.[1];
  if (request.url.startsWith('/fhir')) return undefined;
  return /(?:^|; *)satchel=([^;]+)/.exec(cookie ?? '')?.[1];
}

/** RFC 6750 §3: without a token no error is named. */
function locked(request: FastifyRequest): Answer {
  const isWrong = request.headers.authorization !== undefined;
  return {
    ...refusal([
      issue('error', 'login', isWrong ? 'This token opens nothing.' : 'A token is needed here.', {
        remedy: 'Send Authorization: Bearer [token].',
      }),
    ]),
    headers: { 'www-authenticate': `Bearer realm="Satchel"${isWrong ? ', error="invalid_token"' : ''}` },
  };
}

function callOf(house: House, request: FastifyRequest): Call {
  const place = request.place as Place;
  const headers = request.headers as Record<string, string | undefined>;
  let viewing: ReturnType<Call['view']> | undefined;
  return {
    house,
    place,
    table: INTERACTIONS,
    base: baseOf(request),
    method: request.method as Call['method'],
    params: request.params as Record<string, string>,
    query: queryOf(request),
    headers,
    prefer: parsePrefer(headers['prefer']),
    ...bodyOf(request),
    view: () => (viewing ??= house.hall.view(lensOf(place))),
    commit: (change) => house.hall.commit(place.holder, change),
  };
}

function bodyOf(request: FastifyRequest): { body?: Body } {
  const bytes = request.body;
  return bytes instanceof Uint8Array && bytes.length > 0
    ? { body: { bytes, mediaType: mediaTypeOf(request.headers['content-type']) } }
    : {};
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  const mark = url.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
}

function baseOf(request: FastifyRequest): string {
  const { person } = (request.params ?? {}) as { person?: string };
  return `${request.protocol}://${request.host}${person === undefined ? '/fhir' : `/api/records/${person}/fhir`}`;
}

/** The caller's own name for this request, or ours. */
function requestId({ headers }: FastifyRequest): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

const isStream = ({ body, raw }: Answer): boolean => typeof body === 'object' || (raw !== undefined && !(raw.bytes instanceof Uint8Array));

const answerOf = (outcome: Outcome<Answer>): Answer => (outcome.ok ? outcome.value : refusal(outcome.issues));

function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const written = write(answer, request.format ?? { language: 'json', pretty: false });
  void reply.code(written.status).headers(written.headers);
  if (written.body === undefined) return reply.send();
  return reply.send(typeof written.body === 'string' || written.body instanceof Uint8Array ? written.body : Readable.from(written.body));
}

/** An address that cannot be read, told in FHIR where it was asked of the FHIR API. */
export const isFhirUrl = (url: string): boolean => /^(?:\/api\/records\/[^/]+)?\/fhir(?:[/?]|$)/.test(url);

export function refuseBadAddress(reply: FastifyReply): FastifyReply {
  const { status, body } = refusal([issue('error', 'invalid', 'The address is not well-formed.')]);
  return reply.code(status).type('application/fhir+json; charset=utf-8').send(body);
}

/** No such path: another method may have it. */
function strange(request: FastifyRequest, reply: FastifyReply, prefix: string): FastifyReply {
  const { person } = (request.params ?? {}) as { person?: string };
  const path = request.url.split('?', 1)[0]?.slice(prefix.replace(':person', person ?? '').length) ?? '';
  const methods = methodsOf(INTERACTIONS, path);
  if (methods.length === 0) return send(request, reply, answerOf(notFound()));
  void reply.header('allow', methods.join(', '));
  return send(
    request,
    reply,
    answerOf(refuse(405, 'not-supported', `${request.method} is not offered here.`, { remedy: `Use ${methods.join(' or ')}.` })),
  );
}

/** What was thrown: the framework's refusals, and our bugs, which are told without their words. */
function thrown(house: House, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 413)
    return send(
      request,
      reply,
      answerOf(refuse(413, 'too-long', 'This is more than one request may carry.', { remedy: 'Send it in parts of 32 MB.' })),
    );
  if (status < 500) return send(request, reply, answerOf(refuse(status, 'invalid', 'The request is not well-formed.')));
  house.journal.fault('failed', error, { route: request.routeOptions.url ?? 'none' });
  return send(
    request,
    reply,
    answerOf(
      refuse(500, 'exception', 'Something went wrong here; it was written into the log without your data.', { remedy: 'Try again.' }),
    ),
  );
}

const TOO_MANY: Issue & { retryAfter: number } = {
  ...issue('error', 'throttled', 'This token has too many requests under way.', { remedy: 'Wait for some of them to end.' }),
  retryAfter: 1,
};
