/**
 * Holds a document against the profiles of IPS 2.0.0 (knowledge/ips) and against R4. It is ours, written from the
 * StructureDefinitions alone and without the code that makes summaries; it is not HL7's validator. It checks cardinalities,
 * fixed and pattern values, types, slices, required codes, invariants (by the `fhirpath` library), references within the
 * document, and the rules of documents. It does not check preferred and extensible bindings.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue, validate } from '@satchel/fhir';
import fhirpath, { type Model } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

interface Rule {
  readonly id: string;
  readonly path: string;
  readonly min?: number;
  readonly max?: string;
  readonly sliceName?: string;
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly constraint?: readonly { readonly key: string; readonly severity: string; readonly expression: string }[];
  readonly binding?: { readonly strength: string; readonly valueSet: string };
  readonly [fixedOrPattern: string]: unknown;
}

interface Profile {
  readonly url: string;
  readonly type: string;
  readonly element: readonly Rule[];
}

const { profiles, requiredCodes } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../knowledge/ips/profiles.json'), 'utf8')) as {
  readonly profiles: readonly Profile[];
  readonly requiredCodes: Readonly<Record<string, readonly string[]>>;
};

const BASE = 'http://hl7.org/fhir/uv/ips/StructureDefinition/';
const byName = new Map(profiles.map((profile) => [profile.url.slice(BASE.length), profile]));

/** Everything that is wrong with a document, a sentence each. */
export function faultsOfSummary(bundle: JsonObject): string[] {
  const entries = list(bundle['entry']);
  const resources = entries.map((entry) => (isJsonObject(entry['resource']) ? entry['resource'] : {}));
  const urls = new Map(entries.map((entry, at) => [String(entry['fullUrl']), resources[at] as JsonObject]));
  return [
    ...documentFaults(bundle, entries, resources, urls),
    ...validate({ ...bundle }).map(({ expression, diagnostics }) => `R4: ${expression?.[0]}: ${diagnostics}`),
    ...faultsBy('Bundle-uv-ips', bundle, urls),
    ...resources.flatMap((resource) => profilesOf(resource, bundle, urls).flatMap((name) => faultsBy(name, resource, urls))),
  ];
}

function documentFaults(
  bundle: JsonObject,
  entries: readonly JsonObject[],
  resources: readonly JsonObject[],
  urls: ReadonlyMap<string, JsonObject>,
): string[] {
  const faults: string[] = [];
  if (resources[0]?.['resourceType'] !== 'Composition') faults.push('The first entry is no Composition.');
  if (urls.size !== entries.length) faults.push('Two entries have one fullUrl.');
  const identifier = bundle['identifier'];
  if (!isJsonObject(identifier) || !identifier['system'] || !identifier['value']) faults.push('The identifier lacks system or value.');
  for (const reference of referencesIn(bundle))
    if (!reference.startsWith('#') && !urls.has(reference)) faults.push('A reference leads out of the document.');
  const composition = resources[0] ?? {};
  const reached = new Set<string>();
  const reach = (from: JsonObject) => {
    for (const url of referencesIn(from)) {
      const target = urls.get(url);
      if (target && !reached.has(url)) reach((reached.add(url), target));
    }
  };
  reach(composition);
  for (const [url, resource] of urls) if (resource !== composition && !reached.has(url)) faults.push('Nothing leads to an entry.');
  const subject =
    list(composition['section']).length > 0 && isJsonObject(composition['subject'])
      ? urls.get(String(composition['subject']['reference']))
      : undefined;
  if (subject?.['resourceType'] !== 'Patient') faults.push('The subject is no Patient of the document.');
  for (const resource of resources) {
    const whose = resource['subject'] ?? resource['patient'];
    if (isJsonObject(whose) && typeof whose['reference'] === 'string' && urls.get(whose['reference']) !== subject)
      faults.push(`A ${String(resource['resourceType'])} is about somebody else.`);
  }
  return faults;
}

/** By type, and for an Observation by where it stands and what it is about. */
function profilesOf(resource: JsonObject, bundle: JsonObject, urls: ReadonlyMap<string, JsonObject>): string[] {
  const type = String(resource['resourceType']);
  if (type === 'Flag') return ['Flag-alert-uv-ips'];
  if (type !== 'Observation') return byName.has(`${type}-uv-ips`) && type !== 'Device' ? [`${type}-uv-ips`] : [];
  const codes = codesIn(resource['code']);
  if (codes.includes('http://loinc.org|72166-2')) return ['Observation-tobaccouse-uv-ips'];
  if (codes.includes('http://loinc.org|74013-4')) return ['Observation-alcoholuse-uv-ips'];
  if (codes.includes('http://loinc.org|82810-3')) return ['Observation-pregnancy-status-uv-ips'];
  const inSet = (name: string) =>
    codes.some((code) => requiredCodes[`http://hl7.org/fhir/uv/ips/ValueSet/${name}`]?.includes(code.replace('http://loinc.org|', '')));
  if (inSet('edd-method-uv-ips')) return ['Observation-pregnancy-edd-uv-ips'];
  if (inSet('pregnancies-summary-uv-ips')) return ['Observation-pregnancy-outcome-uv-ips'];
  const composition = list(bundle['entry'])[0]?.['resource'] as JsonObject;
  const results = list(composition['section']).find((section) => codesIn(section['code']).includes('http://loinc.org|30954-2'));
  const isResult = list(results?.['entry']).some((entry) => urls.get(String(entry['reference'])) === resource);
  if (!isResult) return [];
  return [
    codesIn(resource['category']).some((code) => code.endsWith('|imaging'))
      ? 'Observation-results-radiology-uv-ips'
      : 'Observation-results-laboratory-pathology-uv-ips',
  ];
}

function faultsBy(name: string, resource: JsonObject, urls: ReadonlyMap<string, JsonObject>): string[] {
  const profile = byName.get(name);
  if (!profile) throw new Error(`There is no profile ${name}.`);
  return new Check(profile, urls).run(resource);
}

class Check {
  readonly faults: string[] = [];
  readonly profile: Profile;
  readonly urls: ReadonlyMap<string, JsonObject>;
  constructor(profile: Profile, urls: ReadonlyMap<string, JsonObject>) {
    this.profile = profile;
    this.urls = urls;
  }

  run(resource: JsonObject): string[] {
    const root = this.profile.element.find(({ id }) => id === this.profile.type);
    if (root) this.one(root, resource);
    this.inside(this.profile.type, resource);
    return this.faults;
  }

  /** The rules that stand right below an id: plain ones on all values, slices on those that they are for. */
  private inside(id: string, holder: JsonObject): void {
    const names = new Set(
      this.profile.element
        .filter((rule) => rule.id.startsWith(`${id}.`))
        .map((rule) => rule.id.slice(id.length + 1).split(/[.:]/)[0] ?? ''),
    );
    for (const name of names) {
      const values = valuesOf(holder, name);
      const path = `${id}.${name}`;
      this.held(path, values);
      const slices = new Set(
        this.profile.element
          .filter((rule) => rule.id.startsWith(`${path}:`))
          .map((rule) => rule.id.slice(path.length + 1).split('.')[0] ?? ''),
      );
      for (const slice of slices)
        this.held(
          `${path}:${slice}`,
          values.filter((value) => this.isIn(`${path}:${slice}`, slice, value)),
        );
    }
  }

  private held(path: string, values: readonly Valued[]): void {
    const rule = this.profile.element.find(({ id }) => id === path);
    if (rule?.min !== undefined && values.length < rule.min) this.fault(path, `is there ${values.length} times, ${rule.min} wanted`);
    if (rule?.max !== undefined && rule.max !== '*' && values.length > Number(rule.max))
      this.fault(path, `is there ${values.length} times`);
    for (const { value, type } of values) {
      if (rule) this.one(rule, value, type);
      if (isJsonObject(value)) this.inside(path, value);
    }
  }

  private one(rule: Rule, value: JsonValue, type?: string): void {
    for (const [name, wanted] of Object.entries(rule)) {
      if (/^(fixed|pattern)[A-Z]/.test(name) && !fits(value, wanted as JsonValue))
        this.fault(rule.id, 'is another value than the fixed one');
    }
    if (type !== undefined && rule.type && !rule.type.some(({ code }) => code.toLowerCase() === type.toLowerCase()))
      this.fault(rule.id, `may not be a ${type}`);
    const targets = rule.type?.flatMap(({ targetProfile = [] }) => targetProfile.map((url) => (url.split('/').at(-1) ?? '').split('-')[0]));
    if (targets?.length && isJsonObject(value) && typeof value['reference'] === 'string') {
      const target = this.urls.get(value['reference'])?.['resourceType'];
      if (target !== undefined && !targets.includes(String(target))) this.fault(rule.id, `may not refer to a ${String(target)}`);
    }
    const codes = rule.binding?.strength === 'required' ? requiredCodes[rule.binding.valueSet.split('|')[0] ?? ''] : undefined;
    if (
      codes &&
      !(typeof value === 'string' ? [value] : codesIn(value).map((code) => code.split('|')[1] ?? '')).some((code) => codes.includes(code))
    )
      this.fault(rule.id, 'is no code of the required set');
    for (const { key, severity, expression } of rule.constraint ?? []) {
      if (severity !== 'error' || !isJsonObject(value)) continue;
      const held = fhirpath.evaluate(value, { base: rule.path, expression }, {}, r4 as Model) as unknown[];
      if (held[0] !== true) this.fault(rule.id, `breaks ${key}`);
    }
  }

  /** By the discriminators of the guide: a pattern inside, a type, or what a reference leads to. */
  private isIn(path: string, slice: string, { value, name }: Valued): boolean {
    if (path === `Bundle.entry:${slice}`) {
      const resource = isJsonObject(value) && isJsonObject(value['resource']) ? value['resource'] : {};
      return slice.split('-')[0] === String(resource['resourceType']).toLowerCase() && !slice.includes('-');
    }
    if (/\[x\]:/.test(path)) return name === slice;
    if (path.includes('.entry:')) {
      const target = isJsonObject(value) ? this.urls.get(String(value['reference'])) : undefined;
      const codes = codesIn(target?.['code']);
      return slice === 'smokingTobaccoUse'
        ? codes.includes('http://loinc.org|72166-2')
        : slice === 'alcoholUse' && codes.includes('http://loinc.org|74013-4');
    }
    const own = this.profile.element.find(({ id }) => id === path);
    const pattern = own && Object.entries(own).find(([name]) => /^(fixed|pattern)[A-Z]/.test(name))?.[1];
    if (pattern !== undefined) return fits(value, pattern as JsonValue);
    const code = this.profile.element.find(({ id }) => id === `${path}.code`);
    return (
      isJsonObject(value) &&
      code?.['patternCodeableConcept'] !== undefined &&
      fits(value['code'] ?? null, code['patternCodeableConcept'] as JsonValue)
    );
  }

  private fault(path: string, words: string): void {
    this.faults.push(`${this.profile.url.slice(BASE.length)}: ${path} ${words}.`);
  }
}

interface Valued {
  readonly value: JsonValue;
  readonly name: string;
  /** Of a choice, its type. */
  readonly type?: string;
}

function valuesOf(holder: JsonObject, name: string): Valued[] {
  const stem = name.endsWith('[x]') ? name.slice(0, -3) : undefined;
  const names = new Set(
    Object.keys(holder)
      .map((each) => each.replace(/^_/, ''))
      .filter((each) => each === name || (stem !== undefined && each.startsWith(stem) && /^[A-Z]/.test(each.slice(stem.length)))),
  );
  return [...names].flatMap((each) => {
    // An element that says why it has no value is there.
    const value = holder[each] ?? holder[`_${each}`] ?? null;
    return (Array.isArray(value) ? value : [value]).map((one) => ({
      value: one,
      name: each,
      ...(stem !== undefined && { type: each.slice(stem.length) }),
    }));
  });
}

/** Whether all that a pattern says stands in a value. */
function fits(value: JsonValue, pattern: JsonValue): boolean {
  if (Array.isArray(pattern)) return Array.isArray(value) && pattern.every((wanted) => value.some((each) => fits(each, wanted)));
  if (isJsonObject(pattern))
    return isJsonObject(value) && Object.entries(pattern).every(([name, wanted]) => fits(value[name] ?? null, wanted));
  return value === pattern;
}

const list = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

function codesIn(value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(codesIn);
  return isJsonObject(value) ? list(value['coding']).map(({ system, code }) => `${String(system)}|${String(code)}`) : [];
}

function referencesIn(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}
