import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import type { OldVersion } from './differences.ts';
import { toR4, votesOf } from './index.ts';

const VERSIONS: readonly OldVersion[] = ['DSTU2', 'STU3', 'R5'];
const textOf = (version: OldVersion) => readFileSync(new URL(`fixtures/${version.toLowerCase()}.ndjson`, import.meta.url), 'utf8');
const resourcesOf = (version: OldVersion): JsonObject[] =>
  textOf(version)
    .trim()
    .split('\n')
    .map((line) => {
      const parsed = parseJson(line);
      if (!parsed.ok) throw new Error(line);
      return parsed.value;
    });

async function draftsOf(text: string, name = 'file.ndjson') {
  const all = [];
  const source = {
    name,
    async *open() {
      yield new TextEncoder().encode(text);
    },
  };
  for await (const parsed of parseSource(source, { at: '2026-03-01T10:00:00Z' })) all.push(parsed);
  return {
    words: all.flatMap((each) => (each.kind === 'file' ? [each.words] : [])),
    drafts: all.flatMap((each) => (each.kind === 'draft' ? [each.draft] : [])),
    notes: all.flatMap((each) => (each.kind === 'note' ? [each.issue.diagnostics] : [])),
  };
}

/** Texts and numbers inside a value, but for references and ids, which are named anew, and codes, which have other names. */
function leavesOf(value: JsonValue, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, name));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([member, each]) => leavesOf(each, member));
  return typeof value === 'string' &&
    !['reference', 'resourceType', 'id', 'code', 'system', 'status', 'type', 'criticality', 'gender', 'class'].includes(name)
    ? [value]
    : [];
}

describe.each(VERSIONS)('%s brought to R4', (version) => {
  it('is as it was the last time it was looked at', async () => {
    const { drafts } = await draftsOf(textOf(version));
    const text = drafts.map(
      ({ resource, issues }) =>
        `${stringify(resource)}\n${JSON.stringify(issues?.map(({ diagnostics, expression }) => [diagnostics, expression]) ?? [])}`,
    );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`golden/${version.toLowerCase()}.txt`);
  });

  it.each(resourcesOf(version).map((resource) => [String(resource['resourceType']), resource] as const))(
    '%s is valid R4',
    (_, resource) => {
      expect(validate(toR4(resource, version).resource).map(({ diagnostics, expression }) => `${expression?.[0]}: ${diagnostics}`)).toEqual(
        [],
      );
    },
  );

  it('is then R4: nothing speaks for another version any more, and a second time changes nothing', () => {
    for (const resource of resourcesOf(version)) {
      const once = toR4(resource, version).resource;
      expect([...votesOf(once)], String(resource['resourceType'])).toEqual([]);
      expect(stringify(toR4(once, version).resource)).toBe(stringify(once));
    }
  });

  it('loses no word', () => {
    for (const resource of resourcesOf(version)) {
      const text = stringify(toR4(resource, version).resource);
      for (const leaf of leavesOf(resource))
        expect(text, `${String(resource['resourceType'])}: ${leaf}`).toContain(JSON.stringify(leaf).slice(1, -1));
    }
  });

  it('never loses or breaks on what it does not know, whatever stands there', () => {
    const samples = resourcesOf(version);
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    const json = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        word,
        fc.boolean(),
        fc.integer(),
        fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<JsonValue>,
        fc.dictionary(word, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonValue>,
      ),
    })).value;
    const place = fc.constantFrom('foreign', 'status', 'code', 'category', 'subject', 'note', 'context', 'reason', 'performer');
    fc.assert(
      fc.property(fc.constantFrom(...samples), place, json, (resource, name, value) => {
        const { resource: done } = toR4({ ...resource, [name]: value }, version);
        const text = stringify(done);
        if (name === 'foreign') for (const leaf of leavesOf(value)) expect(text).toContain(leaf);
      }),
      { numRuns: 300 },
    );
  });
});

describe('telling versions apart', () => {
  it.each(VERSIONS)('names %s of a file, and tells that it was brought to R4', async (version) => {
    const { words, notes } = await draftsOf(textOf(version));
    expect(words).toEqual([`FHIR ${version} NDJSON`]);
    expect(notes.some((note) => note.startsWith(`FHIR ${version}:`))).toBe(true);
  });

  it('leaves R4 as it is', async () => {
    for (const version of VERSIONS) {
      for (const resource of resourcesOf(version)) {
        const { resource: r4 } = toR4(resource, version);
        const [draft] = (await draftsOf(stringify(r4), 'one.json')).drafts;
        expect(stringify(draft?.resource ?? null)).toBe(stringify(r4));
      }
    }
  });

  it('calls a type by its name in R4, in the draft, in references, and by what the source calls it', async () => {
    const entry = (resource: object, url: string) => ({ fullUrl: `https://hospital.example/dstu2/${url}`, resource });
    const { drafts } = await draftsOf(
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [
          entry(
            {
              resourceType: 'MedicationOrder',
              id: '1',
              status: 'active',
              patient: { reference: 'Patient/p' },
              medicationCodeableConcept: { text: 'x' },
            },
            'MedicationOrder/1',
          ),
          entry(
            {
              resourceType: 'MedicationAdministration',
              id: '2',
              status: 'completed',
              patient: { reference: 'Patient/p' },
              effectiveTimeDateTime: '2016-01-01',
              medicationCodeableConcept: { text: 'x' },
              prescription: { reference: 'MedicationOrder/1' },
            },
            'MedicationAdministration/2',
          ),
        ],
      }),
    );
    expect(drafts.map(({ source }) => source)).toEqual([
      { system: 'https://hospital.example/dstu2', id: 'MedicationRequest/1' },
      { system: 'https://hospital.example/dstu2', id: 'MedicationAdministration/2' },
    ]);
    expect(drafts[1]?.resource['request']).toEqual({ reference: 'MedicationRequest/1' });
    expect(drafts.flatMap(({ resource }) => validate(resource))).toEqual([]);
  });

  it('keeps the digits of a number', () => {
    const observation = resourcesOf('DSTU2').find((each) => each['id'] === 'o1') as JsonObject;
    expect(stringify(toR4(observation, 'DSTU2').resource)).toContain('"value":6.10');
  });
});
