/**
 * Writes the published vectors: `node packages/vault/vectors/generate.ts`. What is given is written here; what it
 * gives is computed by the Node engine and checked on every other one, and by a reader that shares no code.
 */
import { writeFileSync } from 'node:fs';
import { scripted } from '../testing/engines.ts';
import { nodeEngine } from '../src/engine-node.ts';
import {
  base64url,
  type Bytes,
  coarse,
  hex,
  keysetOf,
  type Keyset,
  Kind,
  pad,
  seal,
  sealImage,
  sealPiece,
  sealRow,
  sealTo,
  utf8,
} from '../src/index.ts';
import type { Facts } from './acts.ts';
import { perform, type Vector } from './run.ts';

const e = scripted(nodeEngine, 'satchel vault vectors 1');
const bytes = (name: string, length = 32): string => hex(nodeEngine.sha256(utf8(name)).slice(0, length));
const random = (length: number): string => hex(e.random(length));
const of = (digits: string): Bytes => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const PERSON = '5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11';
const GRANT = 'c7a1b8d2-55f0-4c0e-9c0f-2f3c9e1d7a44';
const ACCOUNT = '0f8fad5b-d9cb-469f-a165-70867728950e';
const ID = '0b9f2f768ad14ff29a9e4f5a2c8b7e11';
const AT = '2026-11-24T23:00:00Z';
const body = '{"resourceType":"Observation","status":"final","code":{"text":"Gewicht, Größe 🙂"}}';
const dictionary = utf8('{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"');
const place = { person: PERSON, id: ID, version: 3 };
const held = { pmk: bytes('pmk'), epoch: 2 };
const keyset = (labels: Parameters<typeof keysetOf>[2]): Keyset => keysetOf(e, { epoch: held.epoch, pmk: of(held.pmk) }, labels) as Keyset;
const context = [{ text: 'body' }, { text: PERSON }, { bytes: ID }, { number: 3 }];
const fieldsOf = ['body', PERSON, of(ID), 3] as const;

type Case = readonly [act: string, given: Facts];

function envelopes(): Case[] {
  const given = {
    kind: Kind.body,
    key: bytes('key'),
    context,
    coding: 17,
    key_id: bytes('key id', 8),
    plain: hex(utf8(body)),
    random: random(12),
  };
  const boxed = { kind: Kind.deposit, secret: bytes('secret'), context, plain: hex(utf8(body)), random: random(44) };
  const sealed = seal(e, Kind.body, of(given.key), fieldsOf, utf8(body));
  const box = sealTo(e, Kind.deposit, e.exchangePublic(of(boxed.secret)), fieldsOf, utf8(body));
  const refused = (changed: Bytes, more: Facts = {}): Case => [
    'open',
    { kind: Kind.body, key: given.key, context, sealed: hex(changed), ...more },
  ];
  const turned = (at: number) => sealed.with(at, (sealed[at] as number) ^ 1);
  return [
    ['fields', { context }],
    ['fields', { context: [] }],
    ['fields', { context: [{ text: '' }, { number: Number.MAX_SAFE_INTEGER }, { bytes: '' }, { text: 'é🙂' }] }],
    ['padding', { lengths: [0, 1, 2, 4, 5, 8, 9, 63, 64, 65, 100, 1000, 1025, 65_537, 1_048_576, 1_048_581, 16_777_217] }],
    ['base64url', { bytes: 'fbfffe' }],
    ['seal', given],
    ['seal', { ...given, plain: '', coding: 0, key_id: '0000000000000000' }],
    ['seal to a public key', boxed],
    refused(sealed),
    ...[0, 2, 3, 4, 5, 6, 14, 26, sealed.length - 1].map((at) => refused(turned(at))),
    ...[4, 8, 12].map((tag) => refused(sealed.slice(0, sealed.length - 16 + tag))),
    refused(sealed, { context: [...context, { text: '' }] }),
    refused(sealed, { context: [{ text: 'body' }, { text: PERSON }, { bytes: ID }, { number: 2 }] }),
    refused(sealed, { kind: Kind.dataKey }),
    ['open with a private key', { kind: Kind.deposit, secret: boxed.secret, context, sealed: hex(box) }],
    [
      'open with a private key',
      { kind: Kind.deposit, secret: boxed.secret, context, sealed: hex(box.with(45, (box[45] as number) ^ 0x80)) },
    ],
    ['open with a private key', { kind: Kind.deposit, secret: boxed.secret, context, sealed: hex(box.slice().fill(0, 14, 46)) }],
  ];
}

function accounts(): Case[] {
  const kdf = { name: 'argon2id', salt: base64url(of(bytes('salt', 16))), memory: 65_536, passes: 3, lanes: 1 };
  const keys = { exchange: bytes('account exchange'), sign: bytes('account sign') };
  return [
    ['passphrase', { passphrase: 'correct horse battery staple', kdf }],
    ['passphrase', { passphrase: 'Zo\u00eb \u212b', kdf }],
    ['passphrase', { passphrase: 'Zoe\u0308 A\u030a', kdf }],
    ['passphrase', { passphrase: 'x', kdf: { ...kdf, memory: 65_535 } }],
    ['passphrase', { passphrase: 'x', kdf: { ...kdf, passes: 2 } }],
    ['kit', { code: bytes('kit', 16), account: ACCOUNT }],
    ['kit', { code: 'ff'.repeat(16), account: ACCOUNT }],
    ['typed kit', { typed: '0000-0000-0000-0000-0000-0000-0000' }],
    ['account', { account: ACCOUNT, by: 'passphrase', unlock: bytes('unlock'), ...keys, random: random(12) }],
    ['account', { account: ACCOUNT, by: 'kit', unlock: bytes('kit unlock'), ...keys, random: random(12) }],
    [
      'keyring',
      {
        account: ACCOUNT,
        exchange: keys.exchange,
        held: [{ person: PERSON, grant: GRANT, manage: base64url(of(bytes('m'))), name: 'Zoë' }],
        random: random(12),
      },
    ],
  ];
}

function keysets(): Case[] {
  const labels = [
    [],
    'unsorted',
    ['genetic'],
    ['violence', 'claims'],
    ['adolescent', 'claims', 'genetic', 'hiv-sti', 'mental-health', 'sexual-reproductive', 'substance-use', 'violence'],
  ];
  return [
    ...['general', 'genetic', 'hiv-sti', 'unsorted'].map((category): Case => ['category key', { ...held, category }]),
    ...labels.map((some): Case => ['keyset', { ...held, labels: some }]),
    ['keyset', { ...held, epoch: 3, labels: ['genetic'] }],
  ];
}

function rows(): Case[] {
  const packed = sealRow(e, keyset(['genetic']), { person: PERSON, id: of(ID), version: 3 }, utf8(body), { id: 7, bytes: dictionary });
  const open = {
    ...held,
    ...place,
    labels: ['genetic'],
    dek: hex(packed.dek),
    body: hex(packed.body),
    dictionary_id: 7,
    dictionary: hex(dictionary),
  };
  const link = (seq: number, ...versions: number[]) => ({
    seq,
    epoch: 2,
    rows: versions.map((version) => ({ id: ID, version, digest: bytes(`row ${version}`) })),
  });
  return [
    ['row', { ...held, ...place, labels: [], body: hex(utf8(body)), random: random(56) }],
    ['row', { ...held, ...place, labels: ['claims', 'genetic'], body: '', random: random(56) }],
    ['open row', open],
    ['open row', { ...open, version: 2 }],
    ['open row', { ...open, epoch: 3 }],
    ['open row', { ...open, labels: [] }],
    ['open row', { ...open, dictionary_id: 8 }],
    ['chain', { person: PERSON, incarnation: 'i1', seq: 2, epoch: 2, write: bytes('write'), links: [link(1, 1, 2), link(2, 3)] }],
    ['chain', { person: PERSON, incarnation: 'i1', seq: 0, epoch: 1, write: bytes('write'), links: [] }],
  ];
}

function large(): Case[] {
  const key = bytes('piece key');
  const letter = utf8('A scanned letter. '.repeat(40));
  const head = { ...held, person: PERSON, labels: ['claims'], key, pieces: 2, size: 1_048_600, address: bytes('address') };
  const piece = { person: PERSON, key, n: 1, final: true, sealed: hex(sealPiece(e, PERSON, of(key), 1, true, letter)) };
  const image = { person: PERSON, reader: 'all', upto: 9, head: bytes('head') };
  const sealed = sealImage(e, of(held.pmk), { ...image, head: of(image.head), indexVersion: '4' }, letter);
  const uncoded = seal<Bytes>(e, Kind.piece, of(key), ['piece', PERSON, 1, 1], pad(e.deflate(letter), coarse));
  return [
    ['head of pieces', { ...head, random: random(12) }],
    ['open piece', piece],
    ['open piece', { ...piece, final: false }],
    ['open piece', { ...piece, n: 2 }],
    ['open piece', { ...piece, sealed: hex(uncoded) }],
    ['open image', { pmk: held.pmk, ...image, index_version: '4', sealed: hex(sealed) }],
    ['open image', { pmk: held.pmk, ...image, index_version: '5', sealed: hex(sealed) }],
  ];
}

function arrivals(): Case[] {
  const deposit = {
    person: PERSON,
    origin: 'clinic',
    number: 1,
    drain: bytes('drain'),
    service: bytes('service'),
    content: hex(utf8('{"drafts":[]}')),
  };
  const entries = [{ act: 'session', at: AT }, { act: 'read', type: 'Observation', id: 'x' }, null];
  return [
    ['deposit', { ...deposit, random: random(44) }],
    ['audit', { person: PERSON, session: 's1', audit: bytes('audit'), entries, random: random(32 + 44 + 12 + 12) }],
  ];
}

async function grants(): Promise<Case[]> {
  const secrets = { write: bytes('write'), manage: bytes('manage'), drain: bytes('drain'), audit: bytes('audit') };
  const signing = (name: 'write' | 'manage') => base64url(e.signPublic(of(secrets[name])));
  const exchanging = (name: 'drain' | 'audit') => base64url(e.exchangePublic(of(secrets[name])));
  const certificate = {
    format: 1,
    person: PERSON,
    owner: base64url(e.signPublic(of(bytes('owner')))),
    write: signing('write'),
    manage: signing('manage'),
    drain: exchanging('drain'),
    audit: exchanging('audit'),
    service: base64url(e.signPublic(of(bytes('service')))),
    createdAt: AT,
  };
  const terms = { person: PERSON, grant: GRANT, kind: 'account', label: 'Zoë’s phone', history: true, createdAt: AT, expiresAt: null };
  const read = [
    { epoch: 1, pmk: bytes('pmk 1') },
    { epoch: 2, pmk: held.pmk },
  ];
  const holder = bytes('holder');
  const given = { ...secrets, read, holder, terms, capabilities: { read: 'all', write: true, manage: true, drain: true, audit: true } };
  const limited = {
    ...given,
    terms: { ...terms, kind: 'app', history: false, expiresAt: '2027-01-01T00:00:00Z' },
    capabilities: { read: ['general', 'genetic'] },
  };
  const cases: Case[] = [
    ['certificate', { owner: bytes('owner'), manage: secrets.manage, certificate }],
    ['grant', { ...given, random: random(44) }],
    ['grant', { ...limited, random: random(44) }],
  ];
  const made = await perform(nodeEngine, ...(cases[2] as Case));
  const opening = {
    manage_public: hex(e.signPublic(of(secrets.manage))),
    holder,
    statement: made['statement'] as string,
    wrap: made['wrap'] as string,
    signature: made['signature'] as string,
  };
  return [
    ...cases,
    ['open grant', opening],
    ['open grant', { ...opening, statement: opening.statement.replace('"general"', '"claims"') }],
    ['open grant', { ...opening, manage_public: hex(e.signPublic(of(bytes('stranger')))) }],
    ['open grant', { ...opening, holder: bytes('thief') }],
    [
      'token',
      {
        shard: PERSON,
        reach: [{ person: PERSON, grant: GRANT, holder: base64url(of(holder)), manage: certificate.manage }],
        random: random(12 + 32 + 12),
      },
    ],
  ];
}

async function write(name: string, cases: readonly Case[]): Promise<void> {
  const vectors: Vector[] = [];
  for (const [act, given] of cases) vectors.push({ act, given, gives: await perform(nodeEngine, act, given) });
  writeFileSync(new URL(`${name}.json`, import.meta.url), `[\n${vectors.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`);
}

await write('envelopes', envelopes());
await write('accounts', accounts());
await write('keysets', keysets());
await write('rows', rows());
await write('large', large());
await write('arrivals', arrivals());
await write('grants', await grants());
