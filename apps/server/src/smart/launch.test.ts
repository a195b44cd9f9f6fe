import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approve, fhir, REDIRECT, registerApp, type TestApp } from '../../testing/apps.ts';
import {
  ask,
  bundleOf,
  importText,
  newPerson,
  patient,
  type Person,
  removeDir,
  type Served,
  serveForTest,
  weight,
} from '../../testing/served.ts';

/** As an app would do it, with a client that knows nothing of us. */
let served: Served;
let ana: Person;
let server: oauth.AuthorizationServer;
let app: TestApp;
const insecure = { [oauth.allowInsecureRequests]: true } as const;

beforeAll(async () => {
  served = await serveForTest();
  ana = await newPerson(served, 'Ana');
  await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), weight('w', 70, '2024-01-01')]));
  app = await registerApp(served.base, { client_name: 'Charts' });
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

describe('an app that an independent client library speaks for', () => {
  const client = (): oauth.Client => ({ client_id: app.client_id });
  let tokens: oauth.TokenEndpointResponse;

  it('finds the endpoints', async () => {
    const issuer = new URL(served.base);
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    expect(server.code_challenge_methods_supported).toEqual(['S256']);
    const smart = (await (await fetch(`${served.base}/fhir/.well-known/smart-configuration`)).json()) as Record<string, unknown>;
    expect(smart['token_endpoint']).toBe(server.token_endpoint);
  });

  it('launches by itself, with PKCE, state and nonce, and gets what the person approved', async () => {
    const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
    const address = new URL(server.authorization_endpoint ?? '');
    address.search = new URLSearchParams({
      client_id: app.client_id,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'launch/patient openid fhirUser offline_access patient/Observation.rs patient/Patient.rs',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      aud: `${served.base}/fhir`,
      state,
      nonce,
    }).toString();
    const asked = await fetch(address, { redirect: 'manual' });
    expect(asked.status).toBe(303);
    const back = await approve(ana, (asked.headers.get('location') ?? '').replace('/connect/', ''));
    const parameters = oauth.validateAuthResponse(server, client(), new URL(back ?? ''), state);
    const response = await oauth.authorizationCodeGrantRequest(server, client(), oauth.None(), parameters, REDIRECT, verifier, insecure);
    expect([response.headers.get('cache-control'), response.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    tokens = await oauth.processAuthorizationCodeResponse(server, client(), response, { expectedNonce: nonce, requireIdToken: true });
    expect(tokens).toMatchObject({
      token_type: 'bearer',
      expires_in: 3600,
      scope: expect.stringContaining('patient/Observation.rs') as string,
    });
    const { payload } = await jwtVerify(tokens.id_token ?? '', createRemoteJWKSet(new URL(server.jwks_uri ?? '')), {
      issuer: served.base,
      audience: app.client_id,
    });
    expect(payload['fhirUser']).toBe(`${served.base}/fhir/Patient/${String(tokens['patient'])}`);
    expect((await fhir(served.base, tokens.access_token, `Patient/${String(tokens['patient'])}`)).status).toBe(200);
  });

  it('reads, and reads only that', async () => {
    const found = await fhir(served.base, tokens.access_token, 'Observation?code=29463-7');
    expect(JSON.parse(found.text)).toMatchObject({ resourceType: 'Bundle', total: 1 });
    expect((JSON.parse((await fhir(served.base, tokens.access_token, 'Provenance')).text) as { total?: number }).total ?? 0).toBe(0);
    expect((await ask(served.base, 'GET', ana.path('summary'), { bearer: tokens.access_token })).status).toBe(401);
  });

  it('refreshes, and the old refresh token is spent once the new one was used', async () => {
    const again = async (token: string) =>
      oauth.processRefreshTokenResponse(
        server,
        client(),
        await oauth.refreshTokenGrantRequest(server, client(), oauth.None(), token, insecure),
      );
    const first = tokens.refresh_token ?? '';
    const second = await again(first);
    expect(second.refresh_token).not.toBe(first);
    const third = await again(second.refresh_token ?? '');
    expect((await fhir(served.base, third.access_token, 'Observation')).status).toBe(200);
    tokens = third;
  });

  it('introspects its token', async () => {
    const told = await oauth.processIntrospectionResponse(
      server,
      client(),
      await oauth.introspectionRequest(server, client(), oauth.None(), tokens.access_token, insecure),
    );
    expect(told).toMatchObject({ active: true, client_id: app.client_id, patient: tokens['patient'], iss: served.base });
  });

  it('is listed with what it read, and is revoked at once', async () => {
    const apps = JSON.parse((await ask(served.base, 'GET', ana.path('apps'), { bearer: ana.bearer })).text) as {
      grant: string;
      reads: Record<string, number>;
      lastUsedAt?: string;
    }[];
    expect(apps).toMatchObject([{ name: 'Charts', isService: false, reads: { Observation: 2, Patient: 1 } }]);
    expect((await ask(served.base, 'DELETE', ana.path(`apps/${apps[0]?.grant}`), { bearer: ana.bearer })).status).toBe(204);
    expect((await fhir(served.base, tokens.access_token, 'Observation')).status).toBe(401);
    const refused = await oauth.refreshTokenGrantRequest(server, client(), oauth.None(), tokens.refresh_token ?? '', insecure);
    await expect(oauth.processRefreshTokenResponse(server, client(), refused)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(JSON.parse((await ask(served.base, 'GET', ana.path('apps'), { bearer: ana.bearer })).text)).toEqual([]);
  });
});
