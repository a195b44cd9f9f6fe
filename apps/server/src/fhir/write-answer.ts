import type { Format } from './formats.ts';
import type { Answer } from './interaction.ts';

/** An answer as it goes over the wire. */
export interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

/** Turns an answer into the language asked for. */
export function write({ status, headers = {}, body, raw }: Answer, { pretty }: Format): Written {
  if (raw) return { status, headers: { ...headers, 'content-type': raw.mediaType }, body: raw.bytes };
  if (body === undefined) return { status, headers };
  return {
    status,
    headers: { ...headers, 'content-type': 'application/fhir+json; charset=utf-8' },
    body: pretty && typeof body === 'string' ? JSON.stringify(JSON.parse(body), null, 2) : body,
  };
}
