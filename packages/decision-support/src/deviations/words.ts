import type { Words } from '../finding.ts';
import { dateOf } from './days.ts';
import type { Series } from './readings.ts';
import type { DeviationRule } from './rules.ts';
import type { Score } from './score.ts';

/** A template with its numbers in it. */
export function fill(template: Words, values: Readonly<Record<string, Words>>): Words {
  const into = (text: string, language: 'en' | 'es'): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name]?.[language] ?? whole);
  return { en: into(template.en, 'en'), es: into(template.es, 'es') };
}

/** What a score says, in the unit in which the person's newest reading came. */
export function valuesOf(rule: DeviationRule, series: Series, score: Score): Record<string, Words> {
  const newest = series.readings.find(({ fact }) => fact === score.facts[0]) ?? series.readings.at(-1);
  const day = newest?.day ?? score.day;
  const quantity = (value: number): Words => {
    if (rule.kind === 'gap') return inDays(value);
    const unit = newest ? plainUnit(newest.unit.text) : '';
    return both(`${plainNumber(newest ? newest.unit.back(value) : value)}${unit}`);
  };
  const shown = (): Words => {
    if (rule.kind === 'limit' && (rule.statistic === 'fall-percent' || rule.statistic === 'percent-of-best'))
      return both(`${plainNumber(Math.round(score.value))} %`);
    if (rule.kind === 'limit' && rule.statistic === 'ratio-to-usual') return both(plainNumber(score.value));
    if (rule.kind === 'limit' && rule.statistic === 'rise' && newest)
      return both(`${plainNumber(score.value / newest.unit.factor)}${plainUnit(newest.unit.text)}`);
    return quantity(score.value);
  };
  return {
    measure: rule.measure.name,
    value: shown(),
    date: both(dateOf(day)),
    ...(score.usual !== undefined && { usual: quantity(score.usual) }),
  };
}

/** Three digits say what a reading can. */
export const plainNumber = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(Math.abs(value) >= 1 ? 3 : 2)));

const UNITS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  '[lb_av]': 'lb',
  Cel: '°C',
  '[degF]': '°F',
  '10*3/uL': 'thousand/µL',
  '10*9/L': '×10⁹/L',
  'mL/min/{1.73_m2}': 'mL/min',
};

function plainUnit(unit: string): string {
  const plain = (UNITS[unit] ?? unit).replaceAll(/\{[^}]*\}/g, '');
  if (plain === '' || plain === '1') return '';
  return plain.startsWith('/') ? plain : ` ${plain}`;
}

const both = (text: string): Words => ({ en: text, es: text });
const inDays = (days: number): Words =>
  days <= 1 ? { en: 'day', es: 'día' } : { en: `${plainNumber(days)} days`, es: `${plainNumber(days)} días` };

/** What a rule says that found nothing. */
export const CALM: Readonly<Record<DeviationRule['kind'], Words>> = {
  limit: { en: '{measure}: not past the limit of this rule.', es: '{measure}: no pasa el límite de esta regla.' },
  shift: { en: '{measure}: near your usual.', es: '{measure}: cerca de lo usual en usted.' },
  drift: { en: '{measure}: no steady change.', es: '{measure}: sin cambio constante.' },
  gap: { en: '{measure}: readings come as they most often do.', es: '{measure}: las medidas llegan como siempre.' },
};
export const UNCHECKED: Words = { en: '{measure}: this could not be checked.', es: '{measure}: esto no se pudo comprobar.' };
export const LOOKED_AT: Words = { en: 'The newest one looked at is of {date}.', es: 'La más nueva que se miró es del {date}.' };

export const PARTIAL: Words = {
  en: 'Part of the record is closed to this reader, so something may be missing.',
  es: 'Parte del registro está cerrada para quien lo lee y puede faltar algo.',
};
export const EXPIRED: Words = {
  en: 'These rules are too old to say that all is well.',
  es: 'Estas reglas son muy viejas para decir que todo está bien.',
};
export const NO_RULES: Words = { en: 'There are no rules to check with.', es: 'No hay reglas con que comprobar.' };
export const BROKEN: Words = { en: 'This rule could not be read.', es: 'No se pudo leer esta regla.' };
export const NO_DATA: Words = { en: 'The record has no such reading.', es: 'El registro no tiene esta medida.' };
export const NO_TODAY: Words = { en: 'The day of today is not known.', es: 'No se conoce la fecha de hoy.' };
export const stale = (day: number): Words => ({
  en: `The last reading is of ${dateOf(day)}. That is too old to say anything of today.`,
  es: `La última medida es del ${dateOf(day)}. Es muy vieja para decir algo de hoy.`,
});
export const notRead = (count: number, why: Words): Words => ({
  en: `Newer readings could not be used: ${count}. ${why.en}`,
  es: `No se pudieron usar medidas más nuevas: ${count}. ${why.es}`,
});
