import { codingsOf, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import type { Fact, Facts } from '../facts.ts';
import type { Words } from '../finding.ts';
import { DAY, dayOf, spanOf } from './days.ts';
import { type DeviationRules, listOf, type Measure } from './rules.ts';
import { median } from './statistics.ts';
import { type GivenUnit, unitReader, type UnitReader } from './unit-reader.ts';

/** One reading, once, whatever number of sources told it. */
export interface Reading {
  readonly fact: string;
  readonly day: number;
  /** Milliseconds since 1970 of the stretch that the source gave, both ends included. */
  readonly from: number;
  readonly to: number;
  /** In the unit of the measure. */
  readonly value: number;
  /** A day's least and greatest, where the reading stands for a day. */
  readonly least: number;
  readonly most: number;
  /** As it was given, for the screen. */
  readonly unit: GivenUnit;
  readonly device: string;
  /** The source said "less than" or "more than". */
  readonly bounded: boolean;
}

/** One day of a measure: the middle of its readings, with devices brought to one level. */
export interface DayOfSeries {
  readonly day: number;
  readonly value: number;
  /** Readings before the end of this day. */
  readonly upTo: number;
  /** Only from a device whose level nobody can tell from the others'. */
  readonly strange: boolean;
}

export interface Unusable {
  readonly fact: string;
  readonly day: number;
  readonly reason: Words;
  readonly kind: 'unit' | 'value' | 'date';
  readonly quantity: JsonObject;
}

export interface Series {
  readonly measure: Measure;
  /** Oldest first. */
  readonly readings: readonly Reading[];
  readonly days: readonly DayOfSeries[];
  readonly unusable: readonly Unusable[];
}

export interface Readings {
  readonly series: ReadonlyMap<string, Series>;
  /** Numbers that no measure is for, by what they are called: one fact of each, and how many. */
  readonly unknown: ReadonlyMap<string, { readonly fact: string; readonly count: number }>;
  /** Numbers in all. */
  readonly total: number;
}

const LOINC = 'http://loinc.org';
const STATISTICS = 'http://terminology.hl7.org/CodeSystem/observation-statistics';
const COUNTED: ReadonlySet<unknown> = new Set(['final', 'amended', 'corrected', 'preliminary', undefined]);

interface Gathered {
  readonly measure: Measure;
  readonly reader: UnitReader;
  readonly readings: Reading[];
  readonly unusable: Unusable[];
}

/** What was gathered of these facts: several checks ask for the same. */
const gatheredOf = new WeakMap<Facts, WeakMap<readonly Measure[], Readings>>();

/** Every number of the record that a measure is for, in that measure's unit, each reading once. */
export function readingsOf(facts: Facts, rules: Pick<DeviationRules, 'measures' | 'units'>): Readings {
  const known = gatheredOf.get(facts) ?? new WeakMap<readonly Measure[], Readings>();
  gatheredOf.set(facts, known);
  const readings = known.get(rules.measures) ?? gather(facts, rules);
  known.set(rules.measures, readings);
  return readings;
}

function gather(facts: Facts, { measures, units }: Pick<DeviationRules, 'measures' | 'units'>): Readings {
  const byCode = new Map<string, Gathered>();
  const gathered = measures.map((measure) => ({ measure, reader: unitReader(measure, units), readings: [], unusable: [] }));
  for (const each of gathered) for (const code of each.measure.loinc) byCode.set(code, each);
  const unknown = new Map<string, { fact: string; count: number }>();
  let total = 0;
  for (const fact of facts.of('Observation')) {
    if (!COUNTED.has(fact.resource['status'])) continue;
    for (const [code, quantity, statistics] of numbersIn(fact.resource)) {
      total++;
      const its = codingsOf(code).find(({ system, code: each }) => system === LOINC && each !== undefined && byCode.has(each));
      if (its?.code) take(byCode.get(its.code) as Gathered, fact, quantity, statistics);
      else count(unknown, nameOf(code), fact.reference);
    }
  }
  return { series: new Map(gathered.map((each) => [each.measure.id, seriesOf(each)])), unknown, total };
}

type Number_ = readonly [code: JsonValue | undefined, quantity: JsonObject, statistics: readonly JsonObject[]];

function numbersIn(resource: JsonObject): Number_[] {
  const components = listOf(resource['component']);
  const statistics = components.filter(({ code }) => codingsOf(code).some(({ system }) => system === STATISTICS));
  const own: Number_[] = isNumber(resource['valueQuantity']) ? [[resource['code'], resource['valueQuantity'], statistics]] : [];
  if (statistics.length > 0 || components.length === 0) return own;
  return [
    ...own,
    ...components.flatMap(({ code, valueQuantity }): Number_[] => (isNumber(valueQuantity) ? [[code, valueQuantity, []]] : [])),
  ];
}

const isNumber = (value: JsonValue | undefined): value is JsonObject => isJsonObject(value) && typeof value['value'] === 'number';

function take(
  { measure, reader, readings, unusable }: Gathered,
  fact: Fact,
  quantity: JsonObject,
  statistics: readonly JsonObject[],
): void {
  const { resource, reference } = fact;
  const at = effectiveOf(resource);
  const day = dayOf(at);
  const span = at === undefined || day === undefined ? undefined : spanOf(at, day);
  if (day === undefined || !span) return void unusable.push({ fact: reference, day: -Infinity, reason: NO_DAY, kind: 'date', quantity });
  const unit = reader(quantity);
  if (!unit) return void unusable.push({ fact: reference, day, reason: noUnit(quantity), kind: 'unit', quantity });
  const value = unit.to(quantity['value'] as number);
  const [lowest, highest] = measure.possible;
  if (!(value >= lowest && value <= highest))
    return void unusable.push({ fact: reference, day, reason: IMPOSSIBLE, kind: 'value', quantity });
  const comparator = quantity['comparator'];
  const nudge = typeof comparator !== 'string' ? 0 : comparator.startsWith('<') ? -1e-6 : 1e-6;
  const bounded = value * (1 + nudge);
  const { least = bounded, most = bounded } = measure.extremes ? extremesOf(statistics, unit.to) : {};
  readings.push({
    fact: reference,
    day,
    from: span[0],
    to: span[1],
    value: bounded,
    least,
    most,
    unit,
    device: deviceOf(resource),
    bounded: nudge !== 0,
  });
}

function extremesOf(statistics: readonly JsonObject[], to: (value: number) => number): { least?: number; most?: number } {
  const read = (name: string): number | undefined => {
    const found = statistics.find(({ code }) => codingsOf(code).some((each) => each.code === name));
    return isNumber(found?.['valueQuantity']) ? to(found['valueQuantity']['value'] as number) : undefined;
  };
  const [least, most] = [read('minimum'), read('maximum')];
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
}

export function effectiveOf(resource: JsonObject): string | undefined {
  const { effectiveDateTime, effectiveInstant, effectivePeriod } = resource;
  const at =
    effectiveDateTime ??
    effectiveInstant ??
    (isJsonObject(effectivePeriod) ? (effectivePeriod['end'] ?? effectivePeriod['start']) : undefined);
  return typeof at === 'string' ? at : undefined;
}

function deviceOf({ device, meta }: JsonObject): string {
  const named = isJsonObject(device) ? (device['display'] ?? device['reference']) : undefined;
  const source = isJsonObject(meta) ? meta['source'] : undefined;
  return typeof named === 'string' ? named : typeof source === 'string' ? source : '';
}

function nameOf(code: JsonValue | undefined): string {
  const [first] = codingsOf(code);
  const text = isJsonObject(code) ? code['text'] : undefined;
  return first?.display ?? (typeof text === 'string' ? text : undefined) ?? first?.code ?? '?';
}

function count(unknown: Map<string, { fact: string; count: number }>, name: string, fact: string): void {
  const known = unknown.get(name);
  if (known) known.count++;
  else unknown.set(name, { fact, count: 1 });
}

function seriesOf({ measure, readings, unusable }: Gathered): Series {
  const once = withoutDuplicates(readings.toSorted((a, b) => a.from - b.from || a.to - b.to || a.value - b.value));
  return { measure, readings: once, days: daysOf(once, measure), unusable };
}

/** The same value at the same time is one reading, told twice. Rounding to another unit may cost one percent. */
function withoutDuplicates(sorted: readonly Reading[]): Reading[] {
  const kept: Reading[] = [];
  for (const reading of sorted) {
    let twice = false;
    for (let n = kept.length - 1; n >= 0 && !twice; n--) {
      const other = kept[n] as Reading;
      if (other.from < reading.from - DAY) break;
      twice = isSameTime(reading, other) && Math.abs(reading.value - other.value) <= 0.01 * Math.abs(other.value);
    }
    if (!twice) kept.push(reading);
  }
  return kept;
}

const isSameTime = (a: Reading, b: Reading): boolean =>
  (a.from <= b.to && b.from <= a.to) || (a.day === b.day && (isWholeDay(a) || isWholeDay(b)));
const isWholeDay = ({ from, to }: Reading): boolean => to - from === DAY - 1;

/** Days, give or take two, that two devices must share before their levels can be compared. */
const SHARED_DAYS = 5;

function daysOf(readings: readonly Reading[], measure: Measure): DayOfSeries[] {
  const byDay = new Map<number, Map<string, number[]>>();
  const upTo = new Map<number, number>();
  for (const [n, { day, value, device, bounded }] of readings.entries()) {
    upTo.set(day, n + 1);
    if (bounded) continue;
    const devices = byDay.get(day) ?? new Map<string, number[]>();
    byDay.set(day, devices);
    const name = measure.kind === 'lab' ? '' : device;
    const values = devices.get(name);
    if (values) values.push(value);
    else devices.set(name, [value]);
  }
  const middles = [...byDay].map(([day, devices]) => [day, [...devices].map(([name, values]) => [name, median(values)] as const)] as const);
  const offsets = offsetsOf(middles);
  return middles
    .map(([day, devices]) => {
      const known = devices.filter(([name]) => offsets.get(name) !== undefined);
      const used = known.length > 0 ? known : devices;
      const value = median(used.map(([name, middle]) => middle - (offsets.get(name) ?? 0)));
      return { day, value, upTo: upTo.get(day) ?? 0, strange: known.length === 0 };
    })
    .toSorted((a, b) => a.day - b.day);
}

/** How far each device reads above the one that read most; undefined where they share too few days to tell. */
function offsetsOf(middles: readonly (readonly [number, readonly (readonly [string, number])[]])[]): Map<string, number | undefined> {
  const byDevice = new Map<string, Map<number, number>>();
  for (const [day, devices] of middles)
    for (const [name, middle] of devices) byDevice.set(name, (byDevice.get(name) ?? new Map<number, number>()).set(day, middle));
  const [[main, its] = ['', new Map<number, number>()]] = [...byDevice].toSorted(([a, x], [b, y]) => y.size - x.size || a.localeCompare(b));
  const offsets = new Map<string, number | undefined>([[main, 0]]);
  for (const [name, days] of byDevice) {
    if (name === main) continue;
    const apart = [...days].flatMap(([day, middle]) => {
      const near = [0, 1, -1, 2, -2].map((away) => its.get(day + away)).find((each) => each !== undefined);
      return near === undefined ? [] : [middle - near];
    });
    offsets.set(name, apart.length >= SHARED_DAYS ? median(apart) : undefined);
  }
  return offsets;
}

const NO_DAY: Words = { en: 'It has no day.', es: 'No tiene fecha.' };
const IMPOSSIBLE: Words = { en: 'No person can have this value.', es: 'Ninguna persona puede tener este valor.' };

function noUnit({ unit, code }: JsonObject): Words {
  const text = [unit, code].find((each) => typeof each === 'string' && each !== '');
  if (text === undefined) return { en: 'It has no unit.', es: 'No tiene unidad.' };
  return { en: `Its unit, ${String(text)}, is not known here.`, es: `Su unidad, ${String(text)}, no se conoce aquí.` };
}
