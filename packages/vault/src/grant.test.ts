import { describe, expect, it } from 'vitest';
import { engines, flips, nightly, pairs } from '../testing/engines.ts';
import { base64url, type Bytes, concat, fields, hex, text, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, sealTo } from './envelope.ts';
import {
  type Capabilities,
  type Certificate,
  type Grant,
  formerHolder,
  latest,
  limitsOf,
  makeGrant,
  newRecordKeys,
  openGrant,
  readCertificate,
  readGrant,
  type RecordKeys,
  signCertificate,
  type Terms,
} from './grant.ts';
import { categoryKey, keysetOf, type ReadKeys } from './keysets.ts';

const OWNER: Capabilities = { read: 'all', write: true, manage: true, drain: true, audit: true };
const TERMS: Terms = {
  person: 'p',
  grant: 'g',
  kind: 'account',
  label: 'Zoë’s phone',
  capabilities: OWNER,
  history: true,
  createdAt: '2026-11-24T23:00:00Z',
  expiresAt: null,
};
const rekeyed = (e: Engine, keys: RecordKeys): RecordKeys => ({ ...keys, read: [...keys.read, { epoch: 2, pmk: e.random(32) }] });

describe.each(pairs)('a grant, $name', ({ by, on }) => {
  const keys = rekeyed(by, newRecordKeys(by));
  const manage = by.signPublic(keys.manage);
  const holder = on.random(32);
  const grantOf = (terms: Partial<Terms>) => makeGrant(by, keys, on.exchangePublic(holder), { ...TERMS, ...terms });

  it('[S20] gives its holder the keys it says', () => {
    const opened = openGrant(on, manage, holder, grantOf({}));
    expect(opened?.keys).toEqual(keys);
    expect(opened?.statement).toMatchObject({ ...TERMS, format: 1, epoch: 2, holder: base64url(on.exchangePublic(holder)) });
  });

  it('[S20] wraps and signs its limits with its keys', () => {
    const limited = makeGrant(by, keys, on.exchangePublic(holder), TERMS, '{"types":["Observation"]}');
    expect(openGrant(on, manage, holder, limited)).toMatchObject({ keys, limits: '{"types":["Observation"]}' });
    expect(text(limited.statement)).not.toContain('Observation');
    expect(openGrant(on, manage, holder, grantOf({}))).not.toHaveProperty('limits');
  });

  it('hands a key to who holds the key that came after it', () => {
    const next = by.random(32);
    const former = makeGrant(by, keys, by.exchangePublic(formerHolder(by, next)), {
      ...TERMS,
      kind: 'former',
      capabilities: { audit: true },
    });
    expect(openGrant(on, manage, formerHolder(on, next), former)?.keys).toEqual({ read: [], audit: keys.audit });
    expect(openGrant(on, manage, formerHolder(on, keys.audit), former)).toBeUndefined();
  });

  it('tells its limits to who could make it anew, and to nobody else', () => {
    const limited = makeGrant(by, keys, on.exchangePublic(holder), TERMS, '{"types":["Observation"]}');
    const statement = readGrant(on, manage, limited)!;
    expect(limitsOf(on, keys.manage, statement)).toBe('{"types":["Observation"]}');
    expect(limitsOf(on, keys.write, statement)).toBeUndefined();
    expect(limitsOf(on, keys.manage, { ...statement, grant: 'another' })).toBeUndefined();
    expect(limitsOf(on, keys.manage, readGrant(on, manage, grantOf({}))!)).toBeUndefined();
  });

  it.each<[Capabilities, string[]]>([
    [{}, []],
    [{ read: [] }, []],
    [{ read: 'all' }, []],
    [{ write: true }, ['write']],
    [{ drain: true, audit: true }, ['audit', 'drain']],
    [{ manage: true, read: 'all' }, ['manage']],
  ])('[S20] of %j carries no other key', (capabilities, secrets) => {
    const held = openGrant(on, manage, holder, grantOf({ capabilities }))?.keys;
    expect(
      Object.keys(held ?? {})
        .filter((name) => name !== 'read')
        .toSorted(),
    ).toEqual(secrets);
    const bare = [1, 2].map((epoch) => ({ epoch, categories: {} }));
    expect(held?.read).toEqual(capabilities.read === 'all' ? keys.read : capabilities.read ? bare : []);
  });

  it('[S20] of categories carries their keys, and PMK cannot be had from it', () => {
    const held = openGrant(on, manage, holder, grantOf({ capabilities: { read: ['general', 'genetic'] } }))?.keys;
    const [first, second] = (held?.read ?? []) as [ReadKeys, ReadKeys];
    const pmks = keys.read.map((read) => read.pmk as Bytes) as [Bytes, Bytes];
    expect(first).toEqual({
      epoch: 1,
      categories: { general: categoryKey(by, pmks[0], 'general', 1), genetic: categoryKey(by, pmks[0], 'genetic', 1) },
    });
    expect(second.epoch).toBe(2);
    expect(keysetOf(on, first, ['genetic'])?.id).toEqual(keysetOf(by, keys.read[0] as ReadKeys, ['genetic'])?.id);
    for (const labels of [['claims'], ['claims', 'genetic'], 'unsorted'] as const) expect(keysetOf(on, first, labels)).toBeUndefined();
  });

  it('[S20] without history carries the keys of the latest epoch only', () => {
    expect(openGrant(on, manage, holder, grantOf({ history: false }))?.keys.read).toEqual([keys.read[1]]);
    expect(
      openGrant(on, manage, holder, grantOf({ history: false, capabilities: { read: ['claims'] } }))?.keys.read.map((read) => read.epoch),
    ).toEqual([2]);
  });
});

describe.each(engines)('a grant on the $name engine', ({ engine: e }) => {
  const keys = newRecordKeys(e);
  const manage = e.signPublic(keys.manage);
  const holder = e.random(32);
  const holderKey = e.exchangePublic(holder);
  const grant = makeGrant(e, keys, holderKey, { ...TERMS, capabilities: { read: ['general'] } });
  const changed = (change: object): Grant => ({
    ...grant,
    statement: utf8(JSON.stringify({ ...JSON.parse(text(grant.statement)), ...change })),
  });
  const signed = (statement: Bytes, wrap: Grant['wrap'] = grant.wrap): Grant => ({
    statement,
    wrap,
    signature: e.sign(keys.manage, fields('satchel/1/grant', statement)),
  });
  const open = (of: Grant) => openGrant(e, manage, holder, of);

  it('[S20] whose statement was changed in any way is refused', () => {
    expect(open(grant)).toBeDefined();
    const changes = [
      { capabilities: OWNER },
      { history: false },
      { expiresAt: '2099-01-01T00:00:00Z' },
      { epoch: 9 },
      { person: 'q' },
      { grant: 'h' },
      { kind: 'job' },
      { label: 'Mum' },
      { holder: base64url(e.random(32)) },
    ];
    for (const change of changes) expect(readGrant(e, manage, changed(change))).toBeUndefined();
    const step = nightly ? 1 : e === engines[0].engine ? 17 : 301;
    for (const part of ['statement', 'signature', 'wrap'] as const) {
      expect(flips(grant[part], step).filter((bytes) => open({ ...grant, [part]: bytes }))).toEqual([]);
    }
  });

  it('[S20] that a server or a stranger minted is refused', () => {
    const stranger = newRecordKeys(e);
    const forged = makeGrant(e, stranger, holderKey, TERMS);
    expect(readGrant(e, manage, forged)).toBeUndefined();
    expect(readGrant(e, manage, { ...grant, signature: forged.signature })).toBeUndefined();
    expect(readGrant(e, new Uint8Array(32), grant)).toBeUndefined();
    expect(readGrant(e, new Uint8Array(0), grant)).toBeUndefined();
    expect(readGrant(e, manage, { ...grant, signature: new Uint8Array(64) })).toBeUndefined();
    // The drain, audit and write keys are not the manage key.
    for (const key of [keys.write, keys.drain, keys.audit])
      expect(readGrant(e, manage, makeGrant(e, { ...keys, manage: key }, holderKey, TERMS))).toBeUndefined();
  });

  it('[S20] whose wrap was planted, swapped or replayed from another grant is refused', () => {
    const other = makeGrant(e, keys, holderKey, TERMS);
    expect(open({ ...grant, wrap: other.wrap })).toBeUndefined();
    expect(open({ ...other, wrap: grant.wrap })).toBeUndefined();
    const planted = sealTo<never>(e, Kind.grant, holderKey, ['grant', 'p', 'g', holderKey], utf8('{"read":[]}'));
    expect(open({ ...grant, wrap: planted })).toBeUndefined();
    const statement = JSON.parse(text(grant.statement));
    const wrapped = (wrap: Bytes, more = {}) =>
      signed(utf8(JSON.stringify({ ...statement, wrap: base64url(e.sha256(wrap)), ...more })), wrap);
    // Even signed: the commitment is to other keys; the wrap is to another grant.
    expect(open(wrapped(planted))).toBeUndefined();
    expect(open(wrapped(grant.wrap, { grant: 'h' }))).toBeUndefined();
    expect(open(wrapped(grant.wrap, { person: 'q' }))).toBeUndefined();
    expect(open(wrapped(grant.wrap, { commitment: 'x' }))).toBeUndefined();
    expect(open(wrapped(grant.wrap))).toBeDefined();
  });

  it('[S20] opens for its holder only, whatever public key was put in its place', () => {
    const thief = e.random(32);
    expect(openGrant(e, manage, thief, grant)).toBeUndefined();
    const statement = JSON.parse(text(grant.statement));
    expect(
      openGrant(e, manage, thief, signed(utf8(JSON.stringify({ ...statement, holder: base64url(e.exchangePublic(thief)) })))),
    ).toBeUndefined();
    expect(open(signed(utf8(JSON.stringify({ ...statement, holder: base64url(e.exchangePublic(thief)) }))))).toBeUndefined();
    expect(() => makeGrant(e, keys, new Uint8Array(32), TERMS)).toThrow(RangeError);
  });

  it('[S20] that is signed but odd is refused, not thrown over', () => {
    const statement = JSON.parse(text(grant.statement));
    const odd = [
      '',
      '{',
      'null',
      '7',
      '"x"',
      '[]',
      '{}',
      '{"format":1}',
      { ...statement, format: 2 },
      { ...statement, epoch: '1' },
      { ...statement, capabilities: null },
      { ...statement, capabilities: 'all' },
      { ...statement, person: 7 },
      { ...statement, holder: undefined },
      { ...statement, wrap: undefined },
    ];
    for (const body of odd) expect(open(signed(utf8(typeof body === 'string' ? body : JSON.stringify(body))))).toBeUndefined();
    expect(open(signed(Uint8Array.of(0xff)))).toBeUndefined();
  });

  it('[S20] whose wrap holds odd keys gives only those that are keys', () => {
    const held = (plain: string) => {
      const wrap = sealTo<never>(e, Kind.grant, holderKey, ['grant', 'p', 'g', holderKey], utf8(plain));
      const commitment = base64url(e.hkdf(utf8(plain), new Uint8Array(0), utf8('satchel/1/commitment'), 32));
      const statement = { ...JSON.parse(text(grant.statement)), wrap: base64url(e.sha256(wrap)), commitment };
      return open(signed(utf8(JSON.stringify(statement)), wrap))?.keys;
    };
    for (const plain of ['{', 'null', '7', '{}', '{"read":{}}', '{"read":"all"}']) expect(held(plain)).toBeUndefined();
    const key = base64url(new Uint8Array(32));
    expect(
      held(
        `{"read":[null,{"pmk":"${key}"},{"epoch":1,"pmk":"AQ"},{"epoch":2,"categories":{"genetic":"${key}","unsorted":"${key}","x":"${key}"}}],"write":7,"manage":"AQ","admin":"${key}"}`,
      ),
    ).toEqual({
      read: [{ epoch: 1 }, { epoch: 2, categories: { genetic: new Uint8Array(32) } }],
    });
    expect(held(`{"read":[],"drain":"${key}"}`)).toEqual({ read: [], drain: new Uint8Array(32) });
  });

  it('spells keys that came out of a database as Buffers', () => {
    const buffered = { ...keys, write: Buffer.from(keys.write), read: [{ epoch: 1, pmk: Buffer.from(keys.read[0]?.pmk as Bytes) }] };
    const opened = open(makeGrant(e, buffered, holderKey, TERMS));
    expect(opened?.keys.write).toEqual(keys.write);
    expect(opened?.keys.read[0]?.pmk).toEqual(keys.read[0]?.pmk);
  });

  it('of categories is made by a holder of PMK', () => {
    const read: ReadKeys[] = [{ epoch: 1, categories: { general: new Uint8Array(32) } }];
    expect(() => makeGrant(e, { ...keys, read }, holderKey, { ...TERMS, capabilities: { read: ['general'] } })).toThrow(RangeError);
  });

  it('knows the latest epoch, in whatever order they come', () => {
    expect(latest([{ epoch: 2 }, { epoch: 3 }, { epoch: 1 }])).toEqual({ epoch: 3 });
    const five = newRecordKeys(e);
    expect(new Set([five.read[0]?.pmk, five.write, five.manage, five.drain, five.audit].map((key) => hex(key as Bytes))).size).toBe(5);
  });
});

describe.each(pairs)('a certificate, $name', ({ by, on }) => {
  const owner = by.random(32);
  const manage = by.random(32);
  const facts: Certificate = {
    format: 1,
    person: 'p',
    owner: base64url(by.signPublic(owner)),
    write: 'w',
    manage: base64url(by.signPublic(manage)),
    drain: 'd',
    audit: 'a',
    service: 's',
    createdAt: '2026-11-24T23:00:00Z',
  };
  const signed = signCertificate(by, owner, manage, facts);
  const resigned = (body: Bytes, signer = owner, manager = manage) => {
    const message = fields('satchel/1/certificate', body);
    return concat(by.sign(signer, message), by.sign(manager, message), body);
  };

  it('[S20] is read when its owner and its manage key signed it', () => {
    expect(readCertificate(on, signed)).toEqual(facts);
    expect(readCertificate(on, signed, on.signPublic(owner))).toEqual(facts);
    expect(text(signed.subarray(128))).toBe(JSON.stringify(facts));
    expect(resigned(signed.subarray(128))).toEqual(signed);
  });

  it('[S20] that was planted, changed or signed by another is refused', () => {
    const stranger = by.random(32);
    const planted = signCertificate(by, stranger, manage, { ...facts, owner: base64url(by.signPublic(stranger)) });
    expect(readCertificate(on, planted)).toBeDefined();
    expect(readCertificate(on, planted, on.signPublic(owner))).toBeUndefined();
    expect(readCertificate(on, signCertificate(by, stranger, manage, facts))).toBeUndefined();
    expect(readCertificate(on, concat(signed.subarray(0, 128), utf8(JSON.stringify({ ...facts, drain: 'x' }))))).toBeUndefined();
    expect(flips(signed, 97).filter((bytes) => readCertificate(on, bytes, on.signPublic(owner)))).toEqual([]);
  });

  it('[S20] that names a pinned manage key beside other keys of a stranger is refused: only the manage key says so', () => {
    const stranger = by.random(32);
    const key = base64url(by.signPublic(stranger));
    const taken = { ...facts, owner: key, write: key, drain: key, audit: key, service: key };
    expect(readCertificate(on, signCertificate(by, stranger, stranger, taken))).toBeUndefined();
    expect(
      readCertificate(
        on,
        concat(
          by.sign(stranger, fields('satchel/1/certificate', utf8(JSON.stringify(taken)))),
          signed.subarray(64, 128),
          utf8(JSON.stringify(taken)),
        ),
      ),
    ).toBeUndefined();
  });

  it('[S20] that is odd is refused, not thrown over', () => {
    const odd = [
      '',
      'null',
      '{}',
      '7',
      '{"format":1}',
      JSON.stringify({ ...facts, format: 2 }),
      JSON.stringify({ ...facts, service: undefined }),
      JSON.stringify({ ...facts, owner: '!' }),
      JSON.stringify({ ...facts, owner: 'AQ' }),
      JSON.stringify({ ...facts, manage: '!' }),
      JSON.stringify({ ...facts, manage: 'AQ' }),
    ];
    for (const body of odd) expect(readCertificate(on, resigned(utf8(body)))).toBeUndefined();
    for (const length of [0, 1, 63, 64, 127, 128]) expect(readCertificate(on, signed.subarray(0, length))).toBeUndefined();
  });
});
