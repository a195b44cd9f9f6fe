import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXACT, numberText, parseJson, stringify } from './index.ts';
import type { JsonObject } from './index.ts';

function read(text: string): JsonObject {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error(outcome.issues[0]?.diagnostics);
  return outcome.value;
}

const digits = fc.stringMatching(/^[0-9]{1,25}$/);
const decimal = fc.stringMatching(/^-?(0|[1-9][0-9]{0,21})(\.[0-9]{1,22})?([eE][+-]?[0-9]{1,2})?$/);

describe('exact numbers', () => {
  it.each(['6.10', '1.0e2', '12345678901234567890', '0.1234567890123456789', '-0', '1E5', '0.0000001', '100.0'])(
    '[S25] keeps the text of %s',
    (text) => {
      const source = `{"value":${text}}`;
      const resource = read(source);
      expect(resource['value']).toBe(Number(text));
      expect(numberText(resource, 'value')).toBe(text);
      expect(stringify(resource)).toBe(source);
    },
  );

  it.each(['6.1', '0', '-5', '0.5', '1500000', '7.25'])('has nothing to remember of %s', (text) => {
    expect(EXACT in read(`{"value":${text}}`)).toBe(false);
  });

  it('keeps every number of every document, in value and text', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        decimal,
        fc.array(tie('node'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
        fc
          .uniqueArray(fc.tuple(fc.string({ maxLength: 6 }), tie('node')), { maxLength: 5, selector: ([name]) => name })
          .map((members) => `{${members.map(([name, text]) => `${JSON.stringify(name)}:${String(text)}`).join(',')}}`),
      ),
    })).node;
    fc.assert(
      fc.property(value, (text) => {
        const source = `{"a":${text}}`;
        fc.pre(!/"(?:\d+|__proto__|constructor)":/.test(source));
        const resource = read(source);
        expect(JSON.stringify(resource)).toBe(JSON.stringify(JSON.parse(source)));
        expect(stringify(resource)).toBe(source);
      }),
      { numRuns: 500 },
    );
  });

  it('survives a spread, and gives way when the number changes', () => {
    const quantity = read('{"value":6.10,"unit":"mmol/L"}');
    expect(stringify({ ...quantity, unit: 'x' })).toBe('{"value":6.10,"unit":"x"}');
    expect(stringify({ ...quantity, value: 7 })).toBe('{"value":7,"unit":"mmol/L"}');
  });

  it('is written inside objects that know nothing of it', () => {
    expect(stringify({ entry: [{ resource: read('{"value":[1.0,{"x":2.50}]}') }] })).toBe(
      '{"entry":[{"resource":{"value":[1.0,{"x":2.50}]}}]}',
    );
  });

  it('drops the digits of a member that a later one of the same name replaces', () => {
    expect(stringify(read('{"a":{"b":6.10},"a":{"b":6.1}}'))).toBe('{"a":{"b":6.1}}');
    expect(stringify(read('{"a":6.1,"a":6.10}'))).toBe('{"a":6.10}');
  });
});

describe('faults', () => {
  it('[S25] refuses 10^6 levels without a crash', () => {
    for (const bracket of ['[', '{"a":']) {
      expect(parseJson(bracket.repeat(1e6)).issues).toMatchObject([{ severity: 'fatal', code: 'too-costly' }]);
    }
    expect(parseJson(`{"a":${'['.repeat(99)}${']'.repeat(99)}}`).ok).toBe(true);
  });

  it('[S25] refuses a number no double holds', () => {
    expect(parseJson('{"value":1e400}')).toMatchObject({ ok: false, issues: [{ code: 'value', location: 'line 1, column 10' }] });
  });

  it.each([
    ['{"a":\n  tru}', 'line 2, column 3'],
    ['{"a":1,}', 'line 1, column 8'],
    ['{"a":1} x', 'line 1, column 9'],
    ['{"a":"secret\n"}', 'line 1, column 13'],
    ['{"a":"secret', 'line 1, column 13'],
    ['{a:1}', 'line 1, column 2'],
    ['{"a":01}', 'line 1, column 7'],
    ['{"a":"\\x"}', 'line 1, column 7'],
    ["{'a':1}", 'line 1, column 2'],
    ['{"a":+1}', 'line 1, column 6'],
    ['{"a":1.}', 'line 1, column 8'],
    ['', 'line 1, column 1'],
    ['[1]', 'line 1, column 1'],
    ['7', 'line 1, column 1'],
  ])('names the place in %j, not the content', (text, location) => {
    const outcome = parseJson(text);
    expect(outcome).toMatchObject({ ok: false, issues: [{ severity: 'fatal', location }] });
    expect(JSON.stringify(outcome)).not.toMatch(/secret/);
  });

  it('accepts exactly what JSON.parse accepts, and never throws', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '1',
      '-',
      '.',
      'e',
      '0',
      '\\',
      'u00e9',
      'true',
      'null',
      ' ',
      '\n',
      'a',
      '\t',
      '\u0001',
    );
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(fragment, { maxLength: 6 }).map((parts) => `{"a":${parts.join('')}}`),
    );
    fc.assert(
      fc.property(text, (source) => {
        expect(parseJson(source).ok).toBe(parsesToObject(source));
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws on bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseJson(new TextDecoder().decode(bytes));
      }),
    );
  });
});

function parsesToObject(source: string): boolean {
  try {
    const value: unknown = JSON.parse(source.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

describe('oddities that are kept and named', () => {
  it('[S25] a duplicate name, also one written with escapes', () => {
    const outcome = parseJson('{"resourceType":"Patient","name":[{"family":"A","f\\u0061mily":"B"}]}');
    expect(outcome).toMatchObject({
      ok: true,
      value: { name: [{ family: 'B' }] },
      issues: [{ severity: 'error', code: 'structure', expression: ['Patient.name[0].family'] }],
    });
  });

  it('a duplicate among many names', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `"n${i}":${i}`).join(',');
    expect(parseJson(`{${names}}`).issues).toEqual([]);
    expect(parseJson(`{${names},"n77":0}`).issues).toMatchObject([{ expression: ['Resource.n77'] }]);
  });

  it('more than fifty of them make the text unusable', () => {
    expect(parseJson(`{${'"a":1,'.repeat(60)}"b":1}`)).toMatchObject({ ok: false, issues: [{ code: 'too-costly' }] });
  });

  it.each(['__proto__', 'constructor', '\\u005f_proto__'])('[S25] leaves out %s and pollutes nothing', (name) => {
    const outcome = parseJson(`{"a":{"${name}":{"polluted":1.0}}}`);
    expect(outcome).toMatchObject({ ok: true, issues: [{ code: 'structure' }] });
    expect(outcome.ok && Object.assign({}, outcome.value['a'])).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  it('[S25] lone surrogates and NUL', () => {
    expect(parseJson('{"a":"\\ud800","b":"\\u0000","c":"\\ud83d\\ude00"}')).toMatchObject({
      ok: true,
      issues: [
        { code: 'value', expression: ['Resource.a'] },
        { code: 'value', expression: ['Resource.b'] },
      ],
    });
    expect(parseJson('{"a":"\ud800"}').issues).toHaveLength(1);
  });

  it('a byte order mark', () => {
    expect(parseJson('\uFEFF{"a":1}')).toMatchObject({ ok: true, issues: [{ severity: 'information' }] });
  });

  it('any digits at all', () => {
    fc.assert(
      fc.property(digits, digits, (whole, fraction) => {
        const source = `{"v":${BigInt(whole)}.${fraction}}`;
        expect(stringify(read(source))).toBe(source);
      }),
    );
  });
});
