import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import { ASSERTION_ALGORITHMS } from './assertion.ts';
import { SCOPES_SUPPORTED } from './scopes.ts';

/** http://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html#capabilities: what is declared is what is tested. */
const CAPABILITIES = [
  'launch-standalone',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-standalone-patient',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
] as const;

/** What an app asks first: where and how. Always JSON, for any page (conformance.html#using-well-known). */
export function discoveryRoutes(app: FastifyInstance, { apps }: House): void {
  app.get('/fhir/.well-known/smart-configuration', async (request, reply) =>
    reply.type('application/json').send(JSON.stringify(smartConfiguration(addressesOf(request)))),
  );
  for (const path of ['openid-configuration', 'oauth-authorization-server'])
    app.get(`/.well-known/${path}`, async (request, reply) =>
      reply.type('application/json').send(JSON.stringify(openidConfiguration(addressesOf(request)))),
    );
  app.get('/oauth/jwks', async (_, reply) => reply.type('application/json').send(JSON.stringify(await apps.signingKey.publicKeys())));
}

const both = ({ issuer, authorize, token, introspect, revoke, register, jwks }: Addresses) => ({
  issuer,
  jwks_uri: jwks,
  authorization_endpoint: authorize,
  token_endpoint: token,
  introspection_endpoint: introspect,
  revocation_endpoint: revoke,
  registration_endpoint: register,
  scopes_supported: SCOPES_SUPPORTED,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
});

const smartConfiguration = (at: Addresses) => ({ ...both(at), management_endpoint: `${at.issuer}/apps`, capabilities: CAPABILITIES });

const openidConfiguration = (at: Addresses) => ({
  ...both(at),
  response_modes_supported: ['query'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'fhirUser'],
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
});
