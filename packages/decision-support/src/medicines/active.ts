import { isJsonObject, type JsonObject } from '@satchel/fhir';
import type { Fact, Facts } from '../facts.ts';
import type { Words } from '../finding.ts';
import { ingredientsOf, wordingsOf, type Resolution } from './resolve.ts';
import type { MedicineTable } from './table.ts';

/** A medicine that the person takes now, as far as the record says. */
export interface Medicine extends Resolution {
  readonly fact: Fact;
  readonly concept: JsonObject;
  /** As the record calls it. */
  readonly name: string;
}

/** What the record says of medicines. */
export interface MedicineList {
  readonly active: readonly Medicine[];
  readonly leftOut: readonly { readonly fact: string; readonly reason: Words }[];
  /** The record states that there are none. */
  readonly statedNone: boolean;
  /** Facts about medicines of any status. */
  readonly total: number;
  /** The newest day on any of them. */
  readonly newest?: string;
}

const NONE = new Set(['no-known-medications', '787481004', '1234391000000102']);
const NOTHING_SAID = new Set(['no-medication-info']);

const REASONS = {
  status: { en: 'It was stopped, finished, planned or not taken.', es: 'Se suspendió, terminó, está prevista o no se toma.' },
  ended: { en: 'Its last day is past.', es: 'Su último día ya pasó.' },
  future: { en: 'It has not begun.', es: 'Todavía no ha empezado.' },
  usedUp: { en: 'The supply that was handed over is used up.', es: 'Lo que se entregó ya se acabó.' },
  given: { en: 'It was given once, in the past.', es: 'Se dio una vez, en el pasado.' },
} as const satisfies Record<string, Words>;

const object = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
const day = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 10) : '');

/** `YYYY` and `YYYY-MM` last until their end. */
const isPast = (end: string, today: string): boolean => end !== '' && end < today.slice(0, end.length);
const isFuture = (start: string, today: string): boolean => start !== '' && start > today.slice(0, start.length);

/** The number of days from one day to another, both `YYYY-MM-DD`. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000);

const STANDS: Readonly<Record<string, ReadonlySet<unknown>>> = {
  // What has no status, or an unknown one, may be taken: it counts.
  MedicationRequest: new Set(['active', 'unknown', undefined]),
  MedicationStatement: new Set(['active', 'unknown', undefined]),
  MedicationDispense: new Set(['completed', 'in-progress', 'unknown', undefined]),
  MedicationAdministration: new Set(['in-progress']),
};

const datesOf = (resource: JsonObject): readonly string[] => {
  const period = object(resource.effectivePeriod);
  return [
    resource.authoredOn,
    resource.dateAsserted,
    resource.whenHandedOver,
    resource.whenPrepared,
    resource.effectiveDateTime,
    period.start,
    period.end,
  ]
    .map(day)
    .filter((each) => each.length === 10);
};

function whyNot(resource: JsonObject, today: string, supplyDays: number): Words | undefined {
  const type = String(resource.resourceType);
  if (!STANDS[type]?.has(resource.status))
    return type === 'MedicationAdministration' && resource.status === 'completed' ? REASONS.given : REASONS.status;
  if (resource.intent === 'proposal' || resource.doNotPerform === true) return REASONS.status;
  const dosages = [resource.dosageInstruction, resource.dosage].flat().filter(isJsonObject);
  const bounds = dosages.map((each) => object(object(object(each.timing).repeat).boundsPeriod));
  const periods = [object(resource.effectivePeriod), ...bounds];
  const ends = periods.map(({ end }) => day(end)).filter((end) => end !== '');
  // Several dosages are steps of one course: it ends with the last of them.
  if (ends.length > 0 && ends.every((end) => isPast(end, today)) && (ends.length >= dosages.length || day(periods[0]?.end) !== ''))
    return REASONS.ended;
  const starts = periods.map(({ start }) => day(start)).filter((start) => start !== '');
  if (starts.length > 0 && starts.every((start) => isFuture(start, today))) return REASONS.future;
  if (type === 'MedicationDispense') {
    const handed = day(resource.whenHandedOver ?? resource.whenPrepared);
    const supply = object(resource.daysSupply).value;
    const lasts = Number(supply ?? supplyDays);
    if (handed.length === 10 && daysBetween(handed, today) > lasts + 14) return REASONS.usedUp;
  }
  return undefined;
}

/** The medicine's own words and codes: within the fact, in a contained resource, or in a Medication of the record. */
function conceptOf(resource: JsonObject, medications: ReadonlyMap<string, JsonObject>): JsonObject {
  if (isJsonObject(resource.medicationCodeableConcept)) return resource.medicationCodeableConcept;
  const reference = object(resource.medicationReference);
  const target = String(reference.reference ?? '');
  const contained = Array.isArray(resource.contained) ? resource.contained.filter(isJsonObject) : [];
  const medication = contained.find(({ id }) => `#${String(id)}` === target) ?? medications.get(target.split('/').slice(-2).join('/'));
  const parts = Array.isArray(medication?.ingredient)
    ? medication.ingredient.filter(isJsonObject).map(({ itemCodeableConcept }) => itemCodeableConcept)
    : [];
  const code = object(medication?.code);
  // A Medication without a code of its own is what its ingredients are.
  if (Object.keys(code).length === 0 && parts.length > 0) {
    return {
      coding: parts
        .filter(isJsonObject)
        .flatMap(({ coding, text }) => [...(Array.isArray(coding) ? coding : []), ...(text ? [{ display: text }] : [])]),
    };
  }
  return Object.keys(code).length > 0 ? code : typeof reference.display === 'string' ? { text: reference.display } : {};
}

const codesOf = (concept: JsonObject): readonly unknown[] =>
  Array.isArray(concept.coding) ? concept.coding.filter(isJsonObject).map(({ code }) => code) : [];

/** Sorts the record's medicines into those that count today and those that do not, with the reason. A supply without a length lasts `supplyDays`. */
export function medicinesOf(facts: Facts, table: MedicineTable, supplyDays: number): MedicineList {
  const medications = new Map(facts.of('Medication').map(({ reference, resource }) => [reference, resource]));
  const all = facts.of('MedicationRequest', 'MedicationStatement', 'MedicationDispense', 'MedicationAdministration');
  const active: Medicine[] = [];
  const leftOut: { fact: string; reason: Words }[] = [];
  let statedNone = false;
  let total = 0;
  let newest = '';
  for (const fact of all) {
    const concept = conceptOf(fact.resource, medications);
    const codes = codesOf(concept);
    for (const date of datesOf(fact.resource)) if (date > newest && date <= facts.today) newest = date;
    if (codes.some((code) => NOTHING_SAID.has(String(code)))) continue;
    if (codes.some((code) => NONE.has(String(code)))) {
      statedNone ||= whyNot(fact.resource, facts.today, supplyDays) === undefined;
      continue;
    }
    total++;
    const reason = whyNot(fact.resource, facts.today, supplyDays);
    if (reason) leftOut.push({ fact: fact.reference, reason });
    else active.push({ fact, concept, name: wordingsOf(concept)[0] ?? '', ...ingredientsOf(concept, table) });
  }
  return { active, leftOut, statedNone, total, ...(newest === '' ? {} : { newest }) };
}
