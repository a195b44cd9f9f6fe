/**
 * Every rule against its FHIRPath, evaluated by the `fhirpath` library on generated elements. Where
 * FHIRPath says neither true nor false (a partial date, a missing required element) nothing is
 * compared.
 */
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import type { Model } from 'fhirpath';
import { describe, expect, it } from 'vitest';
import expressions from '../../../../../knowledge/fhir-r4/rule-expressions.json' with { type: 'json' };
import type { JsonObject } from '../../json/value.ts';
import { ruleByName } from './index.ts';
import { InstanceMaker, createRandom, placesOf } from './rule-instances.ts';

const expressionByName: Readonly<Record<string, string>> = expressions;

/** What the library cannot evaluate; these have tests of their own beside the rules. */
const BEYOND_THE_LIBRARY: Readonly<Record<string, string>> = {
  'dom-3': 'uses `as` on collections, which FHIRPath forbids',
  'ctm-1': 'needs resolve()',
  'eld-16': 'has a regular expression that is invalid in Unicode mode',
  'eld-19': 'has a regular expression that is invalid in Unicode mode',
  'eld-3': 'is written on `max`, which our rules see from its owner',
  'rng-2': 'compares what is not in UCUM as if it were text',
  'que-7': 'takes FHIR.boolean for another type than Boolean',
};

/** Names and values a rule depends on without mentioning them. */
const HINTS: Readonly<Record<string, string>> = {
  'que-2': 'item',
  'md-1': "'-1' '0' '1'",
  'sdf-8': "path 'x' 'x.y'",
  'sdf-8a': "path 'x' 'x.y'",
};

/** The type of the one element that a rule is written on. */
const ELEMENT_TYPE: Readonly<Record<string, string>> = {
  'org-2': 'Address',
  'org-3': 'ContactPoint',
  'ras-1': 'Range',
  'sdf-10': 'ElementDefinition',
  'tst-6': 'TestScript.setup.action.assert',
  'tst-11': 'TestScript.setup.action.assert',
  'tst-13': 'TestScript.setup.action.assert',
  'tst-8': 'TestScript.setup.action.operation',
  'tst-9': 'TestScript.setup.action.operation',
};

const ENOUGH = 10;
const MOST = 6000;

function compare(name: string): { held: number; broken: number; disagreement?: JsonObject } {
  const expression = expressionByName[name]!.replace(/\.trace\([^()]*\)/g, '');
  const maker = new InstanceMaker(expression, HINTS[name] ?? '', createRandom(20190930));
  const { type, element } = placesOf(name)[0]!;
  const base = element === undefined ? type : `${type}.${element.replace('[x]', '')}`;
  const evaluate = fhirpath.compile({ base, expression }, r4 as Model) as (input: unknown, context: object) => unknown[];
  const rule = ruleByName.get(name)!;
  const tally = { held: 0, broken: 0 };
  for (let i = 0; i < MOST && (tally.held < ENOUGH || tally.broken < ENOUGH || i < 100); i++) {
    const instance = maker.element(element === undefined ? type : ELEMENT_TYPE[name]!, type.includes('.') ? 4 : 5);
    const resource = 'resourceType' in instance ? instance : maker.element(type.split('.')[0]!);
    const variables = { resource, rootResource: resource, context: instance, ucum: 'http://unitsofmeasure.org' };
    const said = ask(() => evaluate(instance, variables)[0]);
    if (typeof said !== 'boolean') continue;
    if (rule(instance, { resource, root: resource }) !== said) return { ...tally, disagreement: instance };
    tally[said ? 'held' : 'broken']++;
  }
  return tally;
}

/** The library throws where FHIRPath has an error, such as two items where one is needed. */
function ask(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch {
    return undefined;
  }
}

describe('rules agree with their FHIRPath', () => {
  it.each([...ruleByName.keys()].filter((name) => !(name in BEYOND_THE_LIBRARY)))('%s', (name) => {
    const { held, broken, disagreement } = compare(name);
    expect(disagreement).toBeUndefined();
    expect(held).toBeGreaterThan(0);
    expect(broken).toBeGreaterThan(0);
  });

  it('and every rule is one of R4', () => {
    expect([...ruleByName.keys()].filter((name) => !(name in expressionByName))).toEqual([]);
  });
});
