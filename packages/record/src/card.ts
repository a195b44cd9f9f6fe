import { displayOf, codingsOf, isJsonObject, type JsonObject, type JsonValue, numberText } from '@satchel/fhir';
import type { Card } from './doors.ts';

/**
 * What a list shows of a resource. One table says, per type, which elements are its main words, its date and the
 * rest; anything not in the table falls back to the common names, so that no type is ever blank.
 */
interface Sketch {
  /** Elements whose words are the title, first that says something. */
  readonly title?: readonly string[];
  /** Clinical date, first that is there; a Period gives its start and end. */
  readonly date?: readonly string[];
  /** Who did or said it. */
  readonly who?: readonly string[];
  /** A second line. */
  readonly detail?: readonly string[];
}

const COMMON: Required<Sketch> = {
  title: ['code', 'type', 'description', 'title', 'name', 'category'],
  date: [
    'effective',
    'onset',
    'performed',
    'occurrence',
    'period',
    'started',
    'date',
    'authoredOn',
    'issued',
    'recordedDate',
    'created',
    'sent',
    'start',
    'birthDate',
  ],
  who: ['performer', 'recorder', 'asserter', 'requester', 'author', 'provider', 'participant', 'serviceProvider', 'sender'],
  detail: ['note', 'comment', 'description'],
};

const SKETCHES: Readonly<Record<string, Sketch>> = {
  Patient: { title: ['name'], date: ['birthDate'] },
  Practitioner: { title: ['name'], detail: ['qualification'] },
  Organization: { title: ['name'], detail: ['type'] },
  Location: { title: ['name'], detail: ['type'] },
  RelatedPerson: { title: ['name'], detail: ['relationship'] },
  PractitionerRole: { title: ['specialty', 'code', 'practitioner'], date: ['period'], detail: ['organization'] },
  Observation: { title: ['code'], date: ['effective', 'issued'], who: ['performer'], detail: ['note', 'bodySite', 'method'] },
  Condition: {
    title: ['code'],
    date: ['onset', 'recordedDate'],
    who: ['asserter', 'recorder'],
    detail: ['severity', 'stage', 'bodySite', 'note'],
  },
  AllergyIntolerance: {
    title: ['code'],
    date: ['onset', 'recordedDate', 'lastOccurrence'],
    who: ['asserter', 'recorder'],
    detail: ['reaction', 'note'],
  },
  MedicationRequest: { title: ['medication'], date: ['authoredOn'], who: ['requester'], detail: ['dosageInstruction', 'note'] },
  MedicationStatement: {
    title: ['medication'],
    date: ['effective', 'dateAsserted'],
    who: ['informationSource'],
    detail: ['dosage', 'note'],
  },
  MedicationDispense: {
    title: ['medication'],
    date: ['whenHandedOver', 'whenPrepared'],
    who: ['performer'],
    detail: ['dosageInstruction'],
  },
  MedicationAdministration: { title: ['medication'], date: ['effective'], who: ['performer'], detail: ['dosage'] },
  Immunization: {
    title: ['vaccineCode'],
    date: ['occurrence', 'recorded'],
    who: ['performer', 'location'],
    detail: ['protocolApplied', 'lotNumber'],
  },
  Procedure: { title: ['code'], date: ['performed'], who: ['performer', 'location'], detail: ['outcome', 'bodySite', 'note'] },
  Encounter: { title: ['type', 'class'], date: ['period'], who: ['serviceProvider', 'participant'], detail: ['reasonCode'] },
  DiagnosticReport: { title: ['code'], date: ['effective', 'issued'], who: ['performer'], detail: ['conclusion'] },
  DocumentReference: { title: ['description', 'type', 'content'], date: ['date'], who: ['author', 'custodian'], detail: ['category'] },
  FamilyMemberHistory: { title: ['relationship', 'name'], date: ['date'], detail: ['condition', 'note'] },
  CarePlan: { title: ['title', 'category', 'description'], date: ['period', 'created'], who: ['author'], detail: ['activity'] },
  CareTeam: { title: ['name', 'category'], date: ['period'], who: ['participant'] },
  Goal: { title: ['description'], date: ['start', 'statusDate'], detail: ['achievementStatus', 'target'] },
  Claim: { title: ['type'], date: ['billablePeriod', 'created'], who: ['provider', 'insurer'], detail: ['item'] },
  ExplanationOfBenefit: { title: ['type'], date: ['billablePeriod', 'created'], who: ['provider', 'insurer'], detail: ['item'] },
  Coverage: { title: ['type', 'class', 'payor'], date: ['period'], who: ['payor'] },
  ImagingStudy: { title: ['description', 'procedureCode', 'series'], date: ['started'], who: ['interpreter', 'referrer'] },
  Device: { title: ['deviceName', 'type'], date: ['manufactureDate'], who: ['manufacturer'] },
  ServiceRequest: { title: ['code'], date: ['occurrence', 'authoredOn'], who: ['requester'], detail: ['reasonCode', 'note'] },
  Provenance: { title: ['activity'], date: ['recorded', 'occurred'], who: ['agent'] },
  Appointment: { title: ['description', 'appointmentType', 'serviceType'], date: ['start'], who: ['participant'] },
  QuestionnaireResponse: { title: ['questionnaire'], date: ['authored'], who: ['author'] },
  Communication: { title: ['topic', 'reasonCode', 'category'], date: ['sent', 'received'], who: ['sender'], detail: ['payload'] },
};

/** The sketch of a type with every name that its elements may have, `value[x]` spelled out. */
interface Plan {
  readonly title: readonly string[];
  readonly code: readonly string[];
  readonly date: readonly string[];
  readonly who: readonly string[];
  readonly detail: readonly string[];
}

const WORDED = ['', 'CodeableConcept', 'Reference', 'String'];
const CODED = ['', 'CodeableConcept'];
const DATED = ['', 'DateTime', 'Period', 'Date', 'Instant'];
const spelled = (names: readonly string[], suffixes: readonly string[]): string[] =>
  names.flatMap((name) => suffixes.map((suffix) => name + suffix));

const plans = new Map<string, Plan>();

function planOf(type: string): Plan {
  let plan = plans.get(type);
  if (!plan) {
    const { title, date, who, detail } = { ...COMMON, ...(Object.hasOwn(SKETCHES, type) ? SKETCHES[type] : undefined) };
    plan = {
      title: spelled([...title, ...COMMON.title], WORDED),
      code: spelled(title, CODED),
      date: spelled(date, DATED),
      who: spelled(who, WORDED),
      detail: spelled(detail, WORDED),
    };
    if (plans.size < 500) plans.set(type, plan);
  }
  return plan;
}

/** The date a fact belongs to on the timeline, as written (partial dates stay partial). */
export function clinicalDateOf(resource: JsonObject): string | undefined {
  return datesOf(resource, planOf(String(resource['resourceType'])))[0];
}

export function cardOf(resource: JsonObject): Card {
  const type = String(resource['resourceType']);
  const plan = planOf(type);
  const [date, end] = datesOf(resource, plan);
  return defined({
    type,
    title: wordsAt(resource, plan.title),
    code: mainCode(resource, plan.code),
    ...valueOf(resource),
    range: rangeOf(resource),
    flag: codingsOf(resource['interpretation'])[0]?.code,
    status: statusOf(resource),
    verification: verificationOf(resource),
    category: categoriesOf(resource),
    date,
    end: end === date ? undefined : end,
    who: wordsAt(resource, plan.who),
    detail: wordsAt(resource, plan.detail)?.slice(0, 200),
  });
}

function datesOf(resource: JsonObject, { date }: Plan): [string | undefined, string | undefined] {
  const made = madeAt(resource);
  if (made !== undefined) return [made, undefined];
  for (const name of date) {
    const value = resource[name];
    if (typeof value === 'string') return [value, undefined];
    if (!isJsonObject(value)) continue;
    const [start, end] = [textOf(value['start']), textOf(value['end'])];
    if (start !== undefined || end !== undefined) return [start ?? end, end];
  }
  return [undefined, undefined];
}

/** A document is of the day it was made, where it tells that, not of the day it was filed. */
function madeAt({ resourceType, content }: JsonObject): string | undefined {
  const first = resourceType === 'DocumentReference' && Array.isArray(content) ? content[0] : undefined;
  const attachment = isJsonObject(first) ? first['attachment'] : undefined;
  return isJsonObject(attachment) ? textOf(attachment['creation']) : undefined;
}

function mainCode(resource: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const coding = resource[name] === undefined ? undefined : codingsOf(resource[name])[0];
    if (coding?.code) return `${coding.system ?? ''}|${coding.code}`;
  }
  return undefined;
}

function statusOf(resource: JsonObject): string | undefined {
  return codingsOf(resource['clinicalStatus'])[0]?.code ?? textOf(resource['status']) ?? textOf(resource['lifecycleStatus']);
}

/** Of AllergyIntolerance and Condition; what is confirmed needs no word. */
function verificationOf(resource: JsonObject): string | undefined {
  const codes = codingsOf(resource['verificationStatus']).map(({ code }) => code);
  // What takes a fact back counts, whatever stands beside it.
  return codes.find((code) => code === 'refuted' || code === 'entered-in-error') ?? codes.find((code) => code !== 'confirmed');
}

function categoriesOf(resource: JsonObject): string[] | undefined {
  const category = resource['category'];
  const codes = Array.isArray(category)
    ? category.map((each) => (typeof each === 'string' ? each : codingsOf(each)[0]?.code))
    : [codingsOf(category)[0]?.code];
  const known = codes.filter((code) => code !== undefined);
  return known.length ? known : undefined;
}

function valueOf(resource: JsonObject): Pick<Card, 'value' | 'unit'> {
  const quantity = resource['valueQuantity'];
  if (isJsonObject(quantity)) return quantityOf(quantity);
  for (const name of ['valueCodeableConcept', 'valueString', 'valueBoolean', 'valueDateTime', 'valueTime', 'valueInteger']) {
    const value = resource[name];
    if (value !== undefined) return defined({ value: isJsonObject(value) ? displayOf(value) : String(value).slice(0, 200) });
  }
  const components = resource['component'];
  return Array.isArray(components) ? componentsOf(components.filter(isJsonObject)) : {};
}

/** Blood pressure and its like: `128 / 82` with their common unit. */
function componentsOf(components: readonly JsonObject[]): Pick<Card, 'value' | 'unit'> {
  const values = components.map(valueOf).filter((each) => each.value !== undefined);
  if (values.length === 0) return {};
  const units = new Set(values.map((each) => each.unit));
  return defined({
    value: values
      .map((each) => each.value)
      .join(' / ')
      .slice(0, 200),
    unit: units.size === 1 ? values[0]?.unit : undefined,
  });
}

function quantityOf(quantity: JsonObject): Pick<Card, 'value' | 'unit'> {
  const text = numberText(quantity, 'value');
  const comparator = textOf(quantity['comparator']) ?? '';
  return defined({ value: text === undefined ? undefined : comparator + text, unit: textOf(quantity['unit']) ?? textOf(quantity['code']) });
}

function rangeOf(resource: JsonObject): Card['range'] {
  const range = resource['referenceRange'];
  const first = Array.isArray(range) ? range.find(isJsonObject) : undefined;
  if (!first) return undefined;
  const bound = (name: string) => (isJsonObject(first[name]) ? numberText(first[name], 'value') : undefined);
  return defined({ low: bound('low'), high: bound('high'), text: textOf(first['text']) });
}

function wordsAt(resource: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = resource[name];
    const found = value === undefined ? undefined : wordsOf(value, resource);
    if (found) return found;
  }
  return undefined;
}

/** The words of any element that people would read: a concept, name, reference, dosage, reaction, note or plain text. */
function wordsOf(value: JsonValue | undefined, resource: JsonObject): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((each) => wordsOf(each, resource)).find((words) => words !== undefined);
  if (!isJsonObject(value)) return undefined;
  return displayOf(value) ?? humanName(value) ?? containedWords(value, resource) ?? inside(value, resource);
}

function humanName(value: JsonObject): string | undefined {
  const given = Array.isArray(value['given']) ? value['given'] : [];
  const parts = [...given, value['family']].filter((part) => typeof part === 'string');
  return parts.length ? parts.join(' ') : undefined;
}

function containedWords(value: JsonObject, resource: JsonObject): string | undefined {
  const reference = value['reference'];
  if (typeof reference !== 'string' || !reference.startsWith('#') || !Array.isArray(resource['contained'])) return undefined;
  const target = resource['contained'].filter(isJsonObject).find((each) => each['id'] === reference.slice(1));
  return target && wordsOf(target['code'] ?? target['name'], target);
}

/** Where the words sit one level further in. */
const INSIDE = [
  'manifestation',
  'condition',
  'code',
  'individual',
  'actor',
  'who',
  'detail',
  'attachment',
  'title',
  'contentString',
  'productOrService',
  'name',
  'value',
];

function inside(value: JsonObject, resource: JsonObject): string | undefined {
  for (const name of INSIDE) {
    const found = wordsOf(value[name], resource);
    if (found) return found;
  }
  return undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> } & Pick<T, { [K in keyof T]: undefined extends T[K] ? never : K }[keyof T]>;

function defined<T extends object>(value: T): Defined<T> {
  for (const name of Object.keys(value) as (keyof T)[]) if (value[name] === undefined) delete value[name];
  return value;
}
