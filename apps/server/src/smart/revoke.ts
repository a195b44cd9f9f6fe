import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { addressesOf } from './addresses.ts';
import { authenticate } from './authenticate.ts';
import { needed, readForm } from './form.ts';
import { NOT_KEPT } from './refusal.ts';

/** RFC 7009: a refresh token takes its whole grant with it, an access token goes alone. What is not the client's is passed over. */
export async function revoke({ apps }: House, request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const form = readForm(text);
  const at = addressesOf(request);
  const client = await authenticate(apps.clients, apps.assertions, form, request.headers.authorization, at.token);
  const found = await apps.tokens.find(needed(form, 'token'));
  if (found?.approved.kept.value.client === client.id) {
    if (found.use === 'access') await apps.tokens.remove(found);
    else await apps.approvals.revoke(found.approved.person, found.approved.grant);
  }
  return reply.code(200).headers(NOT_KEPT).send();
}
