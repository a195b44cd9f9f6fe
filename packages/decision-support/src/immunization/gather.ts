import { type Code, codingsOf, displayOf, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import type { Facts } from '../facts.ts';
import type { Words } from '../finding.ts';
import type { GivenDose, ImmunizationCase } from './case.ts';
import type { LoadedSchedule } from './load.ts';
import type { Schedule } from './schedule.ts';

const CVX = /^(http:\/\/hl7\.org\/fhir\/sid\/cvx|urn:oid:2\.16\.840\.1\.113883\.12\.292)$/;
const NDC = /^(http:\/\/hl7\.org\/fhir\/sid\/ndc|urn:oid:2\.16\.840\.1\.113883\.6\.69)$/;
const MVX = /^(http:\/\/hl7\.org\/fhir\/sid\/mvx|urn:oid:2\.16\.840\.1\.113883\.12\.227)$/;
const SNOMED = 'http://snomed.info/sct';
const ICD10 = /^http:\/\/hl7\.org\/fhir\/sid\/icd-10(-\w+)?$/;
/** A coded observation of CDSi itself, for what no terminology says ("travels abroad", "health care personnel"). */
const OWN = 'https://www.cdc.gov/iis/cdsi/coded-observations';

/** Something of the record that the schedule could not be held against. */
export interface Unchecked {
  readonly fact: string;
  readonly reason: Words;
  /** Vaccine groups whose answer it may change; undefined for any. */
  readonly groups: readonly string[] | undefined;
}

export interface Gathered {
  readonly asked: ImmunizationCase;
  readonly unchecked: readonly Unchecked[];
  /** Immunizations in the record, whatever became of them. */
  readonly recorded: number;
  /** Doses refused, newest first, with what they were. */
  readonly declined: readonly { readonly fact: string; readonly cvx: string; readonly date: string }[];
  /** Conditions without a code that the schedule could know. */
  readonly uncoded: readonly string[];
  /** Which facts stand behind an observation. */
  readonly behind: ReadonlyMap<string, readonly string[]>;
}

const say = (en: string, es: string): Words => ({ en, es });

/** Reads a person's record as the schedule asks for it; undefined when the day of birth is not known. */
export function gather(facts: Facts, loaded: LoadedSchedule): Gathered | undefined {
  const birthDate = facts.patient?.['birthDate'];
  if (typeof birthDate !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return undefined;
  const doses = new Map<string, GivenDose>();
  const unchecked: Unchecked[] = [];
  const declined: { fact: string; cvx: string; date: string }[] = [];
  const immunizations = facts.of('Immunization');
  for (const { reference, resource } of immunizations) {
    const date = dayOf(resource['occurrenceDateTime']);
    const cvx = cvxOf(resource, loaded);
    if (resource['status'] === 'not-done') {
      if (cvx !== undefined) declined.push({ fact: reference, cvx, date: date ?? '' });
      continue;
    }
    if (resource['status'] !== 'completed') continue;
    if (cvx === undefined) unchecked.push({ fact: reference, reason: UNCODED, groups: groupsOfWords(resource, loaded) });
    else if (date === undefined || date < birthDate || date > facts.today) {
      unchecked.push({ fact: reference, reason: date === undefined ? UNDATED : IMPOSSIBLE, groups: groupsOfCvx(cvx, loaded) });
    } else if (loaded.schedule.vaccines[cvx] === undefined) {
      unchecked.push({ fact: reference, reason: UNKNOWN, groups: groupsOfWords(resource, loaded) });
    } else if (!doses.has(`${cvx} ${date}`)) {
      const mvx = mvxOf(resource);
      const expiry = dayOf(resource['expirationDate']);
      doses.set(`${cvx} ${date}`, {
        id: reference,
        date,
        cvx,
        ...(mvx !== undefined && { mvx }),
        ...((resource['isSubpotent'] === true || (expiry !== undefined && date > expiry)) && { substandard: true }),
      });
    }
  }
  const { observations, behind, uncoded } = observationsOf(facts, loaded);
  const gender = facts.patient?.['gender'];
  return {
    asked: {
      birthDate,
      gender: gender === 'male' || gender === 'female' ? gender : 'unknown',
      today: facts.today,
      doses: [...doses.values()].toSorted((a, b) => a.date.localeCompare(b.date) || a.cvx.localeCompare(b.cvx)),
      observations,
    },
    unchecked,
    recorded: immunizations.filter(({ resource }) => resource['status'] !== 'not-done').length,
    declined: declined.toSorted((a, b) => b.date.localeCompare(a.date)),
    uncoded,
    behind,
  };
}

const UNCODED = say('It has no code that names the vaccine.', 'No tiene un código que nombre la vacuna.');
const UNDATED = say('The exact day is not known.', 'No se sabe el día exacto.');
const IMPOSSIBLE = say('Its day is before birth or in the future.', 'Su día es anterior al nacimiento o está en el futuro.');
const UNKNOWN = say('The schedule does not know this vaccine.', 'El calendario no conoce esta vacuna.');

/** The day of a date or instant; undefined when it is less exact than a day. */
function dayOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;
}

function cvxOf(resource: JsonObject, { ndc }: LoadedSchedule): string | undefined {
  const codes = codingsOf(resource['vaccineCode']);
  const cvx = codes.find(({ system, code }) => CVX.test(system ?? '') && /^\d+$/.test(code ?? ''))?.code;
  // 998 says that none was given, 999 that nobody knows which.
  if (cvx !== undefined) return cvx === '998' || cvx === '999' ? undefined : cvx.padStart(2, '0');
  return codes.flatMap(({ system, code }) => (NDC.test(system ?? '') && code !== undefined ? (ndc.get(elevenDigits(code)) ?? []) : []))[0];
}

/** NDCs are written with hyphens in several ways; eleven digits are one way. */
function elevenDigits(code: string): string {
  const [labeler = '', product, pack = ''] = code.split('-');
  return product === undefined ? code : `${labeler.padStart(5, '0')}${product.padStart(4, '0')}${pack.padStart(2, '0')}`;
}

function mvxOf(resource: JsonObject): string | undefined {
  const manufacturer = resource['manufacturer'];
  const identifier = isJsonObject(manufacturer) && isJsonObject(manufacturer['identifier']) ? manufacturer['identifier'] : {};
  const { system, value } = identifier;
  return typeof system === 'string' && MVX.test(system) && typeof value === 'string' ? value : undefined;
}

function groupsOfCvx(cvx: string, { schedule }: LoadedSchedule): readonly string[] | undefined {
  const antigens = schedule.vaccines[cvx]?.antigens.map(({ name }) => name);
  return (
    antigens && schedule.groups.filter((group) => group.antigens.some((antigen) => antigens.includes(antigen))).map(({ name }) => name)
  );
}

/** Which groups a vaccine without a known code may belong to, by what it is called; undefined when its words say nothing. */
function groupsOfWords(resource: JsonObject, { groups }: LoadedSchedule): readonly string[] | undefined {
  const concept = resource['vaccineCode'];
  const text = [displayOf(concept), ...codingsOf(concept).map(({ display }) => display)].join(' ').toLowerCase();
  const meant = Object.entries(groups).filter(([, { words }]) => words.some((word) => text.includes(word)));
  return meant.length === 0 ? undefined : meant.map(([name]) => name);
}

interface Observed {
  readonly observations: Map<string, string | undefined>;
  readonly behind: Map<string, string[]>;
  readonly uncoded: string[];
}

/** The observations that each code may mean; ICD-10 by its categories, whose codes go on. */
type CodeIndex = ReadonlyMap<string, readonly string[]>;

const indexes = new WeakMap<Schedule, CodeIndex>();

function indexOf(schedule: Schedule): CodeIndex {
  const known = indexes.get(schedule);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const [own, { snomed = [], cvx = [], icd10 = [] }] of Object.entries(schedule.observations)) {
    const keys = [
      `own ${own}`,
      ...snomed.map((code) => `snomed ${code}`),
      ...cvx.map((code) => `cvx ${code}`),
      ...icd10.map((code) => `icd10 ${code}`),
    ];
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), own]);
  }
  indexes.set(schedule, index);
  return index;
}

function observationsOf(facts: Facts, { schedule }: LoadedSchedule): Observed {
  const index = indexOf(schedule);
  const immune = new Set(schedule.antigens.flatMap((antigen) => antigen.immune ?? []));
  const observed: Observed = { observations: new Map(), behind: new Map(), uncoded: [] };
  for (const fact of facts.of('Condition', 'Observation', 'Procedure', 'AllergyIntolerance')) {
    const { reference, resource } = fact;
    if (!holds(resource)) continue;
    const codes = [resource['code'], ...(resource['resourceType'] === 'Observation' ? [resource['valueCodeableConcept']] : [])].flatMap(
      codingsOf,
    );
    const isOver =
      /^(resolved|inactive|remission)$/.test(codingsOf(resource['clinicalStatus'])[0]?.code ?? '') ||
      resource['abatementDateTime'] !== undefined;
    const meant = new Set(codes.flatMap((code) => keysOf(code, resource).flatMap((key) => index.get(key) ?? [])));
    for (const own of meant) {
      // Having had chickenpox lasts; being pregnant does not.
      if (isOver && !immune.has(own)) continue;
      observed.observations.set(own, sinceOf(resource) ?? observed.observations.get(own));
      observed.behind.set(own, [...(observed.behind.get(own) ?? []), reference]);
    }
    if (resource['resourceType'] === 'Condition' && !isOver && !codes.some(({ system }) => system === SNOMED || ICD10.test(system ?? ''))) {
      observed.uncoded.push(reference);
    }
  }
  return observed;
}

function keysOf({ system, code }: Code, resource: JsonObject): string[] {
  if (system === undefined || code === undefined) return [];
  if (system === SNOMED) return [`snomed ${code}`];
  if (system === OWN) return [`own ${code}`];
  if (ICD10.test(system)) return Array.from({ length: code.length }, (_, index) => `icd10 ${code.slice(0, index + 1)}`);
  return CVX.test(system) && resource['resourceType'] === 'AllergyIntolerance' ? [`cvx ${code.padStart(2, '0')}`] : [];
}

/** Neither refuted nor given up, and for an observation not denied. */
function holds(resource: JsonObject): boolean {
  const verification = codingsOf(resource['verificationStatus'])[0]?.code;
  if (verification === 'refuted' || verification === 'entered-in-error') return false;
  const { status } = resource;
  if (resource['resourceType'] === 'Procedure') return status === undefined || status === 'completed' || status === 'in-progress';
  if (resource['resourceType'] !== 'Observation') return true;
  return (
    status !== 'cancelled' &&
    status !== 'entered-in-error' &&
    resource['valueBoolean'] !== false &&
    resource['dataAbsentReason'] === undefined
  );
}

function sinceOf(resource: JsonObject): string | undefined {
  const onset = ['onsetDateTime', 'performedDateTime', 'effectiveDateTime', 'recordedDate']
    .map((name) => dayOf(resource[name]))
    .find((day) => day);
  const period = resource['performedPeriod'];
  return onset ?? (isJsonObject(period) ? dayOf(period['start']) : undefined);
}
