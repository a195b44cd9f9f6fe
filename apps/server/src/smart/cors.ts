import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';

/** What any page may ask: where things are, which keys sign, and to be known here. None of it is anybody's. */
const OPEN =
  /^\/(fhir\/metadata|fhir\/\.well-known\/smart-configuration|\.well-known\/(openid-configuration|oauth-authorization-server)|oauth\/(jwks|register))(\?|$)/;
/** What pages of apps that somebody approved may ask, with a token that they have. Cookies are never taken on these paths. */
const FOR_APPS = /^\/(fhir(\/|\?|$)|oauth\/(token|introspect|revoke)(\?|$))/;

const EXPOSED = 'ETag, Location, Content-Location, Retry-After, X-Progress, WWW-Authenticate';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS = 'Authorization, Content-Type, Accept, Prefer, If-Match, If-None-Match, If-None-Exist, If-Modified-Since, X-Request-Id';

/** app-launch.html#considerations-for-cross-origin-resource-sharing-cors-support */
export function allowOrigins(app: FastifyInstance, { apps }: House): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    const path = request.url;
    const isOpen = OPEN.test(path);
    if (!isOpen && !FOR_APPS.test(path)) return undefined;
    if (!isOpen) void reply.header('vary', 'Origin');
    if (origin === undefined) return undefined;
    const allowed = isOpen ? '*' : (await apps.clients.isKnownOrigin(origin)) ? origin : undefined;
    if (allowed !== undefined) void reply.headers({ 'access-control-allow-origin': allowed, 'access-control-expose-headers': EXPOSED });
    return isPreflight(request) ? preflight(reply, allowed !== undefined) : undefined;
  });
}

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

function preflight(reply: FastifyReply, isAllowed: boolean): FastifyReply {
  if (isAllowed)
    void reply.headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': '600',
    });
  return reply.code(204).send();
}
