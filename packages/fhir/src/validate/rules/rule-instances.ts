/**
 * Instances for testing a rule: elements of its type in which whatever the rule's FHIRPath names is
 * there or not by chance, with the values the FHIRPath compares to or others.
 */
import type { JsonObject, JsonValue } from '../../json/value.ts';
import { typeNames, writtenType } from '../structure.ts';
import type { WrittenType } from '../structure.ts';

/** `0 <= random() < 1`, the same series for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Where a rule applies: the type that lists it, or the type and name of the one element. */
export function placesOf(rule: string): { type: string; element?: string }[] {
  return typeNames().flatMap((type) =>
    [...writtenType(type)!].flatMap(([name, text]) => {
      if (name === '!') return text.split(',').includes(rule) ? [{ type }] : [];
      const own = / !(.+)$/.exec(text)?.[1]?.split(',').includes(rule);
      return own ? [{ type, element: name }] : [];
    }),
  );
}

function membersOf(type: string): WrittenType {
  const own = writtenType(type) ?? new Map<string, string>();
  const base = own.get('<');
  return base === undefined ? own : new Map([...membersOf(base), ...own]);
}

const SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  boolean: [true, false],
  date: ['2024', '2024-03', '2024-03-01', '2023-12-31'],
  dateTime: ['2024', '2024-03-01', '2024-03-01T10:00:00Z', '2024-03-01T12:00:00+02:00', '2023-12-31T10:00:00Z'],
  decimal: [0, 1, -1, 2.5, 101],
  id: ['a', 'b'],
  instant: ['2024-03-01T10:00:00Z', '2023-03-01T10:00:00Z'],
  integer: [-1, 0, 1, 2],
  positiveInt: [1, 2, 3],
  time: ['10:00:00'],
  unsignedInt: [0, 1, 2],
  xhtml: ['<div xmlns="http://www.w3.org/1999/xhtml">x</div>'],
};
const TEXTS = ['x', 'y', '*', '1', '#a'];
const RESOURCES = ['Patient', 'Composition', 'MessageHeader'];

export class InstanceMaker {
  private readonly names: ReadonlySet<string>;
  private readonly literals: readonly string[];
  private readonly random: () => number;

  /** @param hints names and quoted values that the rule does not mention but depends on */
  constructor(expression: string, hints: string, random: () => number) {
    const all = `${expression} ${hints}`;
    this.random = random;
    this.names = new Set(all.replace(/'[^']*'/g, '').match(/[A-Za-z]\w*/g));
    this.literals = [...all.matchAll(/'([^']*)'/g)].map(([, literal]) => literal!).filter((each) => each !== '');
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }

  /** One element of `type`; nested at most `depth` levels. */
  element(type: string, depth = 5): JsonObject {
    const element: JsonObject = depth === 5 && isResourceType(type) ? { resourceType: type } : {};
    const busy = this.pick([0.2, 0.5, 0.8, 0.95]);
    for (const [key, text] of membersOf(type)) {
      if (key === '<' || key === '!') continue;
      const isNamed = this.names.has(key.replace('[x]', ''));
      const isRequired = /^[1+] [a-z]/.test(text);
      if (!this.chance(isNamed ? (isRequired ? 1 : busy) : 0.02)) continue;
      this.member(element, key, text, depth - 1);
    }
    return element;
  }

  private member(element: JsonObject, key: string, text: string, depth: number): void {
    const [, sign = '?', types = ''] = /^(\S+) ([^ ]+)/.exec(text)!;
    const options = (types === 'any' ? 'string|boolean|Quantity' : types).split('|');
    const type = this.pick(options).replace(/\(.*/, '');
    if (depth <= 0 && isWritten(type)) return;
    const isChoice = key.endsWith('[x]');
    const jsonType = type === 'SimpleQuantity' ? 'Quantity' : type;
    const name = isChoice ? key.slice(0, -3) + jsonType.charAt(0).toUpperCase() + jsonType.slice(1) : key;
    const length = sign === '*' || sign === '+' ? this.pick([1, 1, 2, 3]) : 1;
    const values = Array.from({ length }, () => this.value(type, depth));
    element[name] = sign === '?' || sign === '1' ? values[0]! : values;
  }

  private value(type: string, depth: number): JsonValue {
    if (type === 'Resource') return this.resource();
    if (isWritten(type)) return withSomething(this.element(type, depth));
    const samples = SAMPLES[type] ?? (this.literals.length > 0 && this.chance(0.6) ? this.literals : TEXTS);
    return this.pick(samples);
  }

  private resource(): JsonValue {
    const resource: JsonObject = { resourceType: this.pick(RESOURCES), id: this.pick(['a', 'b', '1']) };
    if (this.chance(0.4)) resource['meta'] = this.pick<JsonObject>([{ versionId: '1' }, { versionId: '2' }, { security: [{ code: 'R' }] }]);
    if (this.chance(0.3)) resource['contained'] = [{ resourceType: 'Patient', id: 'a' }];
    return resource;
  }
}

const isWritten = (type: string) => writtenType(type) !== undefined;

function isResourceType(type: string): boolean {
  const base = writtenType(type)?.get('<');
  return type === 'Resource' || (base !== undefined && isResourceType(base));
}

/** FHIR has no empty elements. */
function withSomething(element: JsonObject): JsonObject {
  return Object.keys(element).length === 0 ? { id: 'a' } : element;
}
