import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cut, cutValues, VALUE_LIMIT } from './values.ts';

async function cut(text: string | Uint8Array, step = 7): Promise<(Omit<Cut, 'bytes'> & { text?: string })[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const cuts = [];
  for await (const { ...each } of cutValues(chunks()))
    cuts.push('bytes' in each ? { ...each, bytes: undefined, text: new TextDecoder().decode(each.bytes) } : each);
  return cuts.map(({ bytes: _, ...rest }: Record<string, unknown>) => rest) as never;
}

const bundle = (...entries: object[]) => JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: entries, total: 2 }, null, 2);
const patient = { resourceType: 'Patient', id: 'a', name: [{ text: 'brackets } ] in "text" \\ and \n' }] };

describe('cutting JSON into values', () => {
  it('gives each entry of a Bundle by itself, then the Bundle without them', async () => {
    const cuts = await cut(bundle({ resource: patient }, { resource: { resourceType: 'Patient', id: 'b' } }));
    expect(cuts.map((each) => each.kind)).toEqual(['entry', 'entry', 'shell']);
    expect(JSON.parse(cuts[0]!.text!)).toEqual({ resource: patient });
    expect(JSON.parse(cuts[2]!.text!)).toEqual({ resourceType: 'Bundle', type: 'collection', entry: [], total: 2 });
  });

  it('does not take the entry list of another type apart', async () => {
    const list = { resourceType: 'List', status: 'current', mode: 'working', entry: [{ item: { reference: 'Patient/a' } }] };
    expect(await cut(JSON.stringify(list))).toMatchObject([{ kind: 'value', text: JSON.stringify(list) }]);
  });

  it('gives each line of NDJSON, with its number, and each resource of a list', async () => {
    const lines = '{"resourceType":"Patient"}\n\n{"resourceType":"Observation"}\n';
    expect(await cut(lines)).toMatchObject([
      { kind: 'value', line: 1 },
      { kind: 'value', line: 3 },
    ]);
    expect(await cut('[{"a":1}, {"b":2}]')).toMatchObject([
      { kind: 'value', text: '{"a":1}' },
      { kind: 'value', text: '{"b":2}' },
    ]);
  });

  it('goes on with the next line after a line that is cut short or never closes a text', async () => {
    const cuts = await cut('{"n":1}\n{"n":{"m":2}\n{"n":3}\n{"n":"open\n{"n":5}\n');
    expect(cuts).toMatchObject([
      { text: '{"n":1}' },
      { kind: 'broken', line: 2 },
      { text: '{"n":3}' },
      { kind: 'broken' },
      { text: '{"n":5}' },
    ]);
  });

  it('says where a file ends too early, and keeps what came before', async () => {
    const text = bundle({ resource: patient }, { resource: patient });
    expect(await cut(text.slice(0, -60))).toMatchObject([{ kind: 'entry' }, { kind: 'broken', why: 'ends-inside' }]);
  });

  it('passes over a value that is too long without holding it, and reads on [S27]', async () => {
    const long = `{"resourceType":"Binary","data":"${'A'.repeat(VALUE_LIMIT)}"}\n{"resourceType":"Patient"}\n`;
    expect(await cut(long, 65_536)).toMatchObject([{ kind: 'too-long' }, { kind: 'value', text: '{"resourceType":"Patient"}' }]);
  });

  it('cuts the same wherever the chunks end', async () => {
    const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
    await fc.assert(
      fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 40 }), async (values, step) => {
        const text = bundle(...(values as object[]));
        const cuts = await cut(text, step);
        expect(cuts.filter((each) => each.kind === 'entry').map((each) => JSON.parse(each.text!))).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('never fails on noise, and ends [S25]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => void (await cut(noise, 13))),
      { numRuns: 300 },
    );
  });
});
