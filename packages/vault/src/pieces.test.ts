import { describe, expect, it } from 'vitest';
import { engines, flips, nightly, pairs } from '../testing/engines.ts';
import { type Bytes, hex, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, seal } from './envelope.ts';
import { keysetOf, type Keyset, type Labels } from './keysets.ts';
import { coarse, pad } from './padding.ts';
import { addressKey, openPiece, openPiecesHead, PIECE, type PiecesHead, sealPiece, sealPiecesHead } from './pieces.ts';

const PERSON = '5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11';
const keyset = (e: Engine, labels: Labels = [], epoch = 1): Keyset =>
  keysetOf(e, { epoch, pmk: new Uint8Array(32).fill(9) }, labels) as Keyset;
const HEAD: PiecesHead = { key: new Uint8Array(32).fill(3), pieces: 2, size: 1_048_579, address: new Uint8Array(32).fill(4) };

describe.each(pairs)('an original in pieces, $name', ({ by, on }) => {
  it('opens piece by piece, its head first', () => {
    const head = openPiecesHead(on, PERSON, keyset(on), HEAD.address, sealPiecesHead(by, PERSON, keyset(by), HEAD));
    expect(head).toEqual(HEAD);
    for (const [n, bytes] of [by.random(1000), utf8('end'), new Uint8Array(0)].entries()) {
      const sealed = sealPiece(by, PERSON, HEAD.key, n + 1, n === 2, bytes);
      expect(openPiece(on, PERSON, HEAD.key, n + 1, n === 2, sealed)).toEqual(bytes);
    }
  });
});

describe.each(engines)('an original in pieces on the $name engine', ({ engine: e }) => {
  const mine = keyset(e);
  const sealed = sealPiece(e, PERSON, HEAD.key, 1, false, utf8('a scanned letter'));
  const head = sealPiecesHead(e, PERSON, mine, HEAD);

  it('has an address that nobody without the keyset can compute or compare', () => {
    const address = (of: Keyset) => hex(e.hmac(addressKey(e, of), utf8('letter')));
    const others = [keyset(e, ['claims']), keyset(e, [], 2), keyset(e, 'unsorted')];
    expect(new Set([mine, ...others].map(address)).size).toBe(4);
    expect(address(mine)).toBe(address(keyset(e)));
    expect(hex(addressKey(e, mine))).not.toBe(hex(mine.key));
  });

  it('[S18] is rejected out of order, as another’s, cut short, or made to look whole', () => {
    expect(openPiece(e, PERSON, HEAD.key, 2, false, sealed)).toBeUndefined();
    expect(openPiece(e, PERSON, HEAD.key, 1, true, sealed)).toBeUndefined();
    expect(openPiece(e, 'somebody else', HEAD.key, 1, false, sealed)).toBeUndefined();
    expect(openPiece(e, PERSON, e.random(32), 1, false, sealed)).toBeUndefined();
    expect(openPiece(e, PERSON, HEAD.key, 1, false, head as Bytes)).toBeUndefined();
  });

  it('[S18] has a head of one original only', () => {
    const open = (person: string, of: Keyset, address: Bytes) => openPiecesHead(e, person, of, address, head);
    expect(open(PERSON, mine, HEAD.address)).toEqual(HEAD);
    expect(open(PERSON, mine, new Uint8Array(32))).toBeUndefined();
    expect(open('somebody else', mine, HEAD.address)).toBeUndefined();
    expect(open(PERSON, { ...mine, epoch: 2 }, HEAD.address)).toBeUndefined();
    expect(open(PERSON, { ...mine, id: new Uint8Array(8) }, HEAD.address)).toBeUndefined();
    expect(open(PERSON, keyset(e, ['claims']), HEAD.address)).toBeUndefined();
  });

  it('[S18] is rejected with any single bit turned', () => {
    const step = nightly || e === engines[0].engine ? 1 : 11;
    expect(flips(sealed, step).filter((changed) => openPiece(e, PERSON, HEAD.key, 1, false, changed))).toEqual([]);
    expect(flips(head, step).filter((changed) => openPiecesHead(e, PERSON, mine, HEAD.address, changed))).toEqual([]);
  });

  it('says the same of a head that opens but is none', () => {
    const odd = (plain: string) =>
      openPiecesHead(
        e,
        PERSON,
        mine,
        HEAD.address,
        seal(e, Kind.piece, mine.key, ['pieces', PERSON, HEAD.address, mine.id, mine.epoch], utf8(plain)),
      );
    for (const plain of ['', 'null', '7', '[]', '{}', '{"key":7}', '{"key":"AQ"}', '{"__proto__":{"key":"AQ"}}'])
      expect(odd(plain)).toBeUndefined();
  });

  it('does not seal a piece that could not be opened, nor open one that inflates past the limit or is coded otherwise', () => {
    expect(() => sealPiece(e, PERSON, HEAD.key, 1, false, new Uint8Array(PIECE + 1))).toThrow(RangeError);
    expect(openPiece(e, PERSON, HEAD.key, 1, false, sealPiece(e, PERSON, HEAD.key, 1, false, new Uint8Array(PIECE)))).toHaveLength(PIECE);
    const piece = (plain: Bytes, coding: number) =>
      openPiece(
        e,
        PERSON,
        HEAD.key,
        1,
        false,
        seal<Bytes>(e, Kind.piece, HEAD.key, ['piece', PERSON, 1, 0], pad(plain, coarse), { coding }),
      );
    expect(piece(e.deflate(new Uint8Array(PIECE + 1)), 1)).toBeUndefined();
    expect(piece(e.deflate(utf8('letter')), 0)).toBeUndefined();
    expect(piece(e.deflate(utf8('letter')), 1)).toEqual(utf8('letter'));
    expect(piece(utf8('letter'), 1)).toBeUndefined();
  });
});
