import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approve, beginService, fhir, postForm, registerApp, type TestApp } from '../../testing/apps.ts';
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
import { ASSERTION_TYPE } from './assertion.ts';

const NIGHTLY = process.env['SATCHEL_NIGHTLY'] === '1';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });

let served: Served;
let ana: Person;
let service: TestApp;
let other: TestApp;
let endpoint: string;

beforeAll(async () => {
  served = await serveForTest();
  endpoint = `${served.base}/oauth/token`;
  ana = await newPerson(served, 'Ana');
  await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), weight('w', 70, '2024-01-01')]));
  const metadata = {
    client_name: 'Nightly backup',
    redirect_uris: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    scope: 'system/*.rs',
    jwks: { keys: [jwk(rsa.publicKey, 'rsa'), jwk(ec.publicKey, 'ec')] },
  };
  service = await registerApp(served.base, metadata);
  other = await registerApp(served.base, metadata);
  expect((await asked(assertion({}))).body).toMatchObject({ error: 'invalid_scope' });
  await approve(ana, await beginService(ana, service.client_id));
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

const encoded = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({
  iss: service.client_id,
  sub: service.client_id,
  aud: endpoint,
  exp: now() + 200,
  jti: randomUUID(),
  ...more,
});

interface Made {
  readonly header?: object | string;
  readonly payload?: object | string;
  readonly key?: KeyObject;
  readonly signature?: string;
}

function assertion({
  header = { alg: 'RS384', kid: 'rsa', typ: 'JWT' },
  payload = claims(),
  key = rsa.privateKey,
  signature,
}: Made): string {
  const signed = `${encoded(header)}.${encoded(payload)}`;
  const made =
    key.asymmetricKeyType === 'ec'
      ? sign('sha384', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
      : sign('sha384', Buffer.from(signed), key);
  return `${signed}.${signature ?? made.toString('base64url')}`;
}

const asked = (made: string, more: Readonly<Record<string, string>> = {}) =>
  postForm(served.base, '/oauth/token', {
    grant_type: 'client_credentials',
    scope: 'system/*.rs',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: made,
    ...more,
  });

describe('a service that was let in', () => {
  it.each([
    ['RS384', 'rsa', rsa.privateKey],
    ['ES384', 'ec', ec.privateKey],
  ])('[SMART#240,249,253,254,255,256,258,261] gets a token of five minutes for an assertion signed by %s', async (alg, kid, key) => {
    const { status, body } = await asked(assertion({ header: { alg, kid, typ: 'JWT' }, key }));
    expect([status, body]).toMatchObject([200, { token_type: 'Bearer', expires_in: 300, scope: 'system/*.rs' }]);
    expect(body).not.toHaveProperty('refresh_token');
    const found = await fhir(served.base, body['access_token'] as string, 'Observation');
    expect(JSON.parse(found.text)).toMatchObject({ total: 1 });
  });

  it('[SMART#142,241,250,259] gets less when it asks for less, and nothing that was not allowed', async () => {
    const { body } = await asked(assertion({}), { scope: 'system/Patient.rs system/Nothing.rs patient/*.rs' });
    expect(body['scope']).toBe('system/Patient.rs');
    expect((await fhir(served.base, body['access_token'] as string, 'Patient')).status).toBe(200);
    const hidden = await fhir(served.base, body['access_token'] as string, 'Observation');
    expect(hidden.status === 403 || (JSON.parse(hidden.text) as { total: number }).total === 0).toBe(true);
    for (const scope of ['system/*.cruds', 'patient/*.rs', '', 'openid']) expect((await asked(assertion({}), { scope })).status).toBe(400);
  });

  it('and nobody else is: another client, or the same after it was taken back', async () => {
    const theirs = assertion({ payload: claims({ iss: other.client_id, sub: other.client_id }) });
    expect((await asked(theirs)).body).toMatchObject({ error: 'invalid_scope' });
  });
});

/** An assertion that must not be taken, by name. */
function* forged(): Iterable<readonly [name: string, made: string]> {
  const [head = '', body = '', tail = ''] = assertion({}).split('.');
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
  const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
  for (const alg of ['none', 'None', 'NONE', 'nOnE', ''])
    for (const signature of ['', tail]) yield [`alg ${alg}`, assertion({ header: { alg, kid: 'rsa' }, signature })];
  for (const alg of ['HS256', 'HS384', 'HS512'])
    for (const secret of [pem, der, JSON.stringify(rsa.publicKey.export({ format: 'jwk' })), '', 'secret']) {
      const signed = `${encoded({ alg, kid: 'rsa' })}.${encoded(claims())}`;
      yield [
        `${alg} with the public key`,
        `${signed}.${createHmac(`sha${alg.slice(2)}`, secret)
          .update(signed)
          .digest('base64url')}`,
      ];
    }
  for (const alg of ['RS256', 'RS512', 'PS384', 'ES256', 'ES384', 'EdDSA', 'RS384 ', 'rs384', 384, null, ['RS384'], {}])
    yield [`alg ${JSON.stringify(alg)}`, assertion({ header: { alg, kid: 'rsa' } })];
  const own = jwk(stranger.publicKey, 'rsa');
  for (const more of [{}, { jwk: own }, { jku: 'https://evil.example/jwks' }, { x5u: 'https://evil.example/c' }, { x5c: ['AAAA'] }])
    for (const kid of ['rsa', 'ec', 'own', '', '../rsa', '/dev/null', "' OR 1=1", undefined, 0, null])
      yield [
        `a stranger's key as ${kid} ${Object.keys(more).join()}`,
        assertion({ header: { alg: 'RS384', kid, ...more }, key: stranger.privateKey }),
      ];
  for (const header of [
    { alg: 'RS384' },
    { alg: 'RS384', kid: 'rsa', crit: ['x'], x: 1 },
    { alg: 'RS384', kid: 'rsa', crit: [] },
    { alg: 'RS384', kid: 'rsa', crit: ['b64'], b64: false },
    { alg: 'RS384', kid: 'rsa', zip: 'DEF', crit: ['zip'] },
    { alg: 'RS384', kid: 'rsa', jku: 'https://evil.example' },
    [],
    null,
    'x',
    1,
  ])
    yield [`header ${JSON.stringify(header)}`, assertion({ header: JSON.stringify(header) })];
  for (const [name, values] of Object.entries({
    iss: [undefined, '', 'nobody', null, 1, ['x'], {}],
    sub: [undefined, '', 'nobody', null, 1, 'other'],
    aud: [
      undefined,
      '',
      'https://evil.example/token',
      endpoint.slice(1),
      `${endpoint}/`,
      `${endpoint}?x`,
      served.base,
      `${served.base}/fhir`,
      [endpoint, 'https://evil.example'],
      [],
      null,
      1,
      {},
    ],
    exp: [undefined, 0, -1, now() - 60, now() + 600, now() + 86_400, 1e12, '9999999999', null, [], {}, now() + 311],
    nbf: [now() + 600, 'x'],
    iat: ['x'],
    jti: [undefined, '', null, 1, {}, []],
  }))
    for (const value of values) yield [`${name} ${JSON.stringify(value)}`, assertion({ payload: claims({ [name]: value }) })];
  yield [
    'claims given twice',
    assertion({
      payload: JSON.stringify(claims())
        .replace('{', `{"exp":${now() + 100},`)
        .replace(/"exp":\d+,"jti/, '"exp":1,"jti'),
    }),
  ];
  for (const payload of ['[]', 'null', '"x"', '1', '', '{', '{}', '{"iss":']) yield [`payload ${payload}`, assertion({ payload })];
  for (const made of [
    '',
    '.',
    '..',
    '...',
    head,
    `${head}.${body}`,
    `${head}.${body}.`,
    `.${body}.${tail}`,
    `${head}..${tail}`,
    `${head}.${body}.${tail}.`,
    `${head}.${body}.${tail}.${tail}`,
    `${head}=.${body}.${tail}`,
    ` ${head}.${body}.${tail}`,
    `${head}.${body}.${tail}\n`,
    'a'.repeat(100_000),
  ])
    yield [`shape ${made.slice(0, 20)}`, made];
  // Flipped characters, each of a fresh assertion.
  const flips = NIGHTLY ? 2000 : 350;
  for (let n = 0; n < flips; n++) {
    const whole = assertion({});
    const at = Math.floor((n / flips) * whole.length);
    // The last character of a part may carry bits that mean nothing.
    if (whole[at] === '.' || whole[at + 1] === '.' || at === whole.length - 1) continue;
    yield [`flip at ${at}`, whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1)];
  }
}

describe('[S04] a forged client assertion', () => {
  it('[SMART#251,335,337,338,340] is refused in every form', { timeout: 120_000 }, async () => {
    const tried: string[] = [];
    const taken: string[] = [];
    for (const [name, made] of forged()) {
      const { status, body } = await asked(made);
      tried.push(name);
      if (status < 400 || status >= 500 || body['access_token'] !== undefined) taken.push(`${name}: ${status}`);
    }
    expect(taken).toEqual([]);
    expect(tried.length).toBeGreaterThanOrEqual(500);
  });

  it('[SMART#336] is good once: the same again, at once or later, is refused', async () => {
    const made = assertion({});
    const statuses = (await Promise.all([asked(made), asked(made), asked(made)])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
    expect((await asked(made)).status).toBe(401);
    // Another assertion under the same name is no other.
    const jti = randomUUID();
    expect((await asked(assertion({ payload: claims({ jti }) }))).status).toBe(200);
    expect((await asked(assertion({ payload: claims({ jti, exp: now() + 100 }) }))).status).toBe(401);
  });

  it('of another type, or beside another way of showing who asks, is refused', async () => {
    for (const type of ['', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer', 'jwt'])
      expect((await asked(assertion({}), { client_assertion_type: type })).status).toBe(400);
    expect((await asked(assertion({}), { client_secret: 'x', client_id: service.client_id })).status).toBe(400);
    expect((await asked(assertion({}), { client_id: other.client_id })).status).toBe(401);
    expect((await asked(assertion({}), { grant_type: 'nonsense' })).body).toMatchObject({ error: 'unsupported_grant_type' });
  });
});
