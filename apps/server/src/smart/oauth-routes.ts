import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { authorize } from './authorize.ts';
import { createCrowd } from './crowd.ts';
import { introspect } from './introspect.ts';
import { NOT_KEPT, OAuthRefusal, refuseOAuth } from './refusal.ts';
import { register } from './register.ts';
import { revoke } from './revoke.ts';
import { token } from './token.ts';

/** Requests of OAuth are small. Bytes. */
const BODY_LIMIT = 64 * 1024;

type Handler = (house: House, request: FastifyRequest, reply: FastifyReply, text: string) => Promise<FastifyReply>;

/** The endpoints that apps call: forms in, JSON out, failures in OAuth's own words. */
export function oauthRoutes(app: FastifyInstance, house: House): void {
  void app.register(
    (scope, _, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) =>
        parsed(null, body),
      );
      scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
      scope.setErrorHandler((error: FastifyError | OAuthRefusal, request, reply) => thrown(house, error, request, reply));
      const form = (path: string, handle: Handler) =>
        scope.post(path, { bodyLimit: BODY_LIMIT }, (request, reply) => {
          if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
            throw new OAuthRefusal('invalid_request', 'Send a form (application/x-www-form-urlencoded).');
          return handle(house, request, reply, bodyOf(request));
        });
      scope.get('/authorize', (request, reply) => authorize(house, request, reply, queryOf(request)));
      form('/authorize', authorize);
      scope.get('/*', (_, reply) =>
        reply
          .code(405)
          .headers({ allow: 'POST', ...NOT_KEPT })
          .send({ error: 'invalid_request', error_description: 'Post to this address.' }),
      );
      form('/token', token);
      form('/introspect', introspect);
      form('/revoke', revoke);
      const crowd = createCrowd(house.world.now);
      scope.post('/register', { bodyLimit: BODY_LIMIT }, (request, reply) => register(house, crowd, request, reply, bodyOf(request)));
      done();
    },
    { prefix: '/oauth' },
  );
}

const bodyOf = ({ body }: FastifyRequest): string => (typeof body === 'string' ? body : '');

function queryOf({ url }: FastifyRequest): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

function thrown({ journal }: House, error: FastifyError | OAuthRefusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof OAuthRefusal) return refuseOAuth(reply, error);
  const status = error.statusCode ?? 500;
  if (status < 500)
    return refuseOAuth(reply, new OAuthRefusal('invalid_request', 'The request is not well-formed.', status === 413 ? 413 : 400));
  journal.fault('failed', error, { route: request.routeOptions.url ?? 'none' });
  return refuseOAuth(
    reply,
    new OAuthRefusal('server_error', 'Something went wrong here; it was written into the log without your data.', 500),
  );
}
