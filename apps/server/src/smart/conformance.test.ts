import { generateKeyPairSync } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approve,
  authorization,
  authorize,
  challengeOf,
  codeFor,
  connect,
  exchange,
  fhir,
  newVerifier,
  postForm,
  REDIRECT,
  refresh,
  registerApp,
  type TestApp,
  type Tokens,
} from '../../testing/apps.ts';
import {
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

/** The server's SHALLs of SMART App Launch 2.2.0, by their numbers in HL7's own list of requirements. */
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
let served: Served;
let ana: Person;
let app: TestApp;
let clock = 0;
const laboratory = { ...weight('l', 5, '2024-02-01'), category: [{ coding: [{ system: CATEGORY, code: 'laboratory' }] }] };

beforeAll(async () => {
  served = await serveForTest({ now: () => Date.now() + clock });
  ana = await newPerson(served, 'Ana');
  await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), weight('w', 70, '2024-01-01'), laboratory]));
  app = await registerApp(served.base);
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

const total = async (bearer: string, path: string): Promise<number> =>
  (JSON.parse((await fhir(served.base, bearer, path)).text) as { total: number }).total;

describe('discovery', () => {
  let smart: Record<string, unknown>;
  beforeAll(async () => {
    smart = (await (await fetch(`${served.base}/fhir/.well-known/smart-configuration`)).json()) as Record<string, unknown>;
  });

  it('[SMART#30,228,372,373,374,377,378,380] is JSON whatever is accepted, with absolute addresses', async () => {
    for (const accept of ['application/json', 'application/fhir+xml', 'text/html', '*/*']) {
      const response = await fetch(`${served.base}/fhir/.well-known/smart-configuration`, { headers: { accept } });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/json/)]);
    }
    for (const [name, value] of Object.entries(smart)) if (/_(endpoint|uri)$/.test(name)) expect(URL.canParse(value as string)).toBe(true);
  });

  it('[SMART#14,15,285,286,287,288,289,310,381,382,383,384,385,393,394] names what is required', () => {
    expect(smart).toMatchObject({
      issuer: served.base,
      jwks_uri: `${served.base}/oauth/jwks`,
      authorization_endpoint: `${served.base}/oauth/authorize`,
      token_endpoint: `${served.base}/oauth/token`,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: expect.arrayContaining(['authorization_code', 'client_credentials']) as string[],
      token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt', 'client_secret_basic']) as string[],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      scopes_supported: expect.arrayContaining(['openid', 'fhirUser', 'launch/patient', 'offline_access', 'patient/*.rs']) as string[],
    });
  });

  it('[SMART#348,350,353,354,355,356,357,358,363,365,367,368,369,370] declares the capabilities that these tests show', () => {
    expect(smart['capabilities']).toEqual([
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
    ]);
  });

  it('[SMART#16] is open to pages of any origin, as are the metadata, the keys and registration', async () => {
    for (const path of ['/fhir/.well-known/smart-configuration', '/fhir/metadata', '/.well-known/openid-configuration', '/oauth/jwks']) {
      const { headers } = await fetch(served.base + path, { headers: { origin: 'https://anybody.example' } });
      expect([path, headers.get('access-control-allow-origin')]).toEqual([path, '*']);
    }
  });

  it('[SMART#17] lets pages of approved apps call the token endpoint and the FHIR API, and no others', async () => {
    const shy = await registerApp(served.base, { redirect_uris: ['https://shy.example/callback'] });
    const asks = async (path: string, origin: string) => {
      const response = await fetch(served.base + path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
      return [response.status, response.headers.get('access-control-allow-origin')];
    };
    for (const path of ['/oauth/token', '/fhir/Observation']) expect(await asks(path, 'https://shy.example')).toEqual([204, null]);
    const { access_token: bearer } = await connect(served.base, ana, shy);
    for (const path of ['/oauth/token', '/fhir/Observation'])
      expect(await asks(path, 'https://shy.example')).toEqual([204, 'https://shy.example']);
    const read = await fetch(`${served.base}/fhir/Observation`, {
      headers: { origin: 'https://shy.example', authorization: `Bearer ${bearer}` },
    });
    expect([read.headers.get('access-control-allow-origin'), read.headers.get('access-control-expose-headers')]).toEqual([
      'https://shy.example',
      expect.stringContaining('ETag, Location, Content-Location, Retry-After'),
    ]);
    expect(await asks('/fhir/Observation', 'https://shy.example.evil.example')).toEqual([204, null]);
    expect(await asks('/api/session', 'https://shy.example')).not.toContain('https://shy.example');
  });
});

describe('a standalone launch', () => {
  it('[SMART#18,24,316] begins with a registration, which gives a client_id', async () => {
    expect(app.client_id).toMatch(/^[\w-]{22}$/);
    expect(app.redirect_uris).toEqual([REDIRECT]);
  });

  it('[SMART#48,49,54,59] is asked by GET and POST; a person who refuses is told to the app, with its state', async () => {
    const parameters = authorization(served.base, app, newVerifier());
    const { location } = await authorize(served.base, parameters);
    const post = await fetch(`${served.base}/oauth/authorize`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: parameters.toString(),
    });
    for (const to of [location, post.headers.get('location')]) {
      const { redirect } = await ana.api.call<{ redirect: string }>('POST', `/api${to}/refuse`);
      expect(Object.fromEntries(new URL(redirect).searchParams)).toEqual({
        error: 'access_denied',
        state: 'a-state-that-nobody-guesses',
        iss: served.base,
      });
    }
  });

  it('[SMART#53,56,57,59] ends with a code at the redirect_uri, with its state', async () => {
    const { location } = await authorize(served.base, authorization(served.base, app, newVerifier()));
    const back = new URL((await approve(ana, (location ?? '').replace('/connect/', ''))) ?? '');
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect([...back.searchParams.keys()].toSorted()).toEqual(['code', 'iss', 'state']);
    expect(back.searchParams.get('state')).toBe('a-state-that-nobody-guesses');
  });

  it('[SMART#31] needs the code_verifier of its challenge', async () => {
    const verifier = newVerifier();
    const code = await codeFor(served.base, ana, app, verifier);
    expect((await exchange(served.base, app, code, newVerifier())).body['error']).toBe('invalid_grant');
    expect((await exchange(served.base, app, code, challengeOf(verifier))).body['error']).toBe('invalid_grant');
    expect((await exchange(served.base, app, code, verifier)).status).toBe(200);
  });

  it('[SMART#73,74,75,78,84,85,86,87,88,89,168,169,170,173] answers with a token, its scope, its time and the patient, and is kept by no cache', async () => {
    const verifier = newVerifier();
    const { status, headers, body } = await exchange(served.base, app, await codeFor(served.base, ana, app, verifier), verifier);
    expect(status).toBe(200);
    expect([headers.get('content-type'), headers.get('cache-control'), headers.get('pragma')]).toEqual([
      expect.stringMatching(/^application\/json/),
      'no-store',
      'no-cache',
    ]);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, need_patient_banner: true });
    expect((body['scope'] as string).split(' ').toSorted()).toEqual([
      'fhirUser',
      'launch/patient',
      'offline_access',
      'openid',
      'patient/*.rs',
    ]);
    expect(body['access_token']).toMatch(/^[\w.-]+$/);
    expect(JSON.parse((await fhir(served.base, body['access_token'] as string, `Patient/${String(body['patient'])}`)).text)).toMatchObject({
      resourceType: 'Patient',
    });
    expect((await exchange(served.base, app, 'nonsense', verifier)).headers.get('cache-control')).toBe('no-store');
  });

  it('[SMART#96] is refused where aud is another server', async () => {
    const { location } = await authorize(
      served.base,
      authorization(served.base, app, newVerifier(), { aud: 'https://elsewhere.example/fhir' }),
    );
    expect(new URL(location ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it('[SMART#77,94,265] gives a token that ends', async () => {
    const { access_token: bearer } = await connect(served.base, ana, app);
    expect((await fhir(served.base, bearer, 'Patient')).status).toBe(200);
    clock = 3_601_000;
    expect((await fhir(served.base, bearer, 'Patient')).status).toBe(401);
    clock = 0;
  });

  it('[SMART#356] works for a confidential client with its secret, by header and in the body', async () => {
    for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
      const client = await registerApp(served.base, { token_endpoint_auth_method: method });
      const secret = client.client_secret ?? '';
      const verifier = newVerifier();
      const code = await codeFor(served.base, ana, client, verifier);
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier };
      const show = (password: string) =>
        method === 'client_secret_basic'
          ? postForm(served.base, '/oauth/token', form, { authorization: `Basic ${btoa(`${client.client_id}:${password}`)}` })
          : postForm(served.base, '/oauth/token', { ...form, client_id: client.client_id, client_secret: password });
      const wrong = await show('wrong');
      expect([wrong.status, wrong.body['error']]).toEqual([401, 'invalid_client']);
      expect((await exchange(served.base, client, code, verifier)).status).toBe(401);
      expect((await show(secret)).status).toBe(200);
    }
  });
});

describe('scopes', () => {
  const only = (scope: string, answer: object = {}): Promise<Tokens> => connect(served.base, ana, app, { scope }, answer);

  it('[SMART#95,266,367,370] show what they name, and nothing else', async () => {
    const { access_token: bearer, scope } = await only(`patient/Observation.rs?category=${CATEGORY}|laboratory`);
    expect(scope).toBe(`patient/Observation.rs?category=${CATEGORY}|laboratory`);
    expect(await total(bearer, 'Observation')).toBe(1);
    const hidden = await fhir(served.base, bearer, 'Patient');
    expect(hidden.status === 403 || (JSON.parse(hidden.text) as { total: number }).total === 0).toBe(true);
  });

  it('[SMART#369] of version 1 are understood, and answered in their own words', async () => {
    const { access_token: bearer, scope } = await only('patient/Observation.read launch/patient');
    expect(scope).toBe('launch/patient patient/Observation.read');
    expect(await total(bearer, 'Observation')).toBe(2);
  });

  it('[SMART#140,144,368] of a user, and for everything, are those of the person', async () => {
    expect(await total((await only('user/*.rs')).access_token, 'Observation')).toBe(2);
    expect(await total((await only('user/Observation.read')).access_token, 'Observation')).toBe(2);
  });

  it('[SMART#119,136] reach one record alone, whatever is asked', async () => {
    const bob = await newPerson(served, 'Bob');
    await importText(bob, 'b.json', bundleOf([patient('q', 'Birch'), weight('x', 80, '2024-01-01')]));
    const theirs = await connect(served.base, bob, app);
    const mine = await connect(served.base, ana, app);
    expect((await fhir(served.base, mine.access_token, `Patient/${theirs.patient}`)).status).toBe(404);
    expect(await total(theirs.access_token, 'Observation')).toBe(1);
  });

  it('[SMART#78,115] are what the person left of them', async () => {
    const tokens = await only('patient/*.rs offline_access', { scope: 'offline_access patient/Patient.rs' });
    expect(tokens.scope).toBe('offline_access patient/Patient.rs');
    expect((await refresh(served.base, app, tokens.refresh_token)).body['scope']).toBe(tokens.scope);
    await expect(only('patient/Patient.rs', { scope: 'patient/*.rs' })).rejects.toMatchObject({ status: 403 });
    await expect(only('patient/Patient.r', { scope: 'patient/Patient.rs' })).rejects.toMatchObject({ status: 403 });
  });

  it('[SMART#149,164,363] of a patient bring the patient along', async () => {
    expect((await only('patient/Observation.rs')).patient).toMatch(/^[\w-]+$/);
  });
});

describe('OpenID Connect', () => {
  it('[SMART#197,198,200,205,207,209,210,358] signs who it was by RS256, with a fhirUser that can be read', async () => {
    const { id_token: token, access_token: bearer, patient: id } = await connect(served.base, ana, app, { nonce: 'n-1' });
    const configuration = (await (await fetch(`${served.base}/.well-known/openid-configuration`)).json()) as Record<string, string>;
    for (const name of [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'response_types_supported',
      'subject_types_supported',
    ])
      expect(configuration).toHaveProperty(name);
    expect(configuration['id_token_signing_alg_values_supported']).toEqual(['RS256']);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) as string });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(configuration['jwks_uri'] ?? '')), {
      issuer: served.base,
      audience: app.client_id,
    });
    expect(payload).toMatchObject({ nonce: 'n-1', fhirUser: `${served.base}/fhir/Patient/${id}` });
    expect((payload.sub ?? '').length).toBeLessThan(256);
    expect((await fhir(served.base, bearer, `Patient/${id}`)).status).toBe(200);
    const { keys } = (await (await fetch(configuration['jwks_uri'] ?? '')).json()) as { keys: Record<string, string>[] };
    expect(keys).toEqual([
      { kty: 'RSA', n: expect.any(String) as string, e: 'AQAB', kid: expect.any(String) as string, use: 'sig', alg: 'RS256' },
    ]);
  });

  it('says who it was only where the person let it', async () => {
    expect(await connect(served.base, ana, app, {}, { scope: 'patient/*.rs' })).not.toHaveProperty('id_token');
  });
});

describe('a refresh', () => {
  it('[SMART#100,101,103,104,109,110,111,112,113,114,365] gives the same scopes anew, to the same client alone', async () => {
    for (const stay of ['offline_access', 'online_access']) {
      const tokens = await connect(served.base, ana, app, { scope: `${stay} patient/*.rs` });
      const stranger = await registerApp(served.base);
      expect((await refresh(served.base, stranger, tokens.refresh_token)).body['error']).toBe('invalid_grant');
      const { status, headers, body } = await refresh(served.base, app, tokens.refresh_token);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: tokens.scope });
      expect(body['access_token']).not.toBe(tokens.access_token);
    }
  });
});

describe('introspection', () => {
  it('[SMART#271,272,273,274,275,276,277,278,279,282,283] tells a client, or whoever holds a token to the same record, what a token is good for', async () => {
    const tokens = await connect(served.base, ana, app);
    const other = await connect(served.base, ana, await registerApp(served.base));
    const now = Math.floor(Date.now() / 1000);
    for (const [form, headers] of [
      [{ client_id: app.client_id }, {}],
      [{}, { authorization: `Bearer ${tokens.access_token}` }],
      [{}, { authorization: `Bearer ${other.access_token}` }],
    ] as const) {
      const { status, body } = await postForm(served.base, '/oauth/introspect', { token: tokens.access_token, ...form }, headers);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        active: true,
        scope: tokens.scope,
        client_id: app.client_id,
        patient: tokens.patient,
        iss: served.base,
        fhirUser: `${served.base}/fhir/Patient/${tokens.patient}`,
      });
      expect(typeof body['sub']).toBe('string');
      expect(Math.abs((body['exp'] as number) - now - 3600)).toBeLessThan(10);
    }
  });

  it('of what is wrong, over, or another person’s says only that', async () => {
    const tokens = await connect(served.base, ana, app);
    const cedar = await newPerson(served, 'Cedar');
    const theirs = await connect(served.base, cedar, app);
    const over = await connect(served.base, ana, app);
    await postForm(served.base, '/oauth/revoke', { token: over.refresh_token, client_id: app.client_id });
    for (const [token, bearer] of [
      ['nonsense', tokens.access_token],
      [over.access_token, tokens.access_token],
      [tokens.access_token, theirs.access_token],
      [ana.bearer, tokens.access_token],
    ] as const)
      expect((await postForm(served.base, '/oauth/introspect', { token }, { authorization: `Bearer ${bearer}` })).body).toEqual({
        active: false,
      });
    expect((await postForm(served.base, '/oauth/introspect', { token: tokens.access_token })).status).toBe(401);
    expect(
      (await postForm(served.base, '/oauth/introspect', { token: tokens.access_token }, { authorization: `Bearer ${over.access_token}` }))
        .status,
    ).toBe(401);
  });
});

describe('a client with keys', () => {
  it('[SMART#296,297,305] registers them by address or as they are, and nobody changes them', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k' }] };
    const direct = await registerApp(served.base, { token_endpoint_auth_method: 'private_key_jwt', jwks });
    expect(direct).toMatchObject({ jwks });
    expect(
      await registerApp(served.base, { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://app.example/jwks' }),
    ).toMatchObject({ jwks_uri: 'https://app.example/jwks' });
    expect(
      (
        await fetch(`${served.base}/oauth/register/${direct.client_id}`, {
          method: 'PUT',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404);
  });
});
