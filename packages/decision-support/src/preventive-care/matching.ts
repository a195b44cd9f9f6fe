import { type Code, codingsOf, displayOf, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import type { Fact, Facts } from '../facts.ts';
import type { ValueSet } from './rules.ts';

/** The facts that a value set means, and those without a code that we know whose words may mean it. */
export interface Found {
  readonly yes: readonly Fact[];
  readonly maybe: readonly Fact[];
}

type Kind = ValueSet['kind'];

const TYPES: Readonly<Record<Kind, readonly string[]>> = {
  condition: ['Condition'],
  done: ['Procedure', 'DiagnosticReport', 'Observation'],
  medicine: ['MedicationStatement', 'MedicationRequest', 'MedicationDispense'],
  answer: ['Observation'],
  value: ['Observation'],
};

/** The facts that sets of a kind are looked for among. */
export const factsOfKind = (facts: Facts, kind: Kind): readonly Fact[] => facts.of(...TYPES[kind]);

export const isEmpty = ({ snomed, loinc, hcpcs, icd10, atc, rxnorm }: ValueSet): boolean =>
  [snomed, loinc, hcpcs, icd10, atc, rxnorm].every((codes) => codes === undefined || codes.length === 0);

/** What many facts say alike, so that a set is held against it once. */
interface Concept {
  readonly codes: readonly Code[];
  readonly text: string;
  readonly facts: Fact[];
}

interface Index {
  readonly concepts: Map<string, readonly Concept[]>;
  readonly found: Map<ValueSet, Found>;
}

/** Facts never change: a new day or a new commit makes new ones. */
const indexes = new WeakMap<Facts, Index>();

/** Looks for a value set in a record. */
export function find(facts: Facts, set: ValueSet): Found {
  const index = indexes.get(facts) ?? { concepts: new Map(), found: new Map() };
  indexes.set(facts, index);
  const known = index.found.get(set);
  if (known !== undefined) return known;
  const concepts = index.concepts.get(TYPES[set.kind].join()) ?? conceptsOf(facts, set.kind);
  index.concepts.set(TYPES[set.kind].join(), concepts);
  const named = wordsOf(set);
  const yes: Fact[] = [];
  const maybe: Fact[] = [];
  for (const concept of concepts) {
    const match = matchOf(concept, set, named);
    if (match !== 'no') (match === 'yes' ? yes : maybe).push(...concept.facts);
  }
  const found = { yes, maybe };
  index.found.set(set, found);
  return found;
}

function conceptsOf(facts: Facts, kind: Kind): readonly Concept[] {
  const concepts = new Map<string, Concept>();
  for (const fact of factsOfKind(facts, kind)) {
    const value = conceptOf(fact.resource, facts);
    const codes = codingsOf(value);
    const text = [displayOf(value), ...codes.map(({ display }) => display)].join(' ').trim().toLowerCase();
    const key = `${codes.map(({ system, code }) => `${system}|${code}`).join()} ${text}`;
    const concept = concepts.get(key) ?? { codes, text, facts: [] };
    concept.facts.push(fact);
    concepts.set(key, concept);
  }
  return [...concepts.values()];
}

/** A word begins where no letter stands before it. */
function wordsOf({ words = [] }: ValueSet): RegExp | undefined {
  if (words.length === 0) return undefined;
  return new RegExp(`(?<!\\p{L})(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')})`, 'u');
}

function matchOf({ codes, text }: Concept, set: ValueSet, named: RegExp | undefined): 'yes' | 'maybe' | 'no' {
  if (codes.some((code) => isIn(code, set))) return 'yes';
  // The name of a substance says as much as its code. Elsewhere words leave it open: our lists are not every code there is.
  if (named?.test(text) === true) return set.kind === 'medicine' ? 'yes' : 'maybe';
  return text === '' && codes.length === 0 ? 'maybe' : 'no';
}

function conceptOf(resource: JsonObject, facts: Facts): JsonValue | undefined {
  if (resource['medicationCodeableConcept'] !== undefined) return resource['medicationCodeableConcept'];
  const medication = resource['medicationReference'];
  if (!isJsonObject(medication)) return resource['code'];
  const reference = String(medication['reference'] ?? '');
  const contained = Array.isArray(resource['contained']) ? resource['contained'].filter(isJsonObject) : [];
  const found =
    contained.find(({ id }) => `#${String(id)}` === reference) ??
    facts.of('Medication').find((fact) => fact.reference === reference)?.resource;
  return found?.['code'] ?? { text: String(medication['display'] ?? '') };
}

function isIn({ system, code }: Code, set: ValueSet): boolean {
  if (system === undefined || code === undefined) return false;
  if (/snomed\.info\/sct|\.6\.96$/.test(system)) return set.snomed?.includes(code) === true;
  if (/loinc\.org|113883\.6\.1$/.test(system)) return set.loinc?.includes(code) === true;
  if (/icd-10|\.6\.90$/i.test(system)) return set.icd10?.some((each) => code.startsWith(each)) === true;
  if (/rxnorm|\.6\.88$/i.test(system)) return set.rxnorm?.includes(code) === true;
  if (/whocc\.no\/atc|\.6\.73$/.test(system)) return set.atc?.some((each) => code.startsWith(each)) === true;
  return /HCPCS|\.6\.285$/i.test(system) && set.hcpcs?.includes(code) === true;
}

const VOID = new Set([
  'entered-in-error',
  'cancelled',
  'not-done',
  'registered',
  'preparation',
  'on-hold',
  'stopped',
  'aborted',
  'draft',
  'unknown',
]);

/** Really done, or really so. */
export function isReal(resource: JsonObject): boolean {
  const verification = codingsOf(resource['verificationStatus'])[0]?.code;
  if (verification === 'refuted' || verification === 'entered-in-error') return false;
  if (resource['resourceType'] === 'Condition') return true;
  return !VOID.has(String(resource['status'])) && resource['dataAbsentReason'] === undefined && resource['doNotPerform'] !== true;
}

/** A condition that is over, or a medicine no longer taken. */
export const isOver = (resource: JsonObject): boolean =>
  /^(resolved|inactive|remission)$/.test(codingsOf(resource['clinicalStatus'])[0]?.code ?? '') ||
  resource['abatementDateTime'] !== undefined ||
  (String(resource['resourceType']).startsWith('Medication') && resource['status'] !== 'active' && resource['status'] !== undefined);

/** The clinical day of a fact; of a month or year its first day, so that nothing seems newer than it is. */
export function dayOf(resource: JsonObject): string | undefined {
  const period = [resource['performedPeriod'], resource['effectivePeriod'], resource['period']].find(isJsonObject);
  const said = [
    resource['effectiveDateTime'],
    resource['performedDateTime'],
    period?.['start'],
    resource['onsetDateTime'],
    resource['authoredOn'],
    resource['issued'],
    resource['recordedDate'],
  ].find((value): value is string => typeof value === 'string');
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(said ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
