import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { excerpt } from './excerpt.ts';
import { indented } from './indented.ts';
import type { Source } from './source.ts';

const source = (name: string, text: string | Uint8Array): Source => ({
  name,
  async *open() {
    yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
  },
});
const bundle =
  '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"a"}},{"resource":{"resourceType":"Observation","valueQuantity":{"value":6.10}}}]}';

describe('an excerpt of an original', () => {
  it('is the entry of a Bundle, decimals as written', async () => {
    const found = await excerpt(source('b.json', bundle), 'entry 2');
    expect(found).toMatchObject({ ok: true });
    expect(found.ok && found.value).toContain('"value": 6.10');
  });

  it('is the line of an NDJSON file, compressed or not', async () => {
    const text = '{"resourceType":"Patient","id":"a"}\n{"resourceType":"Patient","id":"b"}\n';
    for (const each of [source('Patient.ndjson', text), source('Patient.ndjson.gz', gzipSync(text))]) {
      const found = await excerpt(each, 'line 2');
      expect(found.ok && found.value).toContain('"id": "b"');
    }
  });

  it('is an entry of a Bundle inside another', async () => {
    const outer = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${bundle}}]}`;
    const found = await excerpt(source('b.json', outer), 'entry 1 entry 2');
    expect(found.ok && found.value).toContain('"value": 6.10');
  });

  it('says so when the place is not there', async () => {
    expect((await excerpt(source('b.json', bundle), 'entry 9')).ok).toBe(false);
    expect((await excerpt(source('b.json', bundle), 'somewhere')).ok).toBe(false);
  });
});

describe('JSON set out for reading', () => {
  it('keeps strings with brackets, empty lists and broken ends', () => {
    expect(indented('{"a":"x,{y}","b":[],"c":[1.0,{"d":"\\""}]')).toBe(
      '{\n  "a": "x,{y}",\n  "b": [],\n  "c": [\n    1.0,\n    {\n      "d": "\\""\n    }\n  ]',
    );
  });
});
