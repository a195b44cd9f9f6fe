import type { Facts } from '../../facts.ts';
import type { Words } from '../../finding.ts';
import { daysBetween } from '../active.ts';
import type { Known } from '../situation.ts';
import type { Age } from './age.ts';
import { codingsOf, dayOf, hasCode, saidOf, stands } from './codes.ts';

const STATUS = new Set(['82810-3', '11449-6']);
const FEEDING_STATUS = new Set(['63895-7', '63893-2', '413712001']);
const PREGNANT = new Set(['77386006', 'LA15173-0', '102874004']);
const NOT_PREGNANT = new Set(['60001007', 'LA26683-5']);
const FEEDING = new Set(['169741004', '413712001', '69840006', 'LA33-6']);
const NOT_FEEDING = new Set(['169746009', '169745008', 'LA32-8']);
const CHILDBEARING = { from: 11, to: 55 };

const UNKNOWN = {
  pregnant: { en: 'The record does not say whether you are pregnant.', es: 'La historia no dice si está embarazada.' },
  breastfeeding: { en: 'The record does not say whether you are breastfeeding.', es: 'La historia no dice si está amamantando.' },
} as const satisfies Record<string, Words>;

interface Signs {
  readonly status: ReadonlySet<string>;
  readonly yes: ReadonlySet<string>;
  readonly no: ReadonlySet<string>;
  readonly words: RegExp;
  readonly icd: RegExp;
  readonly unknown: Words;
}

/** The newest statement within the time in which it can still hold decides. */
function stateOf(facts: Facts, age: Age | undefined, days: number, signs: Signs): Known {
  if (age?.sex === 'male' || (age && (age.most < CHILDBEARING.from || age.least > CHILDBEARING.to))) return { is: 'no' };
  const isRecent = (day: string): boolean => day !== '' && day <= facts.today && daysBetween(day, facts.today) <= days;
  let newest: { on: string; known: Known } | undefined;
  const note = (on: string, known: Known): void => {
    if (!newest || on > newest.on) newest = { on, known };
  };
  for (const { reference, resource } of facts.of('Observation')) {
    const on = dayOf(resource);
    if (!hasCode(resource.code, signs.status) || !isRecent(on)) continue;
    if (hasCode(resource.valueCodeableConcept, signs.yes)) note(on, { is: 'yes', facts: [reference] });
    else if (hasCode(resource.valueCodeableConcept, signs.no)) note(on, { is: 'no', facts: [reference] });
  }
  for (const { reference, resource } of facts.of('Condition')) {
    const on = dayOf(resource);
    if (!stands(resource) || !isRecent(on)) continue;
    const isCoded =
      hasCode(resource.code, signs.yes) ||
      codingsOf(resource.code).some(({ system, code }) => /icd-?10/i.test(system) && signs.icd.test(code));
    const said = saidOf(resource.code);
    if (isCoded || (signs.words.test(said) && !/history|past|not |family|antecedente|complication|contracept|prevent/.test(said)))
      note(on, { is: 'yes', facts: [reference] });
  }
  return newest?.known ?? { is: 'unknown', because: signs.unknown };
}

export const pregnancyOf = (facts: Facts, age: Age | undefined, days: number): Known =>
  stateOf(facts, age, days, {
    status: STATUS,
    yes: PREGNANT,
    no: NOT_PREGNANT,
    words: /\b(pregnan|embaraz|gestation)/,
    icd: /^(Z33|Z34|O(?!8[0-2]|0[0-8]|9[0-1]))/,
    unknown: UNKNOWN.pregnant,
  });

export const breastfeedingOf = (facts: Facts, age: Age | undefined, days: number): Known =>
  stateOf(facts, age, days, {
    status: FEEDING_STATUS,
    yes: FEEDING,
    no: NOT_FEEDING,
    words: /\b(breast ?feeding|lactating|lactancia|amamanta)/,
    icd: /^Z39\.?1/,
    unknown: UNKNOWN.breastfeeding,
  });
