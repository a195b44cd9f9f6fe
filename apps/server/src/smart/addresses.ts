import type { FastifyRequest } from 'fastify';

/** Where this server is, as whoever asks sees it: the shield has checked that the name is ours. */
export interface Addresses {
  /** Issuer of id_tokens, and the origin of everything here. */
  readonly issuer: string;
  readonly fhir: string;
  readonly authorize: string;
  readonly token: string;
  readonly introspect: string;
  readonly revoke: string;
  readonly register: string;
  readonly jwks: string;
}

export function addressesOf({ protocol, headers }: FastifyRequest): Addresses {
  const issuer = `${protocol}://${headers.host ?? 'localhost'}`;
  const oauth = (name: string) => `${issuer}/oauth/${name}`;
  return {
    issuer,
    fhir: `${issuer}/fhir`,
    authorize: oauth('authorize'),
    token: oauth('token'),
    introspect: oauth('introspect'),
    revoke: oauth('revoke'),
    register: oauth('register'),
    jwks: oauth('jwks'),
  };
}
