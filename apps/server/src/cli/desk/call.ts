import type { Issue } from '@satchel/fhir';
import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import type { Method } from '../../http/routes.ts';

/** One request to Satchel's API: to a server over the network, or to the house opened in this very process. */
export interface Caller {
  /** The answer's JSON; throws a {@link Refusal}. Bytes are sent as they are. */
  call<T>(method: Method, path: string, body?: unknown): Promise<T>;
  /** The answer's text, for JSON whose decimals must stay as they are. */
  text(method: Method, path: string, body?: unknown): Promise<string>;
  /** The answer's bytes as they come; with a body it is a POST. */
  stream(path: string, body?: unknown): Promise<AsyncIterable<Uint8Array>>;
  /** From now on, every request carries this bearer. */
  use(bearer: string | undefined): void;
}

/** The API said no, in the words of its issues. */
export class Refusal extends Error {
  readonly status: number;
  readonly issues: readonly Issue[];
  constructor(status: number, issues: readonly Issue[]) {
    super(
      issues.map(({ diagnostics, remedy }) => [diagnostics, remedy].filter(Boolean).join(' ')).join('\n') ||
        `The server answered ${status}.`,
    );
    this.status = status;
    this.issues = issues;
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

interface Request {
  readonly method: Method;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

type Send = (request: Request) => Promise<Answer>;

/** The house in this process: the same routes, without a socket. `host` is the name that links to it carry. */
export const callHouse = (app: FastifyInstance, host = 'localhost'): Caller =>
  caller(async ({ method, path, headers, body }) => {
    const answer = await app.inject({
      method,
      url: path,
      headers: { host, ...headers },
      payloadAsStream: true,
      ...(body !== undefined && { payload: body }),
    });
    return { status: answer.statusCode, type: answer.headers['content-type'] ?? '', bytes: answer.stream() };
  });

/** A server at this address. Throws a {@link Refusal} with status 0 when nobody answers. */
export const callServer = (base: string): Caller =>
  caller(async ({ method, path, headers, body }) => {
    const answer = await fetch(new URL(path, base), {
      method,
      headers: { ...headers },
      redirect: 'error',
      ...(body !== undefined && { body: body as BodyInit }),
    }).catch(() => {
      throw new Refusal(0, [
        {
          severity: 'error',
          code: 'transient',
          diagnostics: `Nobody answers at ${base}.`,
          remedy: 'Start the server, or check the address.',
        },
      ]);
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      bytes: answer.body ? Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]) : nothing(),
    };
  });

function caller(send: Send): Caller {
  let bearer: string | undefined;
  const request = async (method: Method, path: string, body?: unknown): Promise<Answer> => {
    const bytes = body instanceof Uint8Array;
    const answer = await send({
      method,
      path,
      headers: {
        'x-satchel': '1',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body !== undefined && { body: bytes ? Buffer.from(body.buffer, body.byteOffset, body.length) : JSON.stringify(body) }),
    });
    if (answer.status < 400) return answer;
    const said = parsed(await textOf(answer.bytes)) as { issues?: readonly Issue[] } | undefined;
    throw new Refusal(answer.status, said?.issues ?? []);
  };
  return {
    async call<T>(method: Method, path: string, body?: unknown) {
      const answer = await request(method, path, body);
      const text = await textOf(answer.bytes);
      return (answer.type.includes('json') ? JSON.parse(text) : undefined) as T;
    },
    text: async (method, path, body) => textOf((await request(method, path, body)).bytes),
    async stream(path, body) {
      return (await request(body === undefined ? 'GET' : 'POST', path, body)).bytes;
    },
    use(token) {
      bearer = token;
    },
  };
}

export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
