import { dayOf } from '../deviations/days.ts';
import { readingsOf } from '../deviations/readings.ts';
import { fill } from '../deviations/words.ts';
import type { Facts } from '../facts.ts';
import type { Coverage, Finding, Report, RuleRef, Words } from '../finding.ts';
import { afterDeath, beforeBirth, inFuture } from './dates.ts';
import { ageContradictions, sexContradictions } from './fits.ts';
import { criticalUnanswered, neverDone } from './follow-up.ts';
import { allergyContradictions, bloodGroups, stoppedMedicines } from './lists.ts';
import { anotherPerson } from './person.ts';
import { type ContradictionId, type ContradictionRule, type ContradictionRules, CONTRADICTIONS_LOOKED_FOR } from './rules.ts';
import { impossibleValues, wrongUnits } from './values.ts';
import { type Contradiction, type Sight, sourceOf, type Verdict } from './verdict.ts';

const LOOKING: Readonly<Record<ContradictionId, (sight: Sight) => Verdict>> = {
  sex: sexContradictions,
  age: ageContradictions,
  'before-birth': beforeBirth,
  'after-death': afterDeath,
  'in-future': inFuture,
  'impossible-value': impossibleValues,
  'wrong-unit': wrongUnits,
  'another-person': anotherPerson,
  'stopped-medicine': stoppedMedicines,
  allergy: allergyContradictions,
  'blood-group': bloodGroups,
  'never-done': neverDone,
  'critical-unanswered': criticalUnanswered,
};

/** What in the record cannot all be true, or was left open; each with whom to ask for a correction. */
export function checkContradictions(facts: Facts, rules: ContradictionRules): Report {
  const today = dayOf(facts.today);
  const readings = readingsOf(facts, rules.readings);
  const findings: Finding[] = [];
  const unchecked: { fact: string; reason: Words }[] = [];
  for (const id of CONTRADICTIONS_LOOKED_FOR) {
    const rule = rules.rules.get(id);
    const before = findings.length;
    if (!rule || today === undefined) findings.push(silent(rules, id, 'could-not-check', UNCHECKED, rule ? NO_TODAY : NO_RULE));
    else findings.push(...ask(id, rule, { facts, today, rules, settings: rule.settings, readings }));
    for (const { answer, reason } of findings.slice(before))
      if (answer === 'could-not-check' && reason) unchecked.push({ fact: id, reason });
  }
  return { findings, coverage: [coverageOf(rules, unchecked)] };
}

function ask(id: ContradictionId, rule: ContradictionRule, sight: Sight): Finding[] {
  const { facts, rules } = sight;
  const { found, doubts, looked } = LOOKING[id](sight);
  const told = found.map((each) => contradiction(rules, id, rule, each, facts));
  const doubt = doubts[0] ?? (told.length > 0 ? undefined : looked === 0 ? NO_DATA : facts.partial ? PARTIAL : tooOld(rules, facts));
  if (doubt) return [...told, silent(rules, id, 'could-not-check', UNCHECKED, doubt)];
  if (told.length > 0) return told;
  return [silent(rules, id, 'not-found', rule.calm, { en: `Looked at: ${looked}.`, es: `Se miraron: ${looked}.` })];
}

function contradiction(rules: ContradictionRules, id: ContradictionId, rule: ContradictionRule, its: Contradiction, facts: Facts): Finding {
  const source = sourceOf(its.ask, facts);
  const values = Object.fromEntries(
    Object.entries(its.values).map(([name, value]) => [name, typeof value === 'string' ? { en: value, es: value } : value]),
  );
  const who = source === undefined ? WHOEVER : { en: source, es: source };
  return {
    topic: 'contradiction',
    rule: refOf(rules, id),
    answer: 'found',
    urgency: rule.urgency,
    about: its.about,
    title: fill(rule.title, values),
    advice: fill(rule.advice, { ...values, who }),
    facts: its.facts.map(({ reference }) => reference),
    detail: { correction: source ?? null, correctionOf: its.ask.reference, ...its.detail },
  };
}

function silent(
  rules: ContradictionRules,
  id: ContradictionId,
  answer: 'not-found' | 'could-not-check',
  title: Words,
  reason: Words,
): Finding {
  return { topic: 'contradiction', rule: refOf(rules, id), answer, urgency: 'none', about: 'all', title, facts: [], reason };
}

const refOf = ({ version, source, date }: ContradictionRules, id: string): RuleRef => ({
  id: `contradiction/${id}`,
  version,
  source,
  date,
});

const tooOld = ({ validUntil }: ContradictionRules, { today }: Facts): Words | undefined =>
  validUntil !== undefined && today > validUntil ? EXPIRED : undefined;

function coverageOf({ date }: ContradictionRules, unchecked: Coverage['unchecked']): Coverage {
  const total = CONTRADICTIONS_LOOKED_FOR.length;
  const missed = new Set(unchecked.map(({ fact }) => fact)).size;
  const of = { en: 'kinds of contradictions', es: 'tipos de contradicción' };
  return { topic: 'contradiction', of, checked: total - missed, total, unchecked, rules: date };
}

const WHOEVER: Words = { en: 'the place that it came from', es: 'el lugar de donde vino' };
const UNCHECKED: Words = { en: 'This could not be fully checked.', es: 'Esto no se pudo comprobar del todo.' };
const NO_RULE: Words = { en: 'The rule is missing or could not be read.', es: 'La regla falta o no se pudo leer.' };
const NO_TODAY: Words = { en: 'The day of today is not known.', es: 'No se conoce la fecha de hoy.' };
const NO_DATA: Words = { en: 'The record has nothing of this kind.', es: 'El registro no tiene nada de este tipo.' };
const PARTIAL: Words = {
  en: 'Part of the record is closed to this reader, so something may be missing.',
  es: 'Parte del registro está cerrada para quien lo lee y puede faltar algo.',
};
const EXPIRED: Words = {
  en: 'These rules are too old to say that all is well.',
  es: 'Estas reglas son muy viejas para decir que todo está bien.',
};
