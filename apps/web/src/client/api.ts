import type { Issue } from '@satchel/fhir';

/** Why a call did not succeed, as far as a person can act on it. */
export type TroubleKind = 'offline' | 'unreachable' | 'locked' | 'refused' | 'missing' | 'conflict' | 'throttled' | 'full' | 'failed';

/** A call that did not succeed. `issues` are the server's own words, without health facts. */
export class Trouble extends Error {
  readonly kind: TroubleKind;
  readonly status: number;
  readonly issues: readonly Issue[];
  /** Seconds to wait, when the server asked for patience. */
  readonly retryAfter: number | undefined;

  constructor(kind: TroubleKind, status: number, issues: readonly Issue[] = [], retryAfter?: number) {
    super(issues[0]?.diagnostics ?? kind);
    this.kind = kind;
    this.status = status;
    this.issues = issues;
    this.retryAfter = retryAfter;
  }
}

/** For the console: what went wrong in the app itself. Trouble is told on the screen. */
export function unlessTold(problem: unknown): void {
  if (!(problem instanceof Trouble)) console.error(problem);
}

const KIND_BY_STATUS: Readonly<Record<number, TroubleKind>> = {
  401: 'locked',
  403: 'refused',
  404: 'missing',
  409: 'conflict',
  410: 'missing',
  429: 'throttled',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
  507: 'full',
};

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One call to our own server; throws {@link Trouble}. Bytes are sent as they are, under their own type; anything else as JSON. */
export async function call<T>(method: Method, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await send(method, path, body, headers);
  if (!response.ok) throw await troubleOf(response);
  if (response.status === 204) return undefined as T;
  return (response.headers.get('content-type') ?? '').includes('json') ? ((await response.json()) as T) : (undefined as T);
}

/** The bytes behind a path, for originals; what may tell of health is asked for in a body. */
export async function fetchBlob(path: string, body?: unknown): Promise<Blob> {
  const response = await send(body === undefined ? 'GET' : 'POST', path, body);
  if (!response.ok) throw await troubleOf(response);
  return response.blob();
}

async function send(method: Method, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const bytes = body instanceof Blob || body instanceof Uint8Array;
  const type = body instanceof Blob && body.type ? body.type : bytes ? 'application/octet-stream' : 'application/json';
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    headers: {
      'X-Satchel': '1',
      ...(body !== undefined && { 'Content-Type': type }),
      ...headers,
    },
    ...(body !== undefined && { body: bytes ? (body as BodyInit) : JSON.stringify(body) }),
  };
  try {
    return await fetch(path, init);
  } catch {
    throw new Trouble(navigator.onLine ? 'unreachable' : 'offline', 0);
  }
}

async function troubleOf(response: Response): Promise<Trouble> {
  const said = (await response.json().catch(() => ({}))) as { issues?: readonly Issue[] };
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  return new Trouble(KIND_BY_STATUS[response.status] ?? 'failed', response.status, said.issues ?? [], retryAfter);
}

/** The path of one record's part of the API. */
export const ofRecord = (person: string, rest: string): string => `/api/records/${encodeURIComponent(person)}/${rest}`;
