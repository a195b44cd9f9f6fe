import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorization,
  authorize,
  codeFor,
  connect,
  exchange,
  fhir,
  newVerifier,
  postForm,
  REDIRECT,
  registerApp,
  type TestApp,
} from '../../testing/apps.ts';
import { newPerson, type Person, removeDir, type Served, serveForTest } from '../../testing/served.ts';

let served: Served;
let ana: Person;
let app: TestApp;
let other: TestApp;

beforeAll(async () => {
  served = await serveForTest();
  ana = await newPerson(served, 'Ana');
  app = await registerApp(served.base);
  other = await registerApp(served.base, { redirect_uris: ['https://other.example/callback'] });
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

/** Every way we know to be almost right. */
const NEARLY: readonly string[] = [
  ...['', '/', '?', '#', '#x', '?a=b', '%', '%00', '%20', ' ', '/..', '/../callback', '//', '.', ';', '\\', '@evil.example'].map(
    (tail) => REDIRECT + tail,
  ),
  ...[
    'http://app.example/callback',
    'https://app.example:443/callback',
    'https://app.example:8443/callback',
    'https://evil.example/callback',
  ],
  ...['https://sub.app.example/callback', 'https://app.example.evil.example/callback', 'https://app.example@evil.example/callback'],
  ...[
    'https://app.exampl/callback',
    'https://app.example/callbac',
    'https://app.example/Callback',
    'https://APP.example/callback',
    'https://app.example//callback',
  ],
  ...[
    'https:/app.example/callback',
    'https:app.example/callback',
    '//app.example/callback',
    '/callback',
    'callback',
    'javascript:alert(1)',
    'data:text/html,x',
  ],
  ...[
    'https://app.example/./callback',
    'https://app.example/%63allback',
    'https://app.example/callback​',
    'https://other.example/callback',
    '*',
    'null',
  ],
].filter((uri) => uri !== REDIRECT);

describe('[S03] the authorization endpoint', () => {
  it.each(NEARLY)('goes nowhere for a redirect_uri that is not the registered one: %j', async (uri) => {
    const { status, location } = await authorize(served.base, authorization(served.base, app, newVerifier(), { redirect_uri: uri }));
    expect([status, location]).toEqual([400, null]);
  });

  it.each([undefined, '', 'nobody', '../x', 'a'.repeat(5000)])('goes nowhere for a client that is not known: %j', async (id) => {
    const { status, location } = await authorize(served.base, authorization(served.base, app, newVerifier(), { client_id: id }));
    expect([status, location]).toEqual([400, null]);
  });

  const challenge = newVerifier();
  const wrong: Readonly<Record<string, readonly (string | undefined)[]>> = {
    response_type: [undefined, '', 'token', 'id_token', 'code id_token', 'code token', 'CODE', 'none'],
    response_mode: ['fragment', 'form_post', 'query.jwt', 'jwt'],
    code_challenge: [undefined, '', 'x', `${challenge}=`, `${challenge}a`, challenge.slice(1), `${challenge.slice(1)}!`, 'a'.repeat(128)],
    code_challenge_method: [undefined, '', 'plain', 's256', 'S512', 'none'],
    state: [undefined, ''],
    aud: [undefined, '', 'https://evil.example/fhir', 'HERE', 'HERE/fhi', 'HERE/fhir?x', 'HERE/fhir/metadata', 'HERE/fhir#', 'HERE/FHIR'],
    scope: [
      undefined,
      '',
      'nonsense',
      'patient/*.sr',
      'patient/Nothing.rs',
      'system/*.rs',
      'offline_access',
      'patient/*.',
      'patient/Observation.rs?nonsense=1',
    ],
    prompt: ['none', 'none login'],
    request: ['eyJhbGciOiJub25lIn0.e30.'],
    request_uri: ['https://evil.example/request'],
    launch: ['abc'],
  };
  const cases = Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  it.each(cases)('gives no code for %s %j, and says so to the app', async (name, value) => {
    const { status, location } = await authorize(
      served.base,
      authorization(served.base, app, newVerifier(), { [name]: value?.replace('HERE', served.base) }),
    );
    const back = new URL(location ?? '');
    expect([status, back.origin + back.pathname, back.searchParams.has('code')]).toEqual([303, REDIRECT, false]);
    expect(back.searchParams.get('error')).toMatch(
      /^(invalid_request|unsupported_response_type|invalid_scope|login_required|request_not_supported)$/,
    );
    expect(back.searchParams.get('iss')).toBe(served.base);
    if (name !== 'state') expect(back.searchParams.get('state')).toBe('a-state-that-nobody-guesses');
  });

  it.each(['client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'aud'])('refuses %s given twice', async (name) => {
    const parameters = authorization(served.base, app, newVerifier());
    parameters.append(name, parameters.get(name) ?? '');
    const { location } = await authorize(served.base, parameters);
    expect(location ?? '').not.toMatch(/^\/connect\//);
    expect(location === null || new URL(location).searchParams.get('error') === 'invalid_request').toBe(true);
  });

  it('asks by POST as by GET', async () => {
    const response = await fetch(`${served.base}/oauth/authorize`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: authorization(served.base, app, newVerifier()).toString(),
    });
    expect([response.status, response.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/connect\/[\w-]{22}$/)]);
  });
});

/** One character off at each of some places. */
const oneOff = (text: string): string[] =>
  [0, 1, Math.floor(text.length / 2), text.length - 2, text.length - 1].map(
    (at) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1),
  );

describe('[S03] the token endpoint gives nothing', () => {
  let verifier: string;
  let code: string;
  beforeAll(async () => {
    verifier = newVerifier();
    code = await codeFor(served.base, ana, app, verifier);
  });
  const refused = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
    expect([400, 401]).toContain(status);
    expect(typeof body['error']).toBe('string');
    expect(body).not.toHaveProperty('access_token');
  };

  it('for a code that is almost right', async () => {
    const [shard = '', id = ''] = code.split('.');
    const wrong = code.split('').map((letter, at) => code.slice(0, at) + (letter === 'A' ? 'B' : 'A') + code.slice(at + 1));
    for (const each of [...wrong, '', '.', '..', `${code}.`, `${code}A`, code.slice(1), ana.bearer, `${shard}.${id}`, code.toUpperCase()])
      refused(await exchange(served.base, app, each, verifier));
  });

  it('for PKCE that is missing or wrong', async () => {
    for (const each of [
      ...oneOff(verifier),
      '',
      verifier.slice(1),
      `${verifier}a`,
      newVerifier(),
      'x',
      'a'.repeat(129),
      verifier.toUpperCase(),
    ])
      refused(await exchange(served.base, app, code, each));
    const { code_verifier: _, ...without } = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      client_id: app.client_id,
      code_verifier: verifier,
    };
    refused(await postForm(served.base, '/oauth/token', without));
  });

  it('for another redirect_uri, client or way of showing who asks', async () => {
    for (const uri of NEARLY) refused(await exchange(served.base, app, code, verifier, { redirect_uri: uri }));
    for (const client of [other.client_id, '', 'nobody', app.client_id.slice(1), ...oneOff(app.client_id)])
      refused(await exchange(served.base, app, code, verifier, { client_id: client }));
    refused(await exchange(served.base, app, code, verifier, { client_secret: 'x' }));
    refused(await exchange(served.base, app, code, verifier, { client_assertion: 'x', client_assertion_type: 'y' }));
    for (const authorization of [
      'Basic !',
      'Basic ',
      `Basic ${btoa(`${app.client_id}:`)}`,
      `Basic ${btoa(`${app.client_id}:x`)}`,
      'Bearer x',
      'x',
    ])
      refused(
        await postForm(
          served.base,
          '/oauth/token',
          { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier },
          { authorization },
        ),
      );
  });

  it('for another grant_type, another encoding, or a parameter given twice', async () => {
    for (const grant of [
      '',
      'code',
      'password',
      'implicit',
      'client_credentials',
      'refresh_token',
      'AUTHORIZATION_CODE',
      'urn:ietf:params:oauth:grant-type:device_code',
    ])
      refused(await exchange(served.base, app, code, verifier, { grant_type: grant }));
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      client_id: app.client_id,
      code_verifier: verifier,
    }).toString();
    for (const [type, body] of [
      ['application/json', JSON.stringify(Object.fromEntries(new URLSearchParams(form)))],
      ['text/plain', form],
      ['multipart/form-data; boundary=x', form],
      ...['code', 'client_id', 'grant_type', 'code_verifier'].map(
        (name) => ['application/x-www-form-urlencoded', `${form}&${name}=x`] as const,
      ),
    ] as const) {
      const response = await fetch(`${served.base}/oauth/token`, { method: 'POST', headers: { 'content-type': type }, body });
      refused({ status: response.status === 415 ? 400 : response.status, body: (await response.json()) as Record<string, unknown> });
    }
    const inAddress = await fetch(`${served.base}/oauth/token?${form}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    });
    refused({ status: inAddress.status, body: (await inAddress.json()) as Record<string, unknown> });
    expect((await fetch(`${served.base}/oauth/token?${form}`)).status).toBe(405);
  });

  it('and the code that all of that was tried with is good once, and once only: reuse takes back what came of it', async () => {
    const { status, body } = await exchange(served.base, app, code, verifier);
    expect(status).toBe(200);
    const access = body['access_token'] as string;
    expect((await fhir(served.base, access, 'Patient')).status).toBe(200);
    refused(await exchange(served.base, app, code, verifier));
    expect((await fhir(served.base, access, 'Patient')).status).toBe(401);
    refused(
      await postForm(served.base, '/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: body['refresh_token'] as string,
        client_id: app.client_id,
      }),
    );
  });

  it('two at once with one code: at most one gets a token, and it does not last', async () => {
    const again = newVerifier();
    const twice = await codeFor(served.base, ana, app, again);
    const answers = await Promise.all([exchange(served.base, app, twice, again), exchange(served.base, app, twice, again)]);
    const got = answers.filter(({ status }) => status === 200);
    expect(got.length).toBeLessThanOrEqual(1);
    for (const { body } of got) expect((await fhir(served.base, body['access_token'] as string, 'Patient')).status).toBe(401);
  });

  it('a code or a refresh token opens nothing by itself', async () => {
    const tokens = await connect(served.base, ana, app);
    const fresh = await codeFor(served.base, ana, app, newVerifier());
    for (const bearer of [fresh, tokens.refresh_token]) expect((await fhir(served.base, bearer, 'Patient')).status).toBe(401);
    expect((await fhir(served.base, tokens.access_token, 'Patient')).status).toBe(200);
    refused(
      await postForm(served.base, '/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: tokens.access_token,
        client_id: app.client_id,
      }),
    );
    refused(
      await postForm(served.base, '/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
        client_id: other.client_id,
      }),
    );
  });
});

describe('[S03] registration', () => {
  it.each([
    { redirect_uris: [] },
    { redirect_uris: ['http://app.example/callback'] },
    { redirect_uris: ['javascript:alert(1)'] },
    { redirect_uris: ['https://app.example/#x'] },
    { redirect_uris: ['https://a:b@app.example/'] },
    { redirect_uris: ['/callback'] },
    { redirect_uris: ['https://*.example/'] },
    { redirect_uris: 'https://app.example/callback' },
    { response_types: ['token'] },
    { grant_types: ['implicit'] },
    { grant_types: ['client_credentials'] },
    { token_endpoint_auth_method: 'client_secret_jwt' },
    { token_endpoint_auth_method: 'private_key_jwt' },
    { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [] } },
    { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } },
    { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://app.example/jwks' },
    { client_name: 'x‮y' },
    { client_name: 'x'.repeat(101) },
  ])('refuses %j', async (metadata) => {
    await expect(registerApp(served.base, metadata)).rejects.toThrow(/invalid_(redirect_uri|client_metadata)/);
  });
});
