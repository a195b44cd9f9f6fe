import { isJsonObject, type JsonObject, type JsonValue, loadUnits, type Units } from '@satchel/fhir';
import { ucumOf } from '@satchel/terminology';
import type { RuleRef, Urgency, Words } from '../finding.ts';

/** How readily a rule speaks. The person sets it by what `replay` says each would have cost in alerts over a year. */
export type Sensitivity = 'low' | 'usual' | 'high';
export const SENSITIVITIES = ['low', 'usual', 'high'] as const;

/** What is measured: its codes, its unit, and the values that a living person can have. */
export interface Measure {
  readonly id: string;
  readonly kind: 'home' | 'lab' | 'device-day';
  readonly name: Words;
  /** UCUM; every limit, and every value inside the rules, is in it. */
  readonly unit: string;
  /** g/mol, where both mass and amount of substance are in use. */
  readonly weight?: number;
  /** Units that no dimension leads from: `value * factor + offset`. */
  readonly also: Readonly<Record<string, readonly [factor: number, offset: number]>>;
  readonly loinc: readonly string[];
  readonly possible: readonly [least: number, most: number];
  /** The ups and downs of a steady person: a standard deviation in `unit`, or a share of the value. */
  readonly noise?: number;
  readonly cv?: number;
  /** A day's least and greatest reading count as well as its mean. */
  readonly extremes: boolean;
}

/** A condition that a rule is for, and how a record says it. */
export interface Group {
  readonly name: Words;
  readonly codes: Readonly<Record<string, readonly string[]>>;
  readonly prefixes: Readonly<Record<string, readonly string[]>>;
  /** How long a statement of it holds. */
  readonly days?: number;
  readonly sex?: string;
  readonly ages?: Ages;
}

/** In years; null is no bound. The first belongs to it, the last does not. */
export type Ages = readonly [from: number | null, to: number | null];

export const STATISTICS = ['newest', 'day', 'mean', 'rise', 'fall-percent', 'percent-of-best', 'ratio-to-usual'] as const;
const KINDS = ['limit', 'shift', 'drift', 'gap'] as const;
const WHEN = ['>', '>=', '<', '<='] as const;
const URGENCIES = ['interrupt', 'act', 'know'] as const;

/** One rule about one measure. */
export interface DeviationRule {
  readonly ref: RuleRef;
  readonly measure: Measure;
  /** `limit`: an absolute one. `shift`, `drift`: against the person's own baseline. `gap`: what was expected and did not come. */
  readonly kind: (typeof KINDS)[number];
  /** What is compared, for `limit`. */
  readonly statistic: (typeof STATISTICS)[number];
  readonly when: (typeof WHEN)[number];
  readonly limit: Readonly<Record<Sensitivity, number>>;
  /** An alert ends only when the score is this much back inside the limit. */
  readonly clear: number;
  /** Days after which the newest reading says nothing of today. */
  readonly fresh: number;
  /** Days looked back on; of these the last `guard` are left out of the baseline. */
  readonly days: number;
  readonly guard: number;
  /** Readings without which there is no answer. */
  readonly readings: number;
  /** Readings that are compared with the baseline. */
  readonly recent: number;
  /** Days drawn together to one point of a trend. */
  readonly bucket: number;
  /** Days that are never a gap. */
  readonly atLeast: number;
  readonly urgency: Urgency;
  /** Laboratories call at once. */
  readonly critical: boolean;
  readonly ages: Ages;
  readonly only?: Group;
  /** Says nothing where this rule was found to hold of the same reading. */
  readonly yieldsTo?: string;
  readonly title: Words;
  readonly advice: Words;
  readonly units: Units;
}

export interface DeviationRules {
  readonly version: string;
  readonly date: string;
  /** The day after which these rules no longer say that all is well. */
  readonly validUntil?: string;
  readonly rules: readonly DeviationRule[];
  readonly measures: readonly Measure[];
  /** Ids of rules that could not be read: what they look for is not looked for. */
  readonly broken: readonly string[];
  readonly units: Units;
  /** By rule id, or by `rule id#measure`; `usual` where nothing is set. */
  readonly sensitivity: Readonly<Record<string, Sensitivity>>;
}

export interface DeviationData {
  readonly rules: unknown;
  readonly measures: unknown;
}

/** The rules that come with the house (knowledge/thresholds), with conversion between units. */
export async function loadDeviationRules(sensitivity: DeviationRules['sensitivity'] = {}): Promise<DeviationRules> {
  loaded ??= readHouse();
  return { ...(await loaded), sensitivity };
}

let loaded: Promise<DeviationRules> | undefined;

async function readHouse(): Promise<DeviationRules> {
  const [rules, measures, units] = await Promise.all([
    import('../../../../knowledge/thresholds/rules.json', { with: { type: 'json' } }),
    import('../../../../knowledge/thresholds/measures.json', { with: { type: 'json' } }),
    loadUnits(ucumOf),
  ]);
  return readDeviationRules({ rules: rules.default, measures: measures.default }, units);
}

/** Rules as data, read with suspicion: one that is broken is named, and the others stand. */
export function readDeviationRules(data: DeviationData, units: Units, sensitivity: DeviationRules['sensitivity'] = {}): DeviationRules {
  const file = objectOf(data.rules);
  const measures = listOf(objectOf(data.measures)['measures']).flatMap((each) => measureOf(each) ?? []);
  const broken: string[] = [];
  const groups = Object.fromEntries(Object.entries(objectOf(file['groups'])).map(([id, group]) => [id, groupOf(group)]));
  const rules = listOf(file['rules']).flatMap((each) => {
    const wanted = typeof each['measure'] === 'string' ? [each['measure']] : textsOf(each['measures']);
    const read = wanted.flatMap(
      (id) =>
        ruleOf(
          each,
          measures.find((measure) => measure.id === id),
          file,
          groups,
          units,
        ) ?? [],
    );
    if (read.length < Math.max(1, wanted.length)) broken.push(String(each['id']));
    return read;
  });
  return {
    version: String(file['version'] ?? '0'),
    date: String(file['date'] ?? ''),
    ...(typeof file['validUntil'] === 'string' && { validUntil: file['validUntil'] }),
    rules,
    measures,
    broken,
    units,
    sensitivity,
  };
}

/** What the person set for this rule. */
export function sensitivityOf({ sensitivity }: DeviationRules, { ref, measure }: DeviationRule): Sensitivity {
  return sensitivity[`${ref.id}#${measure.id}`] ?? sensitivity[ref.id] ?? 'usual';
}

function measureOf(each: JsonObject): Measure | undefined {
  const { id, kind, unit, weight, noise, cv } = each;
  const [name, possible, loinc] = [wordsOf(each['name']), numbersOf(each['possible']), textsOf(each['loinc'])];
  const [least, most] = possible;
  if (typeof id !== 'string' || typeof unit !== 'string' || !name || loinc.length === 0) return undefined;
  if (least === undefined || most === undefined || (kind !== 'home' && kind !== 'lab' && kind !== 'device-day')) return undefined;
  const also = Object.entries(objectOf(each['also'])).map(([from, line]) => {
    const [factor = 1, offset = 0] = numbersOf(line);
    return [from, [factor, offset] as const] as const;
  });
  return {
    id,
    kind,
    name,
    unit,
    loinc,
    possible: [least, most],
    also: Object.fromEntries(also),
    extremes: each['extremes'] === true,
    ...(typeof weight === 'number' && { weight }),
    ...(typeof noise === 'number' && { noise }),
    ...(typeof cv === 'number' && { cv }),
  };
}

function ruleOf(
  each: JsonObject,
  measure: Measure | undefined,
  file: JsonObject,
  groups: Readonly<Record<string, Group | undefined>>,
  units: Units,
): DeviationRule | undefined {
  const source = objectOf(objectOf(file['sources'])[String(each['source'])]);
  const words = objectOf(objectOf(file['words'])[String(each['words'])]);
  const [title, advice, limit] = [wordsOf(words['title']), wordsOf(words['advice']), limitOf(each['limit'])];
  const kind = oneOf(KINDS, each['kind']);
  const when = oneOf(WHEN, each['when']);
  const urgency = oneOf(URGENCIES, each['urgency']);
  const statistic = oneOf(STATISTICS, each['statistic'] ?? 'newest');
  const only = typeof each['only'] === 'string' ? groups[each['only']] : undefined;
  if (typeof each['id'] !== 'string' || !measure || !title || !advice || !limit || !kind || !when || !urgency || !statistic)
    return undefined;
  if (typeof source['source'] !== 'string' || (each['only'] !== undefined && !only)) return undefined;
  const number = (name: string, otherwise: number): number => (typeof each[name] === 'number' ? each[name] : otherwise);
  const ages = Array.isArray(each['ages']) ? each['ages'] : [];
  return {
    ref: {
      id: `deviation/${each['id']}`,
      version: String(file['version']),
      source: source['source'],
      date: String(source['date']),
      ...(typeof source['url'] === 'string' && source['url'] !== '' && { url: source['url'] }),
    },
    measure,
    kind,
    statistic,
    when,
    limit,
    clear: number('clear', 0),
    fresh: number('fresh', 30),
    days: number('days', 1),
    guard: number('guard', 0),
    readings: number('readings', 1),
    recent: number('recent', 1),
    bucket: number('bucket', 1),
    atLeast: number('atLeast', 1),
    urgency,
    critical: each['critical'] === true,
    ages: [yearsOf(ages[0]), yearsOf(ages[1])],
    ...(only && { only }),
    ...(typeof each['yieldsTo'] === 'string' && { yieldsTo: `deviation/${each['yieldsTo']}` }),
    title,
    advice,
    units,
  };
}

function groupOf(value: JsonValue | undefined): Group | undefined {
  const group = objectOf(value);
  const name = wordsOf(group['name']);
  if (!name) return undefined;
  const { days, sex } = group;
  const [from, to] = Array.isArray(group['ages']) ? group['ages'] : [];
  return {
    name,
    codes: codesOf(group['codes']),
    prefixes: codesOf(group['prefixes']),
    ...(typeof days === 'number' && { days }),
    ...(typeof sex === 'string' && { sex }),
    ...(from !== undefined && { ages: [yearsOf(from), yearsOf(to)] as const }),
  };
}

function limitOf(value: JsonValue | undefined): DeviationRule['limit'] | undefined {
  if (typeof value === 'number') return { low: value, usual: value, high: value };
  const { low, usual, high } = objectOf(value);
  return typeof low === 'number' && typeof usual === 'number' && typeof high === 'number' ? { low, usual, high } : undefined;
}

/** Codes by their systems. */
export const codesOf = (value: JsonValue | undefined): Record<string, string[]> =>
  Object.fromEntries(Object.entries(objectOf(value)).map(([system, codes]) => [system, textsOf(codes)]));

export function wordsOf(value: JsonValue | undefined): Words | undefined {
  const { en, es } = objectOf(value);
  return typeof en === 'string' && typeof es === 'string' ? { en, es } : undefined;
}

export const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
export const listOf = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
export const textsOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
export const numbersOf = (value: JsonValue | undefined): number[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
const yearsOf = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);
const oneOf = <T extends string>(among: readonly T[], value: JsonValue | undefined): T | undefined => among.find((each) => each === value);
