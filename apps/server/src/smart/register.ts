import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import type { Crowd } from './crowd.ts';
import { NOT_KEPT, OAuthRefusal } from './refusal.ts';
import { readMetadata, writeMetadata } from './registration.ts';

/** RFC 7591: an app introduces itself. What it is allowed is nothing, until a person approves it on the consent screen. */
export async function register(
  { apps }: House,
  crowd: Crowd,
  { ip }: FastifyRequest,
  reply: FastifyReply,
  text: string,
): Promise<FastifyReply> {
  const wait = crowd.waitOf(ip);
  if (wait !== undefined) {
    void reply.header('retry-after', String(wait));
    throw new OAuthRefusal('temporarily_unavailable', 'Too many registrations came from there.', 429);
  }
  const { client, secret } = await apps.clients.register(readMetadata(parsed(text)));
  return reply.code(201).headers(NOT_KEPT).send(writeMetadata(client, secret));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
