import type { JsonObject } from '@satchel/fhir';
import { factsOf } from '../../facts.ts';
import { dayOf } from '../days.ts';
import { readingsOf } from '../readings.ts';
import { raised, yearOf } from '../replay.ts';
import { type DeviationRule, type DeviationRules, SENSITIVITIES } from '../rules.ts';
import { type Event, type Kind, type Life, lifeOf } from './lives.ts';

/** How soon a rule spoke after something happened, at each sensitivity over many lives; days, NaN where it never did. */
export function delays(rules: DeviationRules, kind: Kind, event: Event, rule: string, lives: number): number[][] {
  const all = Array.from({ length: lives }, (_, seed) => {
    const life = lifeOf(kind, event.at + 360, seed + 1, event);
    const on = dayOf(life.eventOn) ?? 0;
    return alerts(rules, kind, life, rule).map((days) => (days.find((day) => day >= on) ?? Number.NaN) - on);
  });
  return SENSITIVITIES.map((_, level) => all.map((each) => each[level] ?? Number.NaN));
}

/** Alerts a year at each sensitivity, in lives in which nothing happens but perhaps an event that is no change of the person. */
export function falseAlarms(rules: DeviationRules, kind: Kind, rule: string, lives: number, length: number, event?: Event): number[] {
  const all = Array.from({ length: lives }, (_, seed) => alerts(rules, kind, lifeOf(kind, length, seed + 1001, event), rule));
  return SENSITIVITIES.map((_, level) => all.reduce((sum, each) => sum + (each[level]?.length ?? 0), 0) / lives);
}

function alerts(rules: DeviationRules, { measure }: Kind, { resources, today }: Life, id: string): number[][] {
  const rule = ruleFor(rules, id, measure);
  const { series } = readingsOf(factsOf(resources, today), { measures: [rule.measure], units: rules.units });
  const its = series.get(measure);
  const year = its ? yearOf(rule, its, dayOf(today) ?? 0) : [];
  return SENSITIVITIES.map((level) => raised(rule, year, level));
}

export function ruleFor({ rules }: DeviationRules, id: string, measure: string): DeviationRule {
  const rule = rules.find(({ ref, measure: its }) => ref.id === `deviation/${id}` && its.id === measure);
  if (!rule) throw new Error(`There is no rule ${id} for ${measure}.`);
  return rule;
}

export const PERSON: JsonObject = {
  resourceType: 'Patient',
  id: 'me',
  birthDate: '1970-04-02',
  gender: 'female',
  name: [{ family: 'Rivera', given: ['Ana'] }],
};
