import type { JsonObject } from '@satchel/fhir';
import { dateOf, dayOf } from '../days.ts';

/** Chance that is the same each time: the n-th number of a seed, from 0 to 1 (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A measure in a life: how it goes for a steady person, and how often it is read. */
export interface Kind {
  readonly measure: string;
  readonly loinc: string;
  readonly unit: string;
  readonly level: number;
  /** Standard deviation from day to day. */
  readonly noise: number;
  /** How much of yesterday's deviation is still there today, from 0 to 1: real lives are not independent days. */
  readonly memory: number;
  /** Days between two readings; the share of them that are left out. */
  readonly every: number;
  readonly missed: number;
}

export interface Event {
  /** What happens on day `at` of the life: a step or a slope in noises, a gap in days, a second device in noises. */
  readonly shift?: number;
  readonly driftPer30Days?: number;
  readonly gap?: number;
  /** A second device that reads this much higher is used on every other reading from this day on, beside the first every fifth time. */
  readonly device?: number;
  readonly at: number;
}

export interface Life {
  readonly today: string;
  /** The day of the event, `YYYY-MM-DD`. */
  readonly eventOn: string;
  readonly resources: JsonObject[];
}

export const FIRST = dayOf('2023-01-01') as number;

/** One measure of one made-up person over `length` days. */
export function lifeOf(kind: Kind, length: number, seed: number, event: Event = { at: Number.POSITIVE_INFINITY }): Life {
  const random = chance(seed);
  const resources: JsonObject[] = [];
  let carried = normal(random);
  for (let day = 0; day < length; day++) {
    carried = kind.memory * carried + Math.sqrt(1 - kind.memory ** 2) * normal(random);
    const skipped = random() < kind.missed;
    if (day % kind.every !== 0 || skipped) continue;
    const since = day - event.at;
    if (since >= 0 && event.gap !== undefined && since < event.gap) continue;
    const moved = since < 0 ? 0 : (event.shift ?? 0) + ((event.driftPer30Days ?? 0) * since) / 30;
    const value = kind.level + kind.noise * (carried + moved);
    const nth = Math.floor(day / kind.every);
    const second = event.device !== undefined && since >= 0 && nth % 2 === 1;
    const both = event.device !== undefined && since >= 0 && nth % 5 === 0;
    if (!second || both) resources.push(observation(kind, day, value, 'first'));
    if (second || both) resources.push(observation(kind, day, value + (event.device ?? 0) * kind.noise, 'second'));
  }
  return { today: dateOf(FIRST + length - 1), eventOn: Number.isFinite(event.at) ? dateOf(FIRST + event.at) : '', resources };
}

export function observation({ loinc, unit }: Pick<Kind, 'loinc' | 'unit'>, day: number, value: number, device = 'first'): JsonObject {
  return {
    resourceType: 'Observation',
    id: `${loinc}-${day}-${device}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
    effectiveDateTime: `${dateOf(FIRST + day)}T07:30:00Z`,
    device: { display: device },
    valueQuantity: { value: Number(value.toPrecision(5)), unit, system: 'http://unitsofmeasure.org', code: unit },
  };
}

/** Kinds as they are met: home readings, days of a watch, and tests of a laboratory. */
export const KINDS: readonly Kind[] = [
  { measure: 'systolic', loinc: '8480-6', unit: 'mm[Hg]', level: 124, noise: 8, memory: 0.3, every: 1, missed: 0.25 },
  { measure: 'weight', loinc: '29463-7', unit: 'kg', level: 78, noise: 0.6, memory: 0.5, every: 1, missed: 0.2 },
  { measure: 'resting-heart-rate', loinc: '40443-4', unit: '/min', level: 61, noise: 2.2, memory: 0.5, every: 1, missed: 0.05 },
  { measure: 'glucose', loinc: '2339-0', unit: 'mg/dL', level: 112, noise: 14, memory: 0.2, every: 1, missed: 0.15 },
  { measure: 'steps', loinc: '55423-8', unit: '{steps}', level: 7000, noise: 1800, memory: 0.2, every: 1, missed: 0.05 },
  { measure: 'oxygen', loinc: '59408-5', unit: '%', level: 96, noise: 0.9, memory: 0.2, every: 2, missed: 0.2 },
  { measure: 'creatinine', loinc: '2160-0', unit: 'mg/dL', level: 0.9, noise: 0.054, memory: 0, every: 91, missed: 0.05 },
  { measure: 'hemoglobin', loinc: '718-7', unit: 'g/dL', level: 14, noise: 0.42, memory: 0, every: 91, missed: 0.05 },
];
