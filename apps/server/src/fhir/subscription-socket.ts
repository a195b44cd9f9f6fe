import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import type { House } from '../house.ts';
import { deliveryOf } from './subscription-delivery.ts';

/** What a token of `$get-ws-binding-token` binds a socket to, once. */
interface Binding {
  readonly person: string;
  readonly ids: readonly string[];
  readonly expires: number;
}

/** Milliseconds in which a token is to be used. */
export const TOKEN_LIFE = 5 * 60_000;
/** Tokens that wait to be used. */
const WAITING = 10_000;
const PATH = '/fhir/$subscriptions';
const bindings = new Map<string, Binding>();

export function bindingToken(binding: Binding): string {
  if (bindings.size >= WAITING) bindings.clear();
  const token = randomBytes(24).toString('base64url');
  bindings.set(token, binding);
  return token;
}

/** Where sockets are opened, at the base that the caller used. */
export const socketUrl = (base: string): string => new URL(PATH, base).href.replace(/^http/, 'ws');

/** Sockets that say `bind-with-token [token]` are sent the notifications of their subscriptions. */
export function socketRoute({ server }: FastifyInstance, house: House): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  server.on('upgrade', (request, stream, head) => {
    if (request.url !== PATH) return stream.destroy();
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const unbind: (() => void)[] = [];
      const idle = setTimeout(() => socket.close(), TOKEN_LIFE).unref();
      socket.on('error', () => socket.terminate());
      socket.on('close', () => unbind.forEach((each) => each()));
      socket.on('message', (data: Buffer) => {
        const token = /^bind-with-token:? (\S+)$/.exec(data.toString('utf8'))?.[1] ?? '';
        const binding = bindings.get(token);
        bindings.delete(token);
        if (!binding || binding.expires <= house.world.now()) return socket.close(1008, 'This token binds nothing.');
        clearTimeout(idle);
        for (const id of binding.ids) unbind.push(deliveryOf(house).bind(binding.person, id, (text) => socket.send(text)));
      });
    });
  });
  house.closing.addEventListener('abort', () => {
    for (const socket of sockets.clients) socket.terminate();
  });
}
