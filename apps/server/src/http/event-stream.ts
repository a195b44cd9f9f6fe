import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Proxies and phones drop a silent connection; a comment now and then keeps it. Milliseconds. */
const COMMENT_EVERY = 20_000;

/**
 * Server-sent events (HTML Living Standard §9.2), each with a JSON value. Ends when the source ends, the visitor goes, or the
 * server closes.
 */
export function eventStream(
  reply: FastifyReply,
  closing: AbortSignal,
  source: (signal: AbortSignal) => AsyncIterable<unknown>,
): FastifyReply {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, closing]);
  const stream = new Readable({ read() {} });
  const comment = setInterval(() => stream.push(':\n\n'), COMMENT_EVERY);
  const end = () => {
    clearInterval(comment);
    gone.abort();
  };
  reply.raw.once('close', end);
  const pump = async (): Promise<void> => {
    stream.push('retry: 2000\n\n');
    for await (const event of source(signal)) {
      if (signal.aborted) break;
      stream.push(`data: ${JSON.stringify(event)}\n\n`);
    }
  };
  void pump()
    .catch(() => undefined)
    .finally(() => {
      end();
      stream.push(null);
    });
  return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
}
