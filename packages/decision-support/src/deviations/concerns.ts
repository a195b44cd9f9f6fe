import { codingsOf } from '@satchel/fhir';
import type { Facts } from '../facts.ts';
import type { Words } from '../finding.ts';
import { ageOn, dayOf } from './days.ts';
import { effectiveOf } from './readings.ts';
import type { DeviationRule, Group } from './rules.ts';

/** Whether a rule is about this person: yes; no, and why not; or nobody can tell, and why. */
export type Concern = { readonly is: 'yes' } | { readonly is: 'no' | 'unknown'; readonly because: Words };

/** `asked` remembers what was found for each group, since several rules are for the same one. */
export function concerns({ ages, only }: DeviationRule, facts: Facts, today: number, asked: Map<Group, Concern>): Concern {
  const age = ageOn(today, facts.patient?.['birthDate']);
  const [from, to] = ages;
  if (from !== null || to !== null) {
    if (age === undefined) return { is: 'unknown', because: NO_AGE };
    if (from !== null && age < from) return { is: 'unknown', because: tooYoung(from) };
    if (to !== null && age >= to) return { is: 'no', because: { en: 'This is for younger people.', es: 'Es para personas más jóvenes.' } };
  }
  if (!only) return { is: 'yes' };
  const concern = asked.get(only) ?? belongs(only, facts, today, age);
  asked.set(only, concern);
  return concern;
}

function belongs(group: Group, facts: Facts, today: number, age: number | undefined): Concern {
  const { name, days, sex, ages } = group;
  const no: Concern = { is: 'no', because: { en: `This is only for ${name.en}.`, es: `Es solo en caso de ${name.es}.` } };
  const conditions = facts
    .of('Condition')
    .filter(({ resource }) => !isRuledOut(resource['verificationStatus']) && !isRuledOut(resource['clinicalStatus']));
  const said = conditions.filter(({ resource }) => isIn(group, resource['code']));
  const observed =
    days === undefined
      ? []
      : facts.of('Observation').filter(({ resource }) => resource['valueCodeableConcept'] && isIn(group, resource['valueCodeableConcept']));
  const isNow = (at: unknown): boolean => days === undefined || (dayOf(at) ?? -Infinity) > today - days;
  const holds = [
    ...said.map(({ resource }) => resource['onsetDateTime'] ?? resource['recordedDate']),
    ...observed.map(({ resource }) => effectiveOf(resource)),
  ].some(isNow);
  if (holds) return { is: 'yes' };
  const person = facts.patient?.['gender'];
  if (sex !== undefined && (person === 'male' || person === 'female') && person !== sex) return no;
  if (ages && age !== undefined && (age < (ages[0] ?? 0) || age >= (ages[1] ?? Infinity))) return no;
  const unclear = days !== undefined || facts.partial || facts.of('Condition').length === 0;
  const uncoded = conditions.some(({ resource }) => codingsOf(resource['code']).every(({ code }) => code === undefined));
  if (unclear) return { is: 'unknown', because: unsaid(name) };
  return uncoded ? { is: 'unknown', because: UNCODED } : no;
}

const isIn = ({ codes, prefixes }: Group, concept: Parameters<typeof codingsOf>[0]): boolean =>
  codingsOf(concept).some(
    ({ system = '', code = '' }) =>
      code !== '' && (codes[system]?.includes(code) === true || prefixes[system]?.some((each) => code.startsWith(each)) === true),
  );

const RULED_OUT = new Set(['refuted', 'entered-in-error', 'resolved', 'inactive']);
const isRuledOut = (concept: Parameters<typeof codingsOf>[0]): boolean => codingsOf(concept).some(({ code = '' }) => RULED_OUT.has(code));

const NO_AGE: Words = {
  en: 'The birth date is not known, and this limit depends on age.',
  es: 'No se conoce la fecha de nacimiento y este límite depende de la edad.',
};
const UNCODED: Words = {
  en: 'Some health problems have no code, so nobody can tell if this applies.',
  es: 'Algunos problemas de salud no tienen código y no se sabe si esto aplica.',
};
const unsaid = (name: Words): Words => ({
  en: `This is only for ${name.en}, and the record does not say.`,
  es: `Es solo en caso de ${name.es}, y el registro no lo dice.`,
});
const tooYoung = (from: number): Words => ({
  en: `This limit is for people from ${from} years on. There is none here for this age.`,
  es: `Este límite es a partir de los ${from} años. Aquí no hay uno para esta edad.`,
});
