import type { Facts } from '../facts.ts';
import type { Coverage, Finding, Report, RuleRef, Words } from '../finding.ts';
import { checkAllergy } from './checks/allergies.ts';
import { checkDuplicate } from './checks/duplicates.ts';
import { checkMaximum } from './checks/maxima.ts';
import { checkPair } from './checks/pairs.ts';
import { checkAge, checkCondition, checkFood, checkKidney, checkPregnancy } from './checks/person.ts';
import type { Check, Hit } from './checks/verdict.ts';
import type { MedicineKnowledge, Rule } from './knowledge.ts';
import type { Kind } from './rules.ts';
import { situationOf, type Situation } from './situation.ts';

const CHECKS: Readonly<Record<Kind, Check>> = {
  pair: checkPair,
  allergy: checkAllergy,
  duplicate: checkDuplicate,
  condition: checkCondition,
  pregnancy: checkPregnancy,
  age: checkAge,
  kidney: checkKidney,
  food: checkFood,
  maximum: checkMaximum,
};

const ABOUT: Readonly<Record<Kind, Words>> = {
  pair: { en: 'Medicines that do not go together', es: 'Medicinas que no van bien juntas' },
  allergy: { en: 'Medicines and allergies', es: 'Medicinas y alergias' },
  duplicate: { en: 'The same medicine twice', es: 'La misma medicina dos veces' },
  condition: { en: 'Medicines and health problems', es: 'Medicinas y problemas de salud' },
  pregnancy: { en: 'Medicines in pregnancy and while breastfeeding', es: 'Medicinas en el embarazo y la lactancia' },
  age: { en: 'Medicines and age', es: 'Medicinas y edad' },
  kidney: { en: 'Medicines and the kidneys', es: 'Medicinas y riñones' },
  food: { en: 'Medicines and food', es: 'Medicinas y comida' },
  maximum: { en: 'The most in a day', es: 'Lo máximo en un día' },
};

const NO_TABLE: Words = { en: 'The list of medicine names is not there.', es: 'Falta la lista de nombres de medicinas.' };
const NO_RULES: Words = { en: 'There are no rules for this.', es: 'No hay reglas para esto.' };
const PARTIAL: Words = { en: 'Only a part of the record can be seen here.', es: 'Aquí solo se ve una parte de la historia.' };
const CANNOT: Words = { en: 'could not be checked', es: 'no se pudo comprobar' };
const NOTHING: Words = { en: 'nothing found', es: 'no se encontró nada' };

/** A whole kind that cannot be checked has no rule of its own to name. */
const refOf = (kind: Kind, date: string): RuleRef => ({
  id: `medicine/${kind}`,
  version: '0',
  source: 'Satchel',
  date: date === '' ? '1970-01-01' : date,
});

const titled = ({ en, es }: Words, rest: Words): Words => ({ en: `${en}: ${rest.en}.`, es: `${es}: ${rest.es}.` });

function cannot(kind: Kind, date: string, reason: Words): Finding {
  return {
    topic: 'medicine',
    rule: refOf(kind, date),
    answer: 'could-not-check',
    urgency: 'know',
    about: kind,
    title: titled(ABOUT[kind], CANNOT),
    facts: [],
    reason,
  };
}

const found = (rule: Rule, { about, subject, facts, detail }: Hit): Finding => ({
  topic: 'medicine',
  rule: rule.ref,
  answer: 'found',
  urgency: rule.urgency,
  about,
  title: titled(subject, rule.row.risk),
  advice: rule.row.advice,
  facts,
  detail: { kind: rule.kind, ...detail },
});

function answersOf(rule: Rule, situation: Situation): readonly Finding[] {
  const { hits, unknown, looked } = CHECKS[rule.kind](rule, situation);
  if (hits.length > 0) return hits.map((hit) => found(rule, hit));
  const isOld = situation.facts.today > rule.reviewBy;
  const old: Words = {
    en: `The rule had to be looked at again by ${rule.reviewBy}.`,
    es: `La regla debía revisarse antes del ${rule.reviewBy}.`,
  };
  const because = unknown ?? rule.broken ?? (isOld ? old : situation.facts.partial ? PARTIAL : undefined);
  const answer = because ? ('could-not-check' as const) : ('not-found' as const);
  const reason = because ?? looked;
  return [
    {
      topic: 'medicine',
      rule: rule.ref,
      answer,
      urgency: 'none',
      about: rule.row.id,
      title: titled(ABOUT[rule.kind], because ? CANNOT : NOTHING),
      facts: [],
      detail: { kind: rule.kind },
      ...(reason ? { reason } : {}),
    },
  ];
}

function coverageOf(situation: Situation): readonly Coverage[] {
  const { list, allergies, knowledge } = situation;
  const doubts = list.active.flatMap(({ fact, doubt }) => (doubt ? [{ fact: fact.reference, reason: doubt }] : []));
  const medicines: Coverage = {
    topic: 'medicine',
    of: { en: 'medicines', es: 'medicinas' },
    checked: list.active.length - doubts.length,
    total: list.active.length,
    unchecked: [...doubts, ...list.leftOut],
    rules: knowledge.date,
    ...(list.newest === undefined ? {} : { newest: list.newest }),
  };
  return [
    medicines,
    {
      topic: 'medicine',
      of: { en: 'allergies', es: 'alergias' },
      checked: allergies.total - allergies.unread.length,
      total: allergies.total,
      unchecked: allergies.unread,
      rules: knowledge.date,
    },
  ];
}

/**
 * Everything that the rules have to say about the medicines a person takes today. Every rule answers: *found* for each pair or
 * medicine, else once *not found*, or *could not check* wherever a name was not understood, data is missing or old, the reader does
 * not see everything, or the rule itself is broken or past its date. Medicines that were stopped are not looked at; coverage lists
 * them, after those that could not be read.
 */
export function checkMedicines(facts: Facts, knowledge: MedicineKnowledge): Report {
  const { table } = knowledge;
  if (!table) return { findings: Object.keys(CHECKS).map((kind) => cannot(kind as Kind, knowledge.date, NO_TABLE)), coverage: [] };
  const situation = situationOf(facts, knowledge, table);
  return {
    findings: [
      ...knowledge.rules.flatMap((rule) => answersOf(rule, situation)),
      ...knowledge.missing.map((kind) => cannot(kind, knowledge.date, NO_RULES)),
    ],
    coverage: coverageOf(situation),
  };
}
