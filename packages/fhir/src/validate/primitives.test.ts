import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../json/value.ts';
import { primitiveChecks } from './primitives.ts';

const cases: Record<string, { right: JsonValue[]; wrong: JsonValue[] }> = {
  base64Binary: { right: ['QQ==', 'QUJD', 'QU\n JD'], wrong: ['', 'Q', 'QQ=', 'Q===', 'Q!==', '=QQQ', 1] },
  boolean: { right: [true, false], wrong: ['true', 0, null] },
  canonical: { right: ['http://e.org/x|1.0', '#a'], wrong: ['', 'a b'] },
  code: { right: ['a', 'a b', '<='], wrong: ['', ' a', 'a ', 'a  b', 1] },
  date: {
    right: ['2024', '2024-02', '2024-02-29', '0001'],
    wrong: ['24', '2024-13', '2024-00', '2023-02-29', '2024-04-31', '2024-2-1', '0000', '2024-01-01T10:00:00Z', 2024],
  },
  dateTime: {
    right: ['2024', '2024-02', '2024-02-29', '2024-02-29T10:00:00Z', '2024-02-29T10:00:60.123456+14:00'],
    wrong: [
      '2024-02-29T10:00Z',
      '2024-02-29T10:00:00',
      '2024-02-29T24:00:00Z',
      '2023-02-30T10:00:00Z',
      '2024-02-29T10:00:00+15:00',
      '2024-02T10:00:00Z',
    ],
  },
  decimal: { right: [0, -1.5, 1e10], wrong: ['1', Infinity, null] },
  id: { right: ['a', 'A-1.b', 'x'.repeat(64)], wrong: ['', 'a_b', 'x'.repeat(65), 'a b'] },
  instant: {
    right: ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.1+01:00'],
    wrong: ['2024-02-29', '2024-02-29T10:00Z', '2023-02-29T10:00:00Z'],
  },
  integer: { right: [0, -2147483648, 2147483647], wrong: [1.5, 2147483648, -2147483649, '1'] },
  markdown: { right: ['# a\n\tb'], wrong: ['', 'a\u0000b'] },
  oid: { right: ['urn:oid:1.2.3', 'urn:oid:2.16.840'], wrong: ['1.2.3', 'urn:oid:3.1', 'urn:oid:1.02', 'urn:oid:1'] },
  positiveInt: { right: [1, 2147483647], wrong: [0, -1, 1.5] },
  string: { right: ['a', ' a ', 'é\n', '\u{1f600}'], wrong: ['', 'a\u0007', 1, null, {}, 'x'.repeat(1024 * 1024 + 1)] },
  time: { right: ['10:00:00', '23:59:60.5'], wrong: ['10:00', '24:00:00', '10:00:00Z'] },
  unsignedInt: { right: [0, 1], wrong: [-1, 0.5] },
  uri: { right: ['http://e.org', 'urn:x', 'a'], wrong: ['', 'a b'] },
  url: { right: ['https://e.org'], wrong: ['', 'a b'] },
  uuid: {
    right: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    wrong: ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520'],
  },
};

describe('primitive types', () => {
  it('are all tried', () => {
    expect(Object.keys(primitiveChecks).sort()).toEqual(Object.keys(cases).sort());
  });

  it.each(Object.entries(cases))('%s', (type, { right, wrong }) => {
    const check = primitiveChecks[type]!;
    expect(right.filter((value) => check(value) !== undefined)).toEqual([]);
    expect(wrong.filter((value) => check(value) === undefined)).toEqual([]);
  });

  it('[S28] take no time over what was made to take long', () => {
    const texts = [
      'A'.repeat(1e6),
      ' '.repeat(1e4),
      'a '.repeat(5e3),
      '1'.repeat(1e4),
      `urn:oid:1${'.1'.repeat(5e3)}x`,
      `2024-01-01T10:00:00.${'1'.repeat(1e4)}`,
    ];
    const start = performance.now();
    for (const check of Object.values(primitiveChecks)) for (const text of texts) check(text);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
