import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Parsed, Source } from '../../source.ts';
import type { IssuerDirectory } from './issuers.ts';
import { createHealthCard, healthCard } from './parse.ts';

const ISS = 'https://clinic.example/shc';
const at = '2026-03-01T10:00:00Z';
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const shot = { system: 'http://hl7.org/fhir/sid/cvx', code: '208' };
const bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { fullUrl: 'resource:0', resource: { resourceType: 'Patient', name: [{ family: 'Muster', given: ['Eva'] }], birthDate: '1980-02-01' } },
    {
      fullUrl: 'resource:1',
      resource: {
        resourceType: 'Immunization',
        status: 'completed',
        vaccineCode: { coding: [shot] },
        patient: { reference: 'resource:0' },
        occurrenceDateTime: '2021-03-04',
      },
    },
  ],
};
const claims = (more: object = {}) => ({
  iss: ISS,
  nbf: 1_614_800_000.5,
  vc: { type: ['https://smarthealth.cards#health-card'], credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundle }, rid: 'r1' },
  ...more,
});

let key: CryptoKeyPair;
let issuers: IssuerDirectory;

beforeAll(async () => {
  key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const crls = [{ kid: 'k1', rids: ['gone', 'older.1600000000'] }];
  issuers = { taken: '2026-01-01', issuers: [{ iss: ISS, name: 'Example Clinic', keys: [{ kid: 'k1', x, y }], crls }] };
});

async function sign(payload: object, header: object = {}): Promise<string> {
  const head = b64(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid: 'k1', ...header }));
  const signed = `${head}.${b64(deflateRawSync(JSON.stringify(payload)))}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(signed));
  return `${signed}.${b64(new Uint8Array(signature))}`;
}

const sourceOf = (text: string, name = 'card.smart-health-card'): Source => ({
  name,
  async *open() {
    yield Buffer.from(text);
  },
});
const file = (...cards: string[]) => JSON.stringify({ verifiableCredential: cards });
const digits = (text: string) => Array.from(text, (letter) => String(letter.charCodeAt(0) - 45).padStart(2, '0')).join('');

async function read(text: string, format = createHealthCard(issuers)): Promise<Parsed[]> {
  const all: Parsed[] = [];
  for await (const parsed of format.parse(sourceOf(text), { at })) all.push(parsed);
  return all;
}
const draftsIn = (all: readonly Parsed[]) => all.flatMap((each) => (each.kind === 'draft' ? [each.draft] : []));
const saidIn = (all: readonly Parsed[]) =>
  all
    .flatMap((each) => (each.kind === 'note' ? [each.issue] : each.kind === 'unread' ? each.issues : []))
    .map(({ diagnostics }) => diagnostics);

describe('SMART Health Cards', () => {
  it('takes in the facts of a card whose signature is right, and says who signed', async () => {
    const all = await read(file(await sign(claims())));
    expect(saidIn(all)).toEqual(['Signed by Example Clinic; the signature is right (issuers as of 2026-01-01).']);
    const [patient, shotDraft] = draftsIn(all);
    expect(shotDraft?.resource).toMatchObject({
      resourceType: 'Immunization',
      meta: { source: ISS, tag: [{ code: 'verified' }] },
      patient: { reference: patient?.source?.id },
    });
  });

  it('reads the same card from a file, a QR code, several QR codes in any order, a deep link and bare', async () => {
    const jws = await sign(claims());
    const half = Math.ceil(jws.length / 2);
    const forms = [
      file(jws),
      jws,
      `shc:/${digits(jws)}`,
      `shc:/2/2/${digits(jws.slice(half))}\nshc:/1/2/${digits(jws.slice(0, half))}`,
      `https://app.example/SMARTHealthCard/#${encodeURIComponent(file(jws))}`,
    ];
    const read0 = draftsIn(await read(file(jws)));
    for (const form of forms) {
      expect(healthCard.recognise({ name: 'x', bytes: new Uint8Array(), text: form })).toBe('SMART Health Card');
      expect(draftsIn(await read(form))).toEqual(read0);
    }
  });

  it('names a fact by what it says, so that a renewed card adds nothing twice', async () => {
    const names = async (more: object) => draftsIn(await read(file(await sign(claims(more))))).map(({ source }) => source);
    expect(await names({ nbf: 1_700_000_000 })).toEqual(await names({}));
  });

  it('takes in nothing of a card that was changed, or that its issuer took back [S4]', async () => {
    const [head, , tail] = (await sign(claims())).split('.');
    const other = b64(deflateRawSync(JSON.stringify(claims({ nbf: 1_614_800_001 }))));
    const changed = await read(file(`${head}.${other}.${tail}`));
    expect(draftsIn(changed)).toEqual([]);
    expect(saidIn(changed)[0]).toMatch(/signature is not that of Example Clinic/);
    for (const rid of ['gone', 'older']) {
      const vc = { ...claims().vc, rid };
      const back = await read(file(await sign(claims({ vc, nbf: 1_500_000_000 }))));
      expect(draftsIn(back)).toEqual([]);
      expect(saidIn(back)).toEqual(['Example Clinic has taken this card back.']);
    }
    expect(draftsIn(await read(file(await sign(claims({ vc: { ...claims().vc, rid: 'older' } })))))).toHaveLength(2);
  });

  it('refuses a DER signature, a signature of zeros, and any other algorithm [S4]', async () => {
    const [head, body] = (await sign(claims())).split('.');
    for (const signature of [new Uint8Array(64), new Uint8Array(70).fill(0x30), new Uint8Array(0)])
      expect(draftsIn(await read(file(`${head}.${body}.${b64(signature)}`)))).toEqual([]);
    for (const alg of ['none', 'HS256', 'RS256', 'ES384', ''])
      expect(draftsIn(await read(file(await sign(claims(), { alg }))))).toEqual([]);
  });

  it('takes in what it could not check, marked, and says why', async () => {
    for (const jws of [await sign(claims({ iss: 'https://nobody.example' })), await sign(claims(), { kid: 'other' })]) {
      const all = await read(file(jws));
      expect(draftsIn(all)[1]?.resource).toMatchObject({ meta: { tag: [{ code: 'unverified' }] } });
      expect(saidIn(all)[0]).toMatch(/could not be checked/);
    }
  });

  it('says when a card has expired or is not valid yet', async () => {
    expect(saidIn(await read(file(await sign(claims({ exp: 1_700_000_000 })))))[1]).toMatch(/expired on 2023-11-14/);
    expect(saidIn(await read(file(await sign(claims({ nbf: 2_000_000_000 })))))[1]).toMatch(/valid only from 2033-05-18/);
  });

  it.each([
    ['milliseconds', { nbf: 1_614_800_000_000 }],
    ['an issuer by http', { iss: 'http://clinic.example' }],
    ['a slash at the end', { iss: 'https://clinic.example/' }],
    ['no facts', { vc: {} }],
  ])('refuses %s with a reason', async (_, more) => {
    const all = await read(file(await sign(claims(more))));
    expect(draftsIn(all)).toEqual([]);
    expect(saidIn(all)).toHaveLength(1);
  });

  it('stops a bomb at once [S26]', async () => {
    const head = b64(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid: 'k1' }));
    const bomb = b64(deflateRawSync(Buffer.alloc(20_000_000)));
    const began = performance.now();
    expect(saidIn(await read(file(`${head}.${bomb}.AAAA`)))[0]).toMatch(/too long/);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('names the missing QR code of several', async () => {
    expect(saidIn(await read('shc:/1/3/5676\nshc:/3/3/5676'))).toEqual([
      'This card is spread over 3 QR codes; of these, number 2 is missing.',
    ]);
  });

  it('never throws, whatever it is given [S28]', async () => {
    const jws = await sign(claims());
    const anything = fc.oneof(
      fc.string(),
      fc.stringMatching(/^shc:\/(\d\/\d\/)?\d{0,60}$/),
      fc.tuple(fc.nat(jws.length), fc.string()).map(([at, text]) => file(jws.slice(0, at) + text + jws.slice(at + 1))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        for (const each of await read(text)) expect(['draft', 'note', 'unread']).toContain(each.kind);
      }),
      { numRuns: 200 },
    );
  });
});

const samples = join(process.env['SATCHEL_SAMPLES'] ?? '/nowhere', 'd1-smart-health-cards');

describe.skipIf(!existsSync(samples))('published cards', () => {
  const text = (name: string) => readFileSync(join(samples, name), 'utf8');
  const spec = (): IssuerDirectory => {
    const { keys } = JSON.parse(text('spec/issuer/.well-known/jwks.json')) as { keys: { kid: string; x: string; y: string }[] };
    const crl = JSON.parse(text('spec/issuer/.well-known/crl/3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s.json')) as {
      kid: string;
      rids: string[];
    };
    return {
      taken: '2026-01-01',
      issuers: [{ iss: 'https://spec.smarthealth.cards/examples/issuer', name: 'Examples', keys, crls: [crl] }],
    };
  };

  it('verifies the examples of the specification, and refuses the one that was taken back', async () => {
    for (const n of [0, 1, 2]) {
      const all = await read(text(`spec/example-0${n}-e-file.smart-health-card`), createHealthCard(spec()));
      expect(saidIn(all)[0]).toMatch(/the signature is right/);
      expect(draftsIn(all).length).toBeGreaterThan(1);
    }
    expect(saidIn(await read(text('spec/example-03-e-file.smart-health-card'), createHealthCard(spec())))).toEqual([
      'Examples has taken this card back.',
    ]);
    const codes = [0, 1, 2].map((n) => text(`spec/example-02-f-qr-code-numeric-value-${n}.txt`)).join('\n');
    expect(draftsIn(await read(codes, createHealthCard(spec()))).length).toBeGreaterThan(1);
  });
});
