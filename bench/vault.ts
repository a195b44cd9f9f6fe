/**
 * What sealing and opening a row costs, beside the two bare AES-GCM calls that no row can do without:
 * `node bench/vault.ts` prints JSON, in microseconds, the best of some rounds.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { nodeEngine } from '../packages/vault/src/engine-node.ts';
import { webEngine } from '../packages/vault/src/engine-web.ts';
import {
  type Engine,
  type Keyset,
  keysetOf,
  makeGrant,
  newKdf,
  newRecordKeys,
  openableKeysets,
  openGrant,
  openRow,
  sealRow,
  sealTo,
  Kind,
  unsealFrom,
  fromPassphrase,
  utf8,
} from '../packages/vault/src/index.ts';

const ROUNDS = 20;
const round = (value: number): number => Number(value.toPrecision(3));

/** Microseconds of processor time a call, the best of some rounds: other work on the machine only ever adds. */
function cost(work: () => unknown, calls: number): number {
  for (let at = 0; at < calls; at++) work();
  let least = Infinity;
  for (let each = 0; each < ROUNDS; each++) {
    const start = process.cpuUsage();
    for (let at = 0; at < calls; at++) work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / calls);
  }
  return round(least);
}

/** An Observation of 1.2 KB, as laboratories send them. */
const body = utf8(
  `{"t":"Observation","at":1772359200000}\n${JSON.stringify({
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory', display: 'Laboratory' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '2339-0', display: 'Glucose [Mass/volume] in Blood' }], text: 'Glucose' },
    subject: { reference: 'Patient/5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11' },
    encounter: { reference: 'Encounter/8ad14ff2-9a9e-4f5a-8c8b-7e110b9f2f76' },
    effectiveDateTime: '2026-03-01T10:00:00+01:00',
    issued: '2026-03-01T12:31:07.117+01:00',
    performer: [{ reference: 'Organization/c7a1b8d2-55f0-4c0e-9c0f-2f3c9e1d7a44', display: 'Hospital laboratory' }],
    valueQuantity: { value: 92.4, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
    referenceRange: [{ low: { value: 70, unit: 'mg/dL' }, high: { value: 110, unit: 'mg/dL' }, text: '70 to 110 mg/dL' }],
    note: [{ text: 'Sample taken fasting, in the morning, before breakfast and before the usual medicines were taken.' }],
  })}`,
);
const dictionary = { id: 2, bytes: new Uint8Array(readFileSync(new URL('../packages/record/src/dictionaries/002.dict', import.meta.url))) };
const dictionaries = new Map([[dictionary.id, dictionary.bytes]]);
const place = { person: '5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11', id: new Uint8Array(16).fill(7), version: 3 };

/** The floor: two ciphers, a digest and randomness straight from node:crypto, with raw keys as most code passes them. */
function bare(): { seal: number; open: number } {
  const [key, nonce, aad] = [randomBytes(32), randomBytes(12), randomBytes(120)];
  const seal = (plain: Uint8Array) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(aad);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const open = (sealed: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(aad);
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  };
  const [sealedBody, sealedKey] = [seal(body), seal(key)];
  return {
    seal: cost(() => createHash('sha256').update(seal(body)).digest() && seal(randomBytes(32)), 2000),
    open: cost(() => open(sealedKey) && open(sealedBody), 2000),
  };
}

function rows(e: Engine, calls: number): Record<string, number> {
  const keyset = keysetOf(e, { epoch: 1, pmk: e.random(32) }, []) as Keyset;
  const [plain, packed] = [sealRow(e, keyset, place, body), sealRow(e, keyset, place, body, dictionary)];
  return {
    seal: cost(() => sealRow(e, keyset, place, body), calls),
    open: cost(() => openRow(e, keyset, place, plain, dictionaries), calls),
    'seal with dictionary': cost(() => sealRow(e, keyset, place, body, dictionary), calls),
    'open with dictionary': cost(() => openRow(e, keyset, place, packed, dictionaries), calls),
    deflate: cost(() => e.deflate(body, dictionary.bytes), calls),
    'bytes plain': plain.body.length,
    'bytes with dictionary': packed.body.length,
  };
}

function rare(e: Engine, calls: number): Record<string, number> {
  const [secret, keys] = [e.random(32), newRecordKeys(e)];
  const holder = e.exchangePublic(secret);
  const [manage, boxed] = [e.signPublic(keys.manage), sealTo(e, Kind.deposit, holder, [], body)];
  const terms = {
    person: 'p',
    grant: 'g',
    kind: 'session',
    label: '',
    capabilities: { read: 'all' },
    history: true,
    createdAt: '',
    expiresAt: null,
  } as const;
  const grant = makeGrant(e, keys, holder, terms);
  return {
    'seal to a public key': cost(() => sealTo(e, Kind.deposit, holder, [], body), calls),
    'open with a private key': cost(() => unsealFrom(e, Kind.deposit, secret, [], boxed), calls),
    'open a grant': cost(() => openGrant(e, manage, secret, grant), calls),
    'all keysets of PMK': cost(() => openableKeysets(e, keys.read), Math.ceil(calls / 20)),
    sign: cost(() => e.sign(keys.write, body), calls),
  };
}

async function passphrase(): Promise<number> {
  const kdf = newKdf(nodeEngine);
  const start = performance.now();
  await fromPassphrase(nodeEngine, 'correct horse battery staple', kdf);
  return round((performance.now() - start) * 1000);
}

const floor = bare();
const node = rows(nodeEngine, 2000);
const results = {
  body: body.length,
  bare: floor,
  node: { ...node, ...rare(nodeEngine, 200) },
  web: { ...rows(webEngine, 60), ...rare(webEngine, 20) },
  'passphrase, Argon2id at the floor': await passphrase(),
  'seal over bare calls': round((node['seal'] as number) / floor.seal),
  'open over bare calls': round((node['open'] as number) / floor.open),
};
console.log(JSON.stringify(results, null, 2));
