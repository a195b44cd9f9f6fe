/**
 * The types of R4 as plans to walk by, compiled from knowledge/fhir-r4 one type at a time, when
 * first met.
 */
import { codeList } from './bindings.ts';
import type { CodeList } from './bindings.ts';
import { primitiveChecks } from './primitives.ts';
import type { PrimitiveCheck } from './primitives.ts';
import { ruleByName } from './rules/index.ts';
import type { Rule } from './rules/index.ts';
import { writtenType } from './structure.ts';
import type { WrittenType } from './structure.ts';

export interface NamedRule {
  readonly name: string;
  readonly holds: Rule;
}

/** What one JSON member of a type may be. */
export interface ElementPlan {
  /** The member's name: `valueQuantity`, or `_birthDate` for the extensions of a primitive. */
  readonly name: string;
  /** For `_birthDate`, `birthDate`. */
  readonly companionOf: string | undefined;
  readonly typeName: string;
  readonly isArray: boolean;
  readonly min: number;
  readonly max: number;
  /** Its place in `TypePlan.required`, as a bit; 0 when it may be missing. */
  readonly requiredBit: number;
  /** The choice it belongs to, as a bit; 0 when none. */
  readonly choiceBit: number;
  readonly check: PrimitiveCheck | undefined;
  /** What it may refer to; undefined for anything. */
  readonly targets: ReadonlySet<string> | undefined;
  readonly codes: CodeList | undefined;
  readonly rules: readonly NamedRule[];
}

export interface TypePlan {
  readonly name: string;
  readonly isResource: boolean;
  readonly elements: ReadonlyMap<string, ElementPlan>;
  /** Names of the elements that must be there, as the specification writes them. */
  readonly required: readonly string[];
  readonly rules: readonly NamedRule[];
}

const plans = new Map<string, TypePlan>();

/** The plan of a resource type, datatype or backbone element (`Observation.component`). */
export function typePlan(name: string): TypePlan | undefined {
  const known = plans.get(name);
  if (known !== undefined) return known;
  const own = writtenType(name);
  if (own === undefined) return undefined;
  const plan = compile(name, own);
  plans.set(name, plan);
  return plan;
}

function compile(name: string, own: WrittenType): TypePlan {
  const baseName = own.get('<');
  const base = baseName === undefined ? undefined : typePlan(baseName);
  const elements = new Map(base?.elements);
  const required = [...(base?.required ?? [])];
  let choices = 0;
  for (const [key, text] of own) {
    if (key === '<' || key === '!') continue;
    const choiceBit = key.endsWith('[x]') ? 1 << choices++ : 0;
    for (const plan of elementPlans(key, text, choiceBit, required)) elements.set(plan.name, plan);
  }
  const rules = [...(base?.rules ?? []), ...rulesNamed(own.get('!'))];
  return { name, isResource: name === 'Resource' || base?.isResource === true, elements, required, rules };
}

function rulesNamed(names: string | undefined): NamedRule[] {
  return (names?.split(',') ?? []).flatMap((name) => {
    const holds = ruleByName.get(name);
    return holds === undefined ? [] : [{ name, holds }];
  });
}

const CARDINALITY: Readonly<Record<string, readonly [number, number]>> = {
  '?': [0, 1],
  1: [1, 1],
  '*': [0, Infinity],
  '+': [1, Infinity],
};
const ELEMENT = /^(\S+) ([^ ]+)(?: \{(.+?)\})?(?: !(.+))?$/;

function elementPlans(key: string, text: string, choiceBit: number, required: string[]): ElementPlan[] {
  const [, cardinality = '', types = '', binding, rules] = ELEMENT.exec(text)!;
  const [min, max] = CARDINALITY[cardinality]!;
  const requiredBit = min === 0 ? 0 : 1 << (required.push(key) - 1);
  const shape = { isArray: max > 1, min, max, requiredBit, choiceBit, rules: rulesNamed(rules) };
  return typesOf(types).flatMap((type) => {
    const [typeName = '', targets] = type.split(/[()]/);
    const name = choiceBit === 0 ? key : key.slice(0, -3) + capitalised(jsonNameOf(typeName));
    const check = primitiveChecks[typeName];
    const main: ElementPlan = {
      ...shape,
      name,
      typeName,
      check,
      companionOf: undefined,
      codes: binding === undefined ? undefined : codeList(binding),
      targets: targets === undefined ? undefined : new Set(targets.split(',')),
    };
    return check === undefined ? [main] : [main, companionPlan(main)];
  });
}

function companionPlan(main: ElementPlan): ElementPlan {
  return {
    ...main,
    name: `_${main.name}`,
    companionOf: main.name,
    typeName: 'Element',
    check: undefined,
    codes: undefined,
    rules: [],
  };
}

/** The types of an open choice are those of an extension (http://hl7.org/fhir/R4/datatypes.html#open). */
function typesOf(types: string): readonly string[] {
  return (types === 'any' ? writtenType('Extension')!.get('value[x]')!.slice(2) : types).split('|');
}

function jsonNameOf(typeName: string): string {
  return typeName === 'SimpleQuantity' ? 'Quantity' : typeName;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
