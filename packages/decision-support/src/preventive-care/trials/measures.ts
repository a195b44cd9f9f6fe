import { codingsOf, isJsonObject, type JsonObject } from '@satchel/fhir';
import type { Fact, Facts } from '../../facts.ts';
import { plus } from '../../immunization/dates.ts';
import { dayOf, find, isReal } from '../matching.ts';
import type { ValueSet, ValueSets } from '../rules.ts';

/**
 * An electronic quality measure of hospitals and practices (eCQM), put into data for its own period and version: the populations that its
 * logic defines. Our rules for persons follow newer statements; this is how we show that the same matching reads the same records alike.
 */
export type Measure = {
  readonly id: string;
  readonly version: string;
  readonly period: { readonly start: string; readonly end: string };
} & (ScreeningMeasure | HospitalMeasure);

interface ScreeningMeasure {
  readonly kind: 'screening';
  readonly sex?: string;
  /** At the start of the period; from, to and including. */
  readonly age: readonly number[];
  readonly done: readonly { readonly of: string; readonly since: string; readonly fromAge?: number }[];
}

interface HospitalMeasure {
  readonly kind: 'discharge' | 'concurrent';
  readonly minAge: number;
  readonly maxDays: number;
  readonly encounter: { readonly system: string; readonly codes: readonly string[] };
  /** Diagnoses of the initial population and of the denominator, for `discharge`. */
  readonly initial?: readonly string[];
  readonly denominator?: readonly string[];
  readonly medicine?: string;
  /** Two of the first, or one of each, for `concurrent`. */
  readonly first?: string;
  readonly second?: string;
}

/** `ipop`: in the initial population and no further. */
export type Population = 'none' | 'ipop' | 'denominator' | 'numerator';

/** The furthest population that a person reaches; undefined when the record lacks what the measure needs. */
export function populationOf(measure: Measure, facts: Facts, sets: ValueSets): Population | undefined {
  const birthDate = facts.patient?.['birthDate'];
  if (typeof birthDate !== 'string') return undefined;
  return measure.kind === 'screening'
    ? screened(measure, measure.period, birthDate, facts, sets)
    : discharged(measure, measure.period, birthDate, facts, sets);
}

function screened(
  { age: [from = 0, to = 0], sex, done }: ScreeningMeasure,
  { start, end }: Measure['period'],
  birthDate: string,
  facts: Facts,
  sets: ValueSets,
): Population {
  const isVisit = ({ resource }: Fact): boolean => {
    const day = dayOf(resource);
    return day !== undefined && day >= start && day <= end;
  };
  const inAge = start >= plus(birthDate, `${from} years`) && start < plus(birthDate, `${to + 1} years`);
  if (!inAge || (sex !== undefined && facts.patient?.['gender'] !== sex) || !facts.of('Encounter').some(isVisit)) return 'none';
  const isDone = done.some(({ of, since, fromAge }) =>
    find(facts, sets[of]!).yes.some(({ resource }) => {
      const day = dayOf(resource);
      const old = fromAge === undefined || (day !== undefined && day >= plus(birthDate, `${fromAge} years`));
      return isReal(resource) && day !== undefined && day >= since && day <= end && old;
    }),
  );
  return isDone ? 'numerator' : 'denominator';
}

const ORDER: readonly Population[] = ['none', 'ipop', 'denominator', 'numerator'];

function discharged(
  measure: HospitalMeasure,
  { start, end }: Measure['period'],
  birthDate: string,
  facts: Facts,
  sets: ValueSets,
): Population {
  const populations = facts.of('Encounter').map(({ reference, resource }): Population => {
    const [from, to] = periodOf(resource);
    const codes = [...codingsOf(resource['class']), ...codingsOf(resource['type'])];
    const isMeant = codes.some(({ system, code }) => system === measure.encounter.system && measure.encounter.codes.includes(code ?? ''));
    if (!isMeant || from === undefined || to === undefined || to < start || to > end) return 'none';
    if (from < plus(birthDate, `${measure.minAge} years`) || to > plus(from, `${measure.maxDays} days`)) return 'none';
    return measure.kind === 'discharge' ? treated(measure, resource, reference, facts, sets) : combined(measure, reference, facts, sets);
  });
  return populations.toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0] ?? 'none';
}

function periodOf({ period }: JsonObject): readonly (string | undefined)[] {
  if (!isJsonObject(period)) return [];
  return [period['start'], period['end']].map((each) => (typeof each === 'string' ? each.slice(0, 10) : undefined));
}

const sameTarget = (value: unknown, reference: string): boolean =>
  isJsonObject(value) && typeof value['reference'] === 'string' && value['reference'].split(/[/:]/).at(-1) === reference.split('/').at(-1);

/** The medicines prescribed for going home from a stay. */
function prescribed(set: ValueSet, encounter: string, facts: Facts): number {
  return find(facts, set).yes.filter(({ resource }) => isReal(resource) && sameTarget(resource['encounter'], encounter)).length;
}

function treated(
  { initial, denominator, medicine }: HospitalMeasure,
  stay: JsonObject,
  reference: string,
  facts: Facts,
  sets: ValueSets,
): Population {
  const diagnoses = Array.isArray(stay['diagnosis']) ? stay['diagnosis'].filter(isJsonObject) : [];
  const isOfStay = (fact: Fact): boolean => diagnoses.some(({ condition }) => sameTarget(condition, fact.reference));
  const is = (names: readonly string[] | undefined): boolean => names?.some((name) => find(facts, sets[name]!).yes.some(isOfStay)) === true;
  if (!is(initial)) return 'none';
  if (!is(denominator)) return 'ipop';
  return prescribed(sets[medicine!]!, reference, facts) > 0 ? 'numerator' : 'denominator';
}

function combined({ first, second }: HospitalMeasure, reference: string, facts: Facts, sets: ValueSets): Population {
  const opioids = prescribed(sets[first!]!, reference, facts);
  const others = prescribed(sets[second!]!, reference, facts);
  if (opioids + others === 0) return 'none';
  return opioids > 1 || (opioids > 0 && others > 0) ? 'numerator' : 'denominator';
}
