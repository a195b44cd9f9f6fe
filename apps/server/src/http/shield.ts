import { issue } from '@satchel/fhir';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import type { Settings } from '../settings.ts';
import { refuse } from './trouble.ts';

/** Nothing from another host, nothing inline, no frames around us (docs/security). */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self' blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()',
};

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What every request passes before anything looks at it. */
export function raiseShield(app: FastifyInstance, settings: Settings): void {
  const names = new Set(['localhost', hostname().toLowerCase(), `${hostname().toLowerCase()}.local`, ...settings.names]);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    if (settings.tls || request.protocol === 'https') void reply.header('strict-transport-security', 'max-age=31536000');
    if (isApi(request)) void reply.header('cache-control', 'no-store');
    if (!isOurName(request.headers.host, names)) return misdirected(reply);
    if (isApi(request) && !SAFE.has(request.method) && !isFromOurPage(request)) return forged(reply);
    return undefined;
  });
}

export const isApi = (request: FastifyRequest): boolean => request.url.startsWith('/api/');

/** A name that somebody else's DNS points at us is not ours; an address cannot be pointed elsewhere. */
function isOurName(host: string | undefined, names: ReadonlySet<string>): boolean {
  const name = /^(?:\[([0-9a-f:.]+)\]|([^:]+))(?::\d{1,5})?$/i.exec(host ?? '');
  const bare = (name?.[1] ?? name?.[2] ?? '').toLowerCase().replace(/\.$/, '');
  return names.has(bare) || isIP(bare) !== 0;
}

/** Pages of other sites cannot set our header without asking, and we never allow it; scripts prove themselves by their token. */
function isFromOurPage(request: FastifyRequest): boolean {
  const { authorization, origin } = request.headers;
  if (/^bearer /i.test(authorization ?? '')) return true;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin !== undefined && URL.parse(origin)?.host !== request.headers.host) return false;
  return request.headers['x-satchel'] === '1';
}

function misdirected(reply: FastifyReply): FastifyReply {
  return reply.code(421).send({
    issues: [
      issue('error', 'forbidden', 'This server does not go by that name.', {
        remedy: 'Open it as http://localhost or by its address, or list the name in SATCHEL_NAMES.',
      }),
    ],
  });
}

function forged(reply: FastifyReply): FastifyReply {
  return refuse(reply, [
    issue('error', 'forbidden', 'This request did not come from a page of this server.', {
      remedy: 'Send the header X-Satchel: 1, or a bearer token.',
    }),
  ]);
}
