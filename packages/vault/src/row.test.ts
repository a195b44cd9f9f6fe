import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines, flips, nightly, pairs } from '../testing/engines.ts';
import { type Bytes, hex, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { codingOf, Kind, seal, unseal } from './envelope.ts';
import { keysetOf, type Keyset, type Labels } from './keysets.ts';
import { pad, padme } from './padding.ts';
import { BODY_LIMIT, genesis, headMessage, type Link, nextHead, openRow, type Place, rewrapRow, sealRow } from './row.ts';

const PLACE: Place = { person: '5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11', id: new Uint8Array(16).fill(7), version: 2 };
const BODY = utf8('{"resourceType":"Observation","status":"final"}');
const DICTIONARY = { id: 239, bytes: utf8('{"resourceType":"Observation","status":"final","code":{"coding":[') };
const DICTIONARIES = new Map([[DICTIONARY.id, DICTIONARY.bytes]]);
const PMK = new Uint8Array(32).fill(9);
const keyset = (e: Engine, labels: Labels = [], epoch = 1): Keyset => keysetOf(e, { epoch, pmk: PMK }, labels) as Keyset;

describe.each(pairs)('a row, $name', ({ by, on }) => {
  it('opens in its place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), fc.integer({ min: 1, max: 239 }), (body, packed, id) => {
        const row = sealRow(by, keyset(by), PLACE, body, packed ? { id, bytes: DICTIONARY.bytes } : undefined);
        expect(row.digest).toEqual(on.sha256(row.body));
        expect(row.keyset).toEqual(keyset(on).id);
        expect(codingOf(row.body)).toBe(packed ? 16 + id : 0);
        expect(openRow(on, keyset(on), PLACE, row, new Map([[id, DICTIONARY.bytes]]))).toEqual(body);
      }),
      { numRuns: 25 },
    );
  });

  it('moves to another keyset and epoch with its body untouched', () => {
    const row = sealRow(by, keyset(by), PLACE, BODY, DICTIONARY);
    const to = keyset(on, ['genetic', 'claims'], 2);
    const moved = rewrapRow(on, keyset(on), to, PLACE, row.dek);
    expect(moved?.keyset).toEqual(to.id);
    expect(openRow(on, to, PLACE, { dek: moved?.dek as Bytes, body: row.body }, DICTIONARIES)).toEqual(BODY);
    expect(openRow(on, keyset(on), PLACE, { dek: moved?.dek as Bytes, body: row.body }, DICTIONARIES)).toBeUndefined();
    expect(rewrapRow(on, keyset(on, ['claims']), to, PLACE, row.dek)).toBeUndefined();
  });
});

describe.each(engines)('a row on the $name engine', ({ engine: e }) => {
  const mine = keyset(e);
  const row = sealRow(e, mine, PLACE, BODY, DICTIONARY);

  it('has its own data key, nonce and length bucket', () => {
    const again = sealRow(e, mine, PLACE, BODY);
    expect(hex(again.body)).not.toBe(hex(row.body));
    expect(hex(again.dek)).not.toBe(hex(row.dek));
    expect(again.body).toHaveLength(14 + 12 + padme(4 + BODY.length) + 16);
    expect(row.dek).toHaveLength(14 + 12 + 32 + 16);
  });

  it('[S18] is rejected with any single bit of its body or wrap turned', () => {
    const step = nightly || e === engines[0].engine ? 1 : 7;
    expect(flips(row.body, step).filter((body) => openRow(e, mine, PLACE, { ...row, body }, DICTIONARIES))).toEqual([]);
    expect(flips(row.dek, step).filter((dek) => openRow(e, mine, PLACE, { ...row, dek }, DICTIONARIES))).toEqual([]);
  });

  it('[S18] is rejected for another person, resource, version, keyset or epoch', () => {
    const places: Place[] = [
      { ...PLACE, person: 'somebody else' },
      { ...PLACE, id: new Uint8Array(16) },
      { ...PLACE, version: 1 },
      { ...PLACE, version: 3 },
    ];
    for (const place of places) {
      expect(openRow(e, mine, place, row, DICTIONARIES)).toBeUndefined();
      expect(rewrapRow(e, mine, keyset(e, [], 2), place, row.dek)).toBeUndefined();
    }
    for (const other of [keyset(e, [], 2), keyset(e, ['claims']), keyset(e, 'unsorted')])
      expect(openRow(e, other, PLACE, row, DICTIONARIES)).toBeUndefined();
    // The same key said to be of another epoch or id: the wrap is bound to both.
    expect(openRow(e, { ...mine, epoch: 2 }, PLACE, row, DICTIONARIES)).toBeUndefined();
    expect(openRow(e, { ...mine, id: new Uint8Array(8) }, PLACE, row, DICTIONARIES)).toBeUndefined();
  });

  it('[S18] is rejected when bodies or wraps of two rows are swapped, also of two versions of one', () => {
    for (const place of [
      { ...PLACE, version: 3 },
      { ...PLACE, id: new Uint8Array(16) },
      { ...PLACE, person: 'somebody else' },
    ]) {
      const other = sealRow(e, mine, place, BODY, DICTIONARY);
      expect(openRow(e, mine, PLACE, { dek: row.dek, body: other.body }, DICTIONARIES)).toBeUndefined();
      expect(openRow(e, mine, PLACE, { dek: other.dek, body: row.body }, DICTIONARIES)).toBeUndefined();
      expect(openRow(e, mine, PLACE, other, DICTIONARIES)).toBeUndefined();
      expect(openRow(e, mine, place, other, DICTIONARIES)).toEqual(BODY);
    }
  });

  it('[S18] says the same of a wrap that opens but holds no data key', () => {
    const context = ['dek', PLACE.person, PLACE.id, PLACE.version, mine.id, mine.epoch] as const;
    const dek = seal<Bytes>(e, Kind.dataKey, mine.key, context, new Uint8Array(16), { keyId: mine.id });
    expect(unseal(e, Kind.dataKey, mine.key, context, dek)).toHaveLength(16);
    expect(openRow(e, mine, PLACE, { ...row, dek }, DICTIONARIES)).toBeUndefined();
    expect(rewrapRow(e, mine, mine, PLACE, dek)).toBeUndefined();
  });

  it('[S18] says the same of an unknown dictionary, a coding nobody gave, and padding that is not zero', () => {
    expect(openRow(e, mine, PLACE, row, new Map())).toBeUndefined();
    const key = e.random(32);
    const dek = seal<Bytes>(e, Kind.dataKey, mine.key, ['dek', PLACE.person, PLACE.id, PLACE.version, mine.id, mine.epoch], key);
    const sealed = (plain: Bytes, coding: number) =>
      seal<Bytes>(e, Kind.body, key, ['body', PLACE.person, PLACE.id, PLACE.version], plain, { coding });
    const open = (body: Bytes) => openRow(e, mine, PLACE, { dek, body }, DICTIONARIES);
    expect(open(sealed(pad(BODY, padme), 0))).toEqual(BODY);
    expect(open(sealed(pad(e.deflate(BODY), padme), 1))).toBeUndefined();
    expect(open(sealed(pad(BODY, padme), 255))).toBeUndefined();
    expect(open(sealed(pad(BODY, padme).fill(1, 4 + BODY.length), 0))).toBeUndefined();
  });

  it('does not seal what it could not open again', () => {
    for (const id of [0, 240, -15]) expect(() => sealRow(e, mine, PLACE, BODY, { id, bytes: DICTIONARY.bytes })).toThrow(RangeError);
    expect(() => sealRow(e, mine, PLACE, { length: BODY_LIMIT + 1 } as Bytes)).toThrow(RangeError);
  });
});

describe.each(engines)('the chain on the $name engine', ({ engine: e }) => {
  const rows = [1, 2, 3].map((version) => ({ id: new Uint8Array(16).fill(version), version, digest: new Uint8Array(32).fill(version) }));
  const link: Link = { seq: 5, epoch: 2, rows };
  const start = genesis(e, PLACE.person);
  const head = hex(nextHead(e, start, link));

  it('[S19] has another head when anything before it was changed, left out, added or reordered', () => {
    const [a, b, c] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
    const others: Link[] = [
      { ...link, seq: 6 },
      { ...link, epoch: 1 },
      { ...link, rows: [a, b] },
      { ...link, rows: [] },
      { ...link, rows: [b, a, c] },
      { ...link, rows: [a, b, c, c] },
      { ...link, rows: [{ ...a, version: 9 }, b, c] },
      { ...link, rows: [{ ...a, id: b.id }, b, c] },
      { ...link, rows: [{ ...a, digest: b.digest }, b, c] },
    ];
    const heads = new Set([
      head,
      hex(nextHead(e, genesis(e, 'somebody else'), link)),
      ...others.map((other) => hex(nextHead(e, start, other))),
    ]);
    expect(heads.size).toBe(others.length + 2);
    expect(hex(nextHead(e, start, link))).toBe(head);
  });

  it('[S19] moves only under the write key, for one person, incarnation, seq and epoch', () => {
    const seed = e.random(32);
    const told = ['p', 'i', 5, 2, start] as const;
    const signature = e.sign(seed, headMessage(...told));
    expect(e.verify(e.signPublic(seed), headMessage(...told), signature)).toBe(true);
    const others: Parameters<typeof headMessage>[] = [
      ['q', 'i', 5, 2, start],
      ['p', 'j', 5, 2, start],
      ['p', 'i', 4, 2, start],
      ['p', 'i', 5, 1, start],
      ['p', 'i', 5, 2, e.sha256(start)],
      ['pi', '', 5, 2, start],
    ];
    for (const other of others) expect(e.verify(e.signPublic(seed), headMessage(...other), signature)).toBe(false);
    expect(e.verify(e.signPublic(e.random(32)), headMessage(...told), signature)).toBe(false);
  });
});
