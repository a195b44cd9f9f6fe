import type { Known } from '../situation.ts';
import { named, NOT_TAKEN, references, taken, whenTaken, type Check } from './verdict.ts';

/** A medicine with a problem of the person. */
export const checkCondition: Check = (rule, situation) => {
  const { byName, blind } = situation.problems;
  const facts = (rule.row.conditions ?? []).flatMap((name) => byName.get(name) ?? []);
  const state =
    facts.length > 0 ? ({ is: 'yes', facts } as const) : blind ? ({ is: 'unknown', because: blind } as const) : ({ is: 'no' } as const);
  return whenTaken(rule, situation, state, {
    en: 'The record does not name this health problem.',
    es: 'La historia no nombra este problema de salud.',
  });
};

export const checkPregnancy: Check = (rule, situation) => {
  const state: Known = rule.row.state === 'breastfeeding' ? situation.breastfeeding : situation.pregnant;
  return whenTaken(
    rule,
    situation,
    state,
    rule.row.state === 'breastfeeding'
      ? { en: 'Not breastfeeding.', es: 'No amamanta.' }
      : { en: 'Not pregnant.', es: 'No está embarazada.' },
  );
};

export const checkAge: Check = (rule, situation) => {
  const { from = 0, to = 150 } = rule.row.age ?? {};
  const { age } = situation;
  const isIn = age && age.least >= from && age.most <= to;
  const isOut = age && (age.most < from || age.least > to);
  const state = isIn
    ? ({ is: 'yes', facts: [] } as const)
    : isOut
      ? ({ is: 'no' } as const)
      : ({
          is: 'unknown',
          because: { en: 'The date of birth is not known well enough.', es: 'No se conoce bien la fecha de nacimiento.' },
        } as const);
  return whenTaken(rule, situation, state, { en: 'The rule is for another age.', es: 'La regla es para otra edad.' });
};

export const checkKidney: Check = (rule, situation) => {
  const { kidney } = situation;
  if (kidney.egfr === undefined) return whenTaken(rule, situation, { is: 'unknown', because: kidney.because }, NOT_TAKEN);
  const isLow = kidney.egfr < (rule.row.below ?? 0);
  const verdict = whenTaken(rule, situation, isLow ? { is: 'yes', facts: [kidney.fact] } : { is: 'no' }, {
    en: 'The kidneys work well enough for it.',
    es: 'Los riñones funcionan lo bastante bien.',
  });
  const detail = { egfr: Math.round(kidney.egfr), measured: kidney.on };
  return { ...verdict, hits: verdict.hits.map((hit) => ({ ...hit, detail })) };
};

/** What to eat, drink or avoid with a medicine: found wherever it is taken. */
export const checkFood: Check = (rule, situation) => {
  const medicines = taken(rule.a, situation);
  return {
    hits: medicines.map(([ingredient, list]) => ({ about: ingredient, subject: named([ingredient], situation), facts: references(list) })),
    looked: NOT_TAKEN,
    ...(situation.blind ? { unknown: situation.blind } : {}),
  };
};
