import { codingsOf, collectReferences, displayOf, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { dateOf, dayOf } from '../deviations/days.ts';
import { effectiveOf } from '../deviations/readings.ts';
import { momentOn } from '../deviations/replay.ts';
import { isScore, scoreOf, trips } from '../deviations/score.ts';
import { objectOf } from '../deviations/rules.ts';
import { plainNumber } from '../deviations/words.ts';
import type { Fact } from '../facts.ts';
import type { Words } from '../finding.ts';
import { whatOf } from './dates.ts';
import { numberIn, textsOf } from './rules.ts';
import { type Contradiction, count, counted, type Sight, type Verdict } from './verdict.ts';

/** What was ordered, long enough ago, and of which nothing came. */
export function neverDone({ facts, today, settings, rules }: Sight): Verdict {
  const open = textsOf(settings['open']);
  const orders = facts
    .of('ServiceRequest')
    .filter(({ resource }) => open.includes(String(resource['status'])) && resource['intent'] !== 'proposal');
  const all = facts.of('ServiceRequest').length;
  const forget = numberIn(settings, 'forget', 730);
  let undated = 0;
  const waiting = orders.flatMap((fact) => {
    const on = orderedOn(fact.resource);
    if (on === undefined) undated++;
    const since = today - (on ?? today);
    return on !== undefined && since > waitOf(settings, fact.resource) && since <= forget ? [{ fact, on }] : [];
  });
  const doubts = undated > 0 ? [count(undated, 'Orders without a date', 'Órdenes sin fecha')] : [];
  if (waiting.length === 0) return { found: [], doubts, looked: all };
  const based = new Set<string>();
  const doneOn = new Map<string, number>();
  for (const { resource } of counted(facts.of(...textsOf(settings['by'])))) {
    if (typeof resource['status'] === 'string' && !rules.done.has(resource['status']) && resource['status'] !== 'booked') continue;
    for (const each of Array.isArray(resource['basedOn']) ? resource['basedOn'] : [])
      if (isJsonObject(each)) based.add(String(each['reference']));
    const day = doneDay(resource);
    for (const key of keysOf(resource['code'])) if (day !== undefined && day > (doneOn.get(key) ?? -Infinity)) doneOn.set(key, day);
  }
  const found = waiting.flatMap(({ fact, on }): Contradiction[] => {
    const done = based.has(fact.reference) || keysOf(fact.resource['code']).some((key) => (doneOn.get(key) ?? -Infinity) >= on);
    return done ? [] : [{ about: fact.reference, facts: [fact], ask: fact, values: { what: whatOf(fact.resource), date: dateOf(on) } }];
  });
  return { found, doubts, looked: all };
}

const orderedOn = ({ occurrenceDateTime, occurrencePeriod, authoredOn }: JsonObject): number | undefined =>
  dayOf(occurrenceDateTime) ?? dayOf(objectOf(occurrencePeriod)['end']) ?? dayOf(authoredOn);

function waitOf(settings: JsonObject, { category }: JsonObject): number {
  const byCategory = objectOf(settings['daysByCategory']);
  const named = codingsOf(category)
    .map(({ code = '' }) => byCategory[code])
    .find((days) => typeof days === 'number');
  return typeof named === 'number' ? named : numberIn(settings, 'days', 60);
}

const doneDay = (resource: JsonObject): number | undefined =>
  dayOf(effectiveOf(resource)) ??
  dayOf(
    resource['performedDateTime'] ??
      objectOf(resource['performedPeriod'])['start'] ??
      resource['date'] ??
      resource['started'] ??
      resource['occurrenceDateTime'],
  );

const keysOf = (concept: JsonValue | undefined): string[] =>
  codingsOf(concept).flatMap(({ system, code }) => (system !== undefined && code !== undefined ? [`${system}|${code}`] : []));

interface Critical {
  readonly fact: Fact;
  readonly day: number;
  readonly value: string;
  readonly what: Words | string;
  readonly because: string;
}

/** A result that a laboratory calls about at once, and after which nothing happened that the record shows. */
export function criticalUnanswered(sight: Sight): Verdict {
  const { facts, today, settings, readings } = sight;
  const [grace, forget, repeat] = [numberIn(settings, 'days', 2), numberIn(settings, 'forget', 365), numberIn(settings, 'repeat', 30)];
  const isDue = (day: number): boolean => today - day > grace && today - day <= forget;
  const flags = new Set(textsOf(settings['flags']));
  const all = new Map<string, Critical>();
  let looked = 0;
  let undated = 0;
  for (const fact of counted(facts.of('Observation'))) {
    const { resource } = fact;
    const day = dayOf(effectiveOf(resource));
    looked++;
    const flag = codingsOf(resource['interpretation']).find(({ code = '' }) => flags.has(code))?.code;
    if (flag === undefined) continue;
    if (day === undefined) undated++;
    else if (isDue(day)) all.set(fact.reference, { fact, day, value: valueOf(resource), what: whatOf(resource), because: flag });
  }
  for (const [reference, critical] of beyondLimits(sight, isDue)) if (!all.has(reference)) all.set(reference, critical);
  const unread = [...readings.series.values()]
    .flatMap(({ unusable }) => unusable)
    .filter(({ kind, day }) => kind === 'unit' && today - day <= forget).length;
  const doubts = [
    ...(undated > 0 ? [count(undated, 'Critical results without a date', 'Resultados críticos sin fecha')] : []),
    ...(unread > 0 ? [count(unread, 'Results without a unit that is known here', 'Resultados sin una unidad que se conozca aquí')] : []),
  ];
  if (all.size === 0) return { found: [], doubts, looked };
  const answered = answeredIn(sight, [...all.values()], repeat);
  const found = [...all.values()].filter(({ fact }) => !answered.has(fact.reference));
  return {
    found: found.map(({ fact, day, value, what, because }): Contradiction => {
      return { about: fact.reference, facts: [fact], ask: fact, values: { what, value, date: dateOf(day) }, detail: { because } };
    }),
    doubts,
    looked,
  };
}

function* beyondLimits({ facts, rules, readings }: Sight, isDue: (day: number) => boolean): Generator<[string, Critical]> {
  const limits = rules.readings.rules.filter(({ critical }) => critical);
  if (limits.length === 0) return;
  let byReference: Map<string, Fact> | undefined;
  for (const rule of limits) {
    const series = readings.series.get(rule.measure.id);
    for (const reading of series?.readings ?? []) {
      if (!series || !isDue(reading.day)) continue;
      const score = scoreOf(rule, { ...series, readings: [reading] }, momentOn(rule, { ...series, readings: [reading] }, reading.day));
      if (!isScore(score) || !trips(rule, score.score, 'usual')) continue;
      byReference ??= new Map(facts.of('Observation').map((fact) => [fact.reference, fact]));
      const fact = byReference.get(reading.fact);
      const value = `${plainNumber(reading.unit.back(reading.value))} ${reading.unit.text}`;
      if (fact) yield [reading.fact, { fact, day: reading.day, value, what: rule.measure.name, because: rule.ref.id }];
    }
  }
}

/** Those with a note, a later result of the same kind, or something later that points at them. */
function answeredIn({ facts, settings }: Sight, critical: readonly Critical[], repeat: number): Set<string> {
  const answered = new Set<string>();
  const wanted = new Set(critical.map(({ fact }) => fact.reference));
  const reports = new Map<string, string>();
  for (const { resource, reference } of facts.of('DiagnosticReport')) {
    const results = collectReferences({ result: resource['result'] ?? [] })
      .map((each) => each.reference)
      .filter((each) => wanted.has(each));
    for (const each of results) {
      reports.set(reference, each);
      if (typeof resource['conclusion'] === 'string' || codingsOf(resource['conclusionCode']).length > 0) answered.add(each);
    }
  }
  for (const { resource } of facts.of(...textsOf(settings['by']))) {
    for (const { reference } of collectReferences(resource)) {
      const at = reports.get(reference) ?? reference;
      if (wanted.has(at)) answered.add(at);
    }
  }
  const observations = facts.of('Observation').flatMap(({ resource, reference }) => {
    const day = dayOf(effectiveOf(resource));
    return day === undefined ? [] : [{ reference, day, keys: keysOf(resource['code']) }];
  });
  for (const { fact, day } of critical) {
    const keys = new Set(keysOf(fact.resource['code']));
    const isRepeat = (each: (typeof observations)[number]): boolean =>
      each.reference !== fact.reference &&
      each.day >= day &&
      each.day <= day + repeat &&
      each.keys.some((key) => keys.has(key)) &&
      !isSame(each.reference);
    const isSame = (reference: string): boolean =>
      wanted.has(reference) && critical.some((other) => other.fact.reference === reference && other.day === day);
    if (Array.isArray(fact.resource['note']) || observations.some(isRepeat)) answered.add(fact.reference);
  }
  return answered;
}

function valueOf({ valueQuantity, valueCodeableConcept, valueString }: JsonObject): string {
  const { value, unit, code } = objectOf(valueQuantity);
  if (typeof value === 'number') return `${plainNumber(value)} ${String(unit ?? code ?? '')}`.trim();
  return displayOf(valueCodeableConcept) ?? (typeof valueString === 'string' ? valueString : '');
}
