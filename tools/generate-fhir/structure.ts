/**
 * Makes knowledge/fhir-r4/structure.json and bindings.json from HL7's packages:
 *
 *   npm pack hl7.fhir.r4.examples@4.0.1 hl7.fhir.r4.expansions@4.0.1   (unpack both)
 *   node tools/generate-fhir/structure.ts EXAMPLES/package EXPANSIONS/package
 *
 * The format is described in knowledge/fhir-r4/README.md.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codesOf } from './bindings.ts';
import type { Definition, ElementDefinition, ElementType, ValueSet } from './definitions.ts';

/** Value sets that no finite list can hold; code says what is done about each. */
const OPEN_VALUE_SETS = new Set([
  'http://hl7.org/fhir/ValueSet/mimetypes',
  'http://hl7.org/fhir/ValueSet/ucum-units',
  'http://loinc.org/vs/LL379-9',
]);

/** Profiles that the specification uses as if they were types. */
const TYPE_PROFILES = new Set(['SimpleQuantity']);

/** Checked by the type itself: ele-1 by every element, ext-1 by Extension, txt-1 and txt-2 by xhtml. */
const RULES_OF_TYPES = new Set(['ele-1', 'ext-1', 'txt-1', 'txt-2']);

/** Rules of a primitive, written on the element it belongs to. */
const RULES_OF_OWNER = new Set(['eld-3']);

const [examples, expansions] = process.argv.slice(2);
if (examples === undefined || expansions === undefined) throw new Error('Give the two unpacked package folders');

function readAll<T>(folder: string, prefix: string): T[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T);
}

const definitions = readAll<Definition>(examples, 'StructureDefinition-')
  .filter(
    (each) => TYPE_PROFILES.has(each.id) || (each.kind !== 'logical' && each.kind !== 'primitive-type' && each.derivation !== 'constraint'),
  )
  .sort((a, b) => (a.id < b.id ? -1 : 1));
const definitionByName = new Map(definitions.map((each) => [each.id, each]));

const lastSegment = (url: string) => url.slice(url.lastIndexOf('/') + 1);
const baseOf = (definition: Definition) =>
  definition.baseDefinition === undefined ? undefined : definitionByName.get(lastSegment(definition.baseDefinition));

function inheritedNames(base: Definition | undefined): Set<string> {
  return new Set(base?.snapshot.element.slice(1).map((element) => element.path.slice(base.type.length + 1)));
}

const rules: Record<string, { human: string; expression: string }> = {};

/** The name of a rule: its key, with the path where R4 uses one key for different rules. */
function ruleName(key: string, path: string): string {
  return key === 'inv-1' || key === 'inv-2' ? `${key}@${path}` : key;
}

function rulesOf(element: ElementDefinition, inherited: ReadonlySet<string>): string[] {
  return (element.constraint ?? [])
    .filter((rule) => rule.severity === 'error' && !inherited.has(rule.key))
    .map((rule) => {
      const name = ruleName(rule.key, element.path);
      if (rule.expression !== undefined) rules[name] = { human: rule.human, expression: rule.expression };
      return name;
    });
}

function cardinality(element: ElementDefinition): string {
  const both = `${element.min}..${element.max}`;
  const sign = ({ '0..1': '?', '1..1': '1', '0..*': '*', '1..*': '+' } as Record<string, string>)[both];
  if (sign === undefined) throw new Error(`${element.path} occurs ${both}: the format has no sign for it`);
  return sign;
}

function typeName(type: ElementType, path: string): string {
  const profile = type.profile?.map(lastSegment).find((name) => TYPE_PROFILES.has(name));
  if (profile !== undefined) return profile;
  if (type.code.startsWith('http://hl7.org/fhirpath/System.')) return path.endsWith('.url') ? 'uri' : 'string';
  if (type.code !== 'Reference') return type.code;
  const targets = (type.targetProfile ?? []).map(lastSegment);
  return targets.length === 0 || targets.includes('Resource') ? 'Reference' : `Reference(${targets.join(',')})`;
}

const extensionValueTypes = typesOf(definitionByName.get('Extension')!.snapshot.element.find((e) => e.path === 'Extension.value[x]')!);

function typesOf(element: ElementDefinition): string {
  if (element.contentReference !== undefined) return element.contentReference.slice(1);
  if (element.path === 'Resource.id') return 'id';
  const codes = element.type?.map((type) => type.code) ?? [];
  if (codes.length === 1 && (codes[0] === 'BackboneElement' || codes[0] === 'Element')) return element.path;
  return (element.type ?? []).map((type) => typeName(type, element.path)).join('|');
}

const usedValueSets = new Set<string>();

function bindingOf(element: ElementDefinition): string {
  const { binding } = element;
  if (binding?.strength !== 'required' || binding.valueSet === undefined) return '';
  const url = binding.valueSet.split('|')[0]!;
  if (OPEN_VALUE_SETS.has(url)) return url.endsWith('/mimetypes') ? ' {mimetypes}' : '';
  usedValueSets.add(url);
  return ` {${lastSegment(url)}}`;
}

function write(element: ElementDefinition): string {
  const types = typesOf(element);
  const own = types === element.path ? [] : rulesOf(element, RULES_OF_TYPES).filter((name) => !RULES_OF_OWNER.has(name));
  const kinds = types === extensionValueTypes && element.path !== 'Extension.value[x]' ? 'any' : types;
  return `${cardinality(element)} ${kinds}${bindingOf(element)}${own.length === 0 ? '' : ` !${own.join(',')}`}`;
}

type Written = Record<string, string>;
const types: Record<string, Written> = {};

function writeType(definition: Definition): void {
  const base = baseOf(definition);
  const inherited = inheritedNames(base);
  const baseRules = new Set(base?.snapshot.element[0]?.constraint?.map((rule) => rule.key));
  const [root, ...elements] = definition.snapshot.element;
  types[definition.id] = head(base?.id, [...rulesOf(root!, baseRules.add('ele-1')), ...rulesForOwner(elements)]);
  for (const element of elements) {
    const relative = element.path.slice(definition.type.length + 1);
    const top = relative.split('.')[0]!;
    if (inherited.has(relative) || inherited.has(top)) continue;
    const dot = element.path.lastIndexOf('.');
    if (types[element.path.slice(0, dot)] === undefined) throw new Error(`No type for ${element.path}`);
    openBackbone(element);
    const name = element.path.slice(dot + 1);
    if (isOfEveryElement(name, relative)) continue;
    types[element.path.slice(0, dot)]![name] = write(element);
  }
}

function isOfEveryElement(name: string, relative: string): boolean {
  return relative.includes('.') && ['id', 'extension', 'modifierExtension'].includes(name);
}

function openBackbone(element: ElementDefinition): void {
  if (element.contentReference !== undefined || typesOf(element) !== element.path) return;
  types[element.path] = head(element.type![0]!.code, rulesOf(element, new Set(['ele-1'])));
}

function rulesForOwner(elements: readonly ElementDefinition[]): string[] {
  return elements.flatMap((element) => rulesOf(element, new Set()).filter((name) => RULES_OF_OWNER.has(name)));
}

function head(base: string | undefined, own: readonly string[]): Written {
  return { ...(base === undefined ? {} : { '<': base }), ...(own.length === 0 ? {} : { '!': own.join(',') }) };
}

for (const definition of definitions) writeType(definition);

if (new Set([...usedValueSets].map(lastSegment)).size !== usedValueSets.size) throw new Error('Two value sets share a name');

const valueSetByUrl = new Map(
  [...readAll<ValueSet>(examples, 'ValueSet-'), ...readAll<ValueSet>(expansions, 'ValueSet-')].map((each) => [each.url, each]),
);
const bindings = Object.fromEntries([...usedValueSets].sort().map((url) => [lastSegment(url), codesOf(valueSetByUrl.get(url), url)]));

const target = new URL('../../knowledge/fhir-r4/', import.meta.url);
/** One line a member, so that a change shows as one. */
const lines = (value: Record<string, unknown>) =>
  `{\n${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`)
    .join(',\n')}\n}\n`;
const ruleNames = Object.keys(rules).sort();
const human = Object.fromEntries(ruleNames.map((name) => [name, rules[name]!.human]));
const expressions = Object.fromEntries(ruleNames.map((name) => [name, rules[name]!.expression]));
const written = Object.fromEntries(
  Object.entries(types).map(([name, members]) => [
    name,
    Object.entries(members)
      .map(([member, text]) => `${member} ${text}`)
      .join('; '),
  ]),
);
writeFileSync(new URL('structure.json', target), lines(written));
writeFileSync(new URL('rules.json', target), lines(human));
writeFileSync(new URL('rule-expressions.json', target), lines(expressions));
writeFileSync(new URL('bindings.json', target), lines(bindings));
