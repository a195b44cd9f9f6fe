import type { Facts } from '../../facts.ts';
import type { Words } from '../../finding.ts';
import { daysBetween } from '../active.ts';
import type { ConditionList } from '../rules.ts';
import { codingsOf, dayOf, hasCode, saidOf, stands } from './codes.ts';

/** The person's problems by the lists that the rules name. */
export interface ProblemList {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Why a problem that was not found may be there all the same. */
  readonly blind: Words | undefined;
}

const ICD10 = /icd-?10|2\.16\.840\.1\.113883\.6\.(90|3)$/i;

/** `heardOn` is the newest day of other data and `days` how long a record that has fallen silent can be relied on. */
export function problemsOf(
  facts: Facts,
  lists: Readonly<Record<string, ConditionList>>,
  heardOn: string | undefined,
  days: number,
): ProblemList {
  const byName = new Map<string, string[]>();
  const all = facts.of('Condition').filter(({ resource }) => stands(resource));
  const matchers = Object.entries(lists).map(([name, { icd10 = [], snomed = [], words, not = [] }]) => ({
    name,
    icd10,
    snomed: new Set(snomed),
    words,
    not,
  }));
  const newest =
    [heardOn ?? '', ...facts.of('Condition').map(({ resource }) => dayOf(resource))]
      .filter((day) => day <= facts.today)
      .sort()
      .at(-1) ?? '';
  const silent = newest === '' ? undefined : daysBetween(newest, facts.today);
  let unread = 0;
  for (const { reference, resource } of all) {
    const said = ` ${saidOf(resource.code)} `;
    const icd = codingsOf(resource.code)
      .filter(({ system }) => ICD10.test(system))
      .map(({ code }) => code.replace('.', ''));
    if (said.trim().replaceAll('|', '').trim() === '' && icd.length === 0) unread++;
    for (const { name, icd10, snomed, words, not } of matchers) {
      const isCoded = icd.some((code) => icd10.some((prefix) => code.startsWith(prefix))) || hasCode(resource.code, snomed);
      const isSaid =
        words.some((word) => said.includes(` ${word}`)) &&
        !not.some((word) => said.includes(word)) &&
        !/\b(no|family|denies|sin|antecedentes familiares|ruled out)\b/.test(said);
      if (isCoded || isSaid) byName.set(name, [...(byName.get(name) ?? []), reference]);
    }
  }
  const blind = facts.partial
    ? { en: 'Only a part of the record can be seen here.', es: 'Aquí solo se ve una parte de la historia.' }
    : facts.of('Condition').length === 0
      ? { en: 'The record holds no list of health problems.', es: 'La historia no tiene una lista de problemas de salud.' }
      : unread > 0
        ? {
            en: `${unread} health problems have no name that could be read.`,
            es: `${unread} problemas de salud no tienen un nombre que se pueda leer.`,
          }
        : silent === undefined || silent > days
          ? {
              en: 'Nothing new was said about health problems for a long time.',
              es: 'Hace mucho que no se dice nada nuevo de los problemas de salud.',
            }
          : undefined;
  return { byName, blind };
}
