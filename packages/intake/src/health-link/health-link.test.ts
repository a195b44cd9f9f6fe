import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fetch, Fetched } from '../fetch.ts';
import { type Decipher, decrypt } from './decrypt.ts';
import { openHealthLink } from './open-link.ts';
import { type HealthLink, parseHealthLink } from './parse-link.ts';

const at = '2026-03-01T10:00:00Z';
const key = new Uint8Array(randomBytes(32));
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const linkOf = (more: object = {}) =>
  `shlink:/${b64(JSON.stringify({ url: 'https://share.example/abc', key: b64(key), flag: 'L', label: 'From Eva', ...more }))}`;

function encrypt(text: string, header: object = { cty: 'application/fhir+json', zip: 'DEF' }, by: Uint8Array = key): string {
  const head = b64(JSON.stringify({ alg: 'dir', enc: 'A256GCM', ...header }));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', by, iv, { authTagLength: 16 }).setAAD(Buffer.from(head));
  const body = Buffer.concat([cipher.update('zip' in header ? deflateRawSync(text) : Buffer.from(text)), cipher.final()]);
  return [head, '', b64(iv), b64(body), b64(cipher.getAuthTag())].join('.');
}

const decipher: Decipher = (by, nonce, aad, sealed) => {
  const opening = createDecipheriv('aes-256-gcm', by, nonce, { authTagLength: 16 }).setAAD(aad).setAuthTag(sealed.subarray(-16));
  const plain = opening.update(sealed.subarray(0, -16));
  try {
    opening.final();
    return plain;
  } catch {
    return undefined;
  }
};

const answer = (status: number, body: unknown, headers = {}): Fetched => ({
  kind: 'answer',
  status,
  headers,
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const must = (text: string): HealthLink => {
  const parsed = parseHealthLink(text);
  if (!parsed.ok) throw new Error('does not parse');
  return parsed.value;
};
const opening = (fetch: Fetch, more = {}) =>
  openHealthLink(must(linkOf(more)), {
    ask: fetch,
    decipher,
    recipient: 'Eva',
    at,
    ...('flag' in more && more.flag === 'LP' && { passcode: '1' }),
  });
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const sampleDirectory = join(process.env['SATCHEL_SAMPLES'] ?? '/nowhere', 'd2-smart-health-links/hl7-ig');

describe('reading a link', () => {
  it('reads a bare link and one behind the address of a viewer', () => {
    expect(must(linkOf())).toMatchObject({
      url: 'https://share.example/abc',
      label: 'From Eva',
      flags: { longTerm: true, passcode: false, direct: false },
    });
    expect(must(`https://viewer.example/see#${linkOf()}`)).toEqual(must(linkOf()));
  });
  it.each([
    ['something else', 'https://share.example/abc'],
    ['a cut link', linkOf().slice(0, 40)],
    ['a short key', linkOf({ key: 'abcd' })],
    ['a later version', linkOf({ v: 2 })],
    ['no address', linkOf({ url: 'file:///etc/passwd' })],
  ])('refuses %s with a reason', (_, link) => {
    expect(parseHealthLink(link)).toMatchObject({ ok: false, issues: [{ code: 'value' }] });
  });
  it('never throws [S28]', () => {
    fc.assert(
      fc.property(fc.string(), (tail) => void parseHealthLink(`shlink:/${b64(tail)}`)),
      { numRuns: 300 },
    );
  });
});

describe('opening files', () => {
  it('opens what was sealed, compressed or not, and without a type', async () => {
    expect(decrypt(encrypt('{"a":1}'), key, decipher)).toMatchObject({ contentType: 'application/fhir+json' });
    expect(text(decrypt(encrypt('plain', { kid: 'x' }), key, decipher)?.bytes)).toBe('plain');
  });
  it('opens nothing that was changed, sealed to another key, or is no JWE [S4]', async () => {
    const good = encrypt('secret');
    const flipped = good.slice(0, -3) + (good.at(-3) === 'A' ? 'B' : 'A') + good.slice(-2);
    const shortTag = good.slice(0, good.lastIndexOf('.') + 7);
    for (const bad of [
      flipped,
      shortTag,
      encrypt('x', {}, randomBytes(32)),
      'a.b.c',
      '',
      encrypt('x', { alg: 'none' }),
      encrypt('x', { enc: 'A128CBC-HS256' }),
    ])
      expect(decrypt(bad, key, decipher)).toBeUndefined();
  });
  it('stops a bomb [S26]', async () => {
    expect(decrypt(encrypt('0'.repeat(64 * 1024 * 1024 + 1)), key, decipher)).toBeUndefined();
  });
});

describe('following a link', () => {
  it('asks for the manifest with the name of who asks, and takes embedded and located files', async () => {
    const asked: unknown[] = [];
    const done = await opening(async (url, request) => {
      asked.push([url, request?.body && JSON.parse(request.body)]);
      return request?.method === 'POST'
        ? answer(200, {
            files: [
              { contentType: 'application/smart-health-card', embedded: encrypt('one') },
              { contentType: 'application/fhir+json', location: 'https://share.example/f2' },
            ],
          })
        : answer(200, encrypt('two'));
    });
    expect(done.ok && done.value.map((file) => [file.contentType, text(file.bytes)])).toEqual([
      ['application/smart-health-card', 'one'],
      ['application/fhir+json', 'two'],
    ]);
    expect(asked[0]).toEqual(['https://share.example/abc', { recipient: 'Eva', embeddedLengthMax: 1_048_576 }]);
  });
  it('asks a direct link for the file itself', async () => {
    const done = await opening(
      async (url) => (url === 'https://share.example/abc?recipient=Eva' ? answer(200, encrypt('file')) : answer(500, '')),
      { flag: 'U' },
    );
    expect(done.ok && text(done.value[0]?.bytes)).toBe('file');
  });
  it('says what is wrong: passcode, tries left, gone, asked too often, nobody there [S39]', async () => {
    const words = async (fetched: Fetched, more = {}) => {
      const done = await opening(async () => fetched, more);
      return done.ok ? '' : `${done.issues[0]?.diagnostics} ${done.issues[0]?.remedy}`;
    };
    expect(await words(answer(401, { remainingAttempts: 2 }), { flag: 'LP' })).toBe(
      'This is not the right passcode. 2 tries are left; after that the link stops for good.',
    );
    expect(await words(answer(404, ''))).toMatch(/no longer works/);
    expect(await words(answer(429, '', { 'retry-after': '30' }))).toMatch(/in 30 seconds/);
    expect(await words({ kind: 'none', why: 'no such host.' })).toMatch(/no such host/);
    expect(await words(answer(200, 'not json'))).toMatch(/not what a health link gives/);
    expect(await words(answer(200, { files: [] }))).toMatch(/nothing behind/);
    expect(await words(answer(200, { files: [{ embedded: 'x.y.z' }] }))).toMatch(/does not open/);
  });
  it('asks nobody where the link has expired or a passcode is missing', async () => {
    const never: Fetch = async () => {
      throw new Error('asked');
    };
    expect(await opening(never, { exp: 1000 })).toMatchObject({ ok: false, issues: [{ code: 'expired' }] });
    expect(await openHealthLink(must(linkOf({ flag: 'P' })), { ask: never, decipher, recipient: 'Eva', at })).toMatchObject({
      ok: false,
      issues: [{ code: 'required' }],
    });
  });
});

describe.skipIf(!existsSync(sampleDirectory))('published links', () => {
  it('refuses the published file that is signed and not sealed', async () => {
    const link = must(readFileSync(join(sampleDirectory, 'CARIN_INS_CD-bundle-01-shl.txt'), 'utf8'));
    expect(decrypt(readFileSync(join(sampleDirectory, 'CARIN_INS_CD-bundle-01-enc.txt'), 'utf8'), link.key, decipher)).toBeUndefined();
  });
  const others = join(process.env['SATCHEL_SAMPLES'] ?? '', 'LOCAL-TEST-ONLY/d2-smart-health-links/seanno/ips');
  it.skipIf(!existsSync(others))('opens the published summaries with the key in their links', async () => {
    for (const name of [
      'AT_ELGA_GmbH_01',
      'IPS_IG-bundle-01',
      'IPS_IG_bundle-minimal',
      'IPS_IG_bundle-no-info-required-sections',
      'NL_Curavista_01',
    ]) {
      const link = must(readFileSync(join(others, `${name}-shl.txt`), 'utf8'));
      const plain = join(others, `${name}-enc.txt`);
      const jwe = existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(readFileSync(`${plain}.gz`)).toString();
      expect(text(decrypt(jwe, link.key, decipher)?.bytes)).toMatch(/"resourceType"\s*:\s*"Bundle"/);
    }
  });
});
