import type { FastifyReply } from 'fastify';

/** Codes of RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6, RFC 7591 §3.2.2. */
export type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'access_denied'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'login_required'
  | 'request_not_supported'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'invalid_token';

/** An expected failure of OAuth, in its own vocabulary. Descriptions are ours and never quote what was sent. */
export class OAuthRefusal extends Error {
  readonly code: OAuthCode;
  readonly status: number;

  constructor(code: OAuthCode, description: string, status = code === 'invalid_client' ? 401 : 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}

/** RFC 6749 §5.2; nothing of it may be kept by a cache. */
export function refuseOAuth(reply: FastifyReply, { code, status, message }: OAuthRefusal): FastifyReply {
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="Satchel"');
  return reply.code(status).headers(NOT_KEPT).send({ error: code, error_description: message });
}

export const NOT_KEPT = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;
