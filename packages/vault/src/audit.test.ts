import { describe, expect, it } from 'vitest';
import { engines, flips, pairs } from '../testing/engines.ts';
import { type AuditRow, openAudit, sealAudit, startAudit } from './audit.ts';
import { concat, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, seal, sealTo } from './envelope.ts';
import { pad, padme } from './padding.ts';

const SECRET = new Uint8Array(32).fill(6);
const NONE = new Uint8Array(0);

function logOf(e: Engine, entries: number): AuditRow[] {
  let { row, next } = startAudit(e, e.exchangePublic(SECRET), 'p', 's', { act: 0 });
  const rows = [row];
  for (let n = 1; n < entries; n++) {
    ({ row, next } = sealAudit(e, next, { act: n }));
    rows.push(row);
  }
  return rows;
}

describe.each(pairs)('an access log, $name', ({ by, on }) => {
  it('opens in order with the audit key', () => {
    const rows = logOf(by, 3);
    expect(rows.map((row) => row.n)).toEqual([0, 1, 2]);
    expect(rows[0]?.prev).toHaveLength(0);
    expect(rows[2]?.prev).toEqual(on.sha256(rows[1]?.blob as Uint8Array));
    expect(openAudit(on, SECRET, 'p', 's', rows)).toEqual([0, 1, 2].map((n) => ({ n, intact: true, entry: { act: n } })));
  });
});

describe.each(engines)('an access log on the $name engine', ({ engine: e }) => {
  const rows = logOf(e, 4);
  const [zero, one, two, three] = rows as [AuditRow, AuditRow, AuditRow, AuditRow];
  const read = (list: readonly AuditRow[]) => openAudit(e, SECRET, 'p', 's', list);
  const intact = (list: readonly AuditRow[]) => read(list)?.map((entry) => entry.intact);

  it('[S20] shows a removed, reordered, repeated or changed entry, and the rest stays readable', () => {
    expect(intact(rows)).toEqual([true, true, true, true]);
    expect(intact([zero, two, three])).toEqual([true, false, true]);
    expect(intact([zero, two, one, three])).toEqual([true, false, false, false]);
    expect(intact([zero, one, one, two, three])).toEqual([true, true, false, true, true]);
    expect(read([zero, two])?.[1]).toEqual({ n: 2, intact: false, entry: { act: 2 } });
    const changed = { ...one, blob: one.blob.with(50, (one.blob[50] as number) ^ 1) };
    expect(read([zero, changed, two, three])).toEqual([
      { n: 0, intact: true, entry: { act: 0 } },
      { n: 1, intact: false },
      { n: 2, intact: false, entry: { act: 2 } },
      { n: 3, intact: true, entry: { act: 3 } },
    ]);
    expect(intact([zero, { ...one, n: 2 }])).toEqual([true, false]);
    expect(intact([zero, { ...one, prev: e.sha256(NONE) }])).toEqual([true, false]);
  });

  it('[S20] an entry of another session does not fit in', () => {
    const other = logOf(e, 2);
    expect(intact([zero, other[1] as AuditRow])).toEqual([true, false]);
    expect(openAudit(e, SECRET, 'p', 'another session', rows)).toBeUndefined();
    expect(openAudit(e, SECRET, 'q', 's', rows)).toBeUndefined();
  });

  it('[S20] does not open without its start or the key', () => {
    expect(read([])).toBeUndefined();
    expect(read(rows.slice(1))).toBeUndefined();
    expect(openAudit(e, e.random(32), 'p', 's', rows)).toBeUndefined();
    expect(flips(zero.blob, 29).filter((blob) => read([{ ...zero, blob }]))).toEqual([]);
  });

  it('[S20] a planted start that carries no key, and an entry that is no JSON, are said to be so', () => {
    const start = (plain: Uint8Array) => ({
      n: 0,
      prev: NONE,
      blob: sealTo<unknown>(e, Kind.audit, e.exchangePublic(SECRET), ['audit', 'p', 's'], plain),
    });
    const key = e.random(32);
    expect(read([start(new Uint8Array(31))])).toBeUndefined();
    expect(read([start(key)])).toEqual([{ n: 0, intact: false }]);
    expect(read([start(concat(key, pad(utf8('{'), padme)))])).toEqual([{ n: 0, intact: true, entry: undefined }]);
    const first = start(concat(key, pad(utf8('1'), padme)));
    const prev = e.sha256(first.blob);
    const bare = { n: 1, prev, blob: seal<unknown>(e, Kind.audit, key, ['audit', 'p', 's', 1, prev], utf8('x')) };
    expect(read([first, bare])).toEqual([
      { n: 0, intact: true, entry: 1 },
      { n: 1, intact: false },
    ]);
  });

  it('hides the length of an entry in a bucket', () => {
    const { next } = startAudit(e, e.exchangePublic(SECRET), 'p', 's', null);
    const lengths = ['Observation', 'Immunization'].map(
      (type) => sealAudit(e, next, { act: 'read', type, id: 'x'.repeat(36) }).row.blob.length,
    );
    expect(new Set(lengths).size).toBe(1);
  });
});
