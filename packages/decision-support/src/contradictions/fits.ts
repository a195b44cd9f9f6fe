import { codingsOf, displayOf, type JsonObject, type JsonValue } from '@satchel/fhir';
import { ageOn, dateOf, dayOf } from '../deviations/days.ts';
import { codesOf, listOf, numbersOf, textsOf } from '../deviations/rules.ts';
import type { Fact } from '../facts.ts';
import type { Words } from '../finding.ts';
import { sexOf } from './person.ts';
import { type Contradiction, count, counted, type Sight, type Verdict } from './verdict.ts';

/** Facts that belong to the other sex. */
export function sexContradictions(sight: Sight): Verdict {
  const sex = sexOf(sight.facts.patient);
  if (sex === undefined) return { found: [], doubts: [NO_SEX], looked: 0 };
  const others = listOf(sight.settings['of']).filter((group) => group['sex'] !== sex);
  return contradictionsIn(sight, (fact) => (others.some((group) => isIn(group, fact.resource['code'])) ? {} : undefined));
}

/** Facts that belong to another age. */
export function ageContradictions(sight: Sight): Verdict {
  const born = sight.facts.patient?.['birthDate'];
  if (ageOn(sight.today, born) === undefined) return { found: [], doubts: [NO_BIRTH], looked: 0 };
  const groups = listOf(sight.settings['of']);
  const undated: Fact[] = [];
  const verdict = contradictionsIn(sight, (fact) => {
    const its = groups.filter((group) => isIn(group, fact.resource['code']));
    if (its.length === 0) return undefined;
    const day = beganOn(fact.resource);
    if (day === undefined) return void undated.push(fact);
    const age = ageOn(day, born) ?? 0;
    const fits = its.every((group) => {
      const [from = 0, to = 150] = numbersOf(group['ages']);
      return age >= from && age < to;
    });
    return fits || age < 0 ? undefined : { age: String(Math.floor(age)), date: dateOf(day) };
  });
  return undated.length === 0
    ? verdict
    : { ...verdict, doubts: [...verdict.doubts, count(undated.length, 'These have no date', 'Sin fecha')] };
}

function contradictionsIn({ facts, settings }: Sight, judge: (fact: Fact) => Record<string, string> | undefined): Verdict {
  const found: Contradiction[] = [];
  let [looked, uncoded] = [0, 0];
  for (const fact of counted(facts.of(...textsOf(settings['types'])))) {
    if (isRuledOut(fact.resource['verificationStatus'])) continue;
    if (!codingsOf(fact.resource['code']).some(({ code }) => code !== undefined)) {
      uncoded++;
      continue;
    }
    looked++;
    const values = judge(fact);
    if (values)
      found.push({ about: fact.reference, facts: [fact], ask: fact, values: { what: displayOf(fact.resource['code']) ?? '?', ...values } });
  }
  const doubts = uncoded > 0 ? [count(uncoded, 'Problems or procedures without a code', 'Problemas o procedimientos sin código')] : [];
  return { found, doubts, looked };
}

/** When it began; a problem that was only written down counts as of then while it is active. */
function beganOn({
  onsetDateTime,
  onsetPeriod,
  performedDateTime,
  performedPeriod,
  recordedDate,
  clinicalStatus,
}: JsonObject): number | undefined {
  const period = (value: JsonValue | undefined): unknown =>
    typeof value === 'object' && value !== null && 'start' in value ? value['start'] : undefined;
  const active = codingsOf(clinicalStatus).some(({ code }) => code === 'active');
  return [onsetDateTime, period(onsetPeriod), performedDateTime, period(performedPeriod), active ? recordedDate : undefined]
    .map(dayOf)
    .find((day) => day !== undefined);
}

const compiled = new WeakMap<JsonObject, { codes: ReadonlySet<string>; prefixes: ReadonlyMap<string, readonly string[]> }>();

function isIn(group: JsonObject, concept: JsonValue | undefined): boolean {
  let its = compiled.get(group);
  if (!its) {
    const codes = Object.entries(codesOf(group['codes'])).flatMap(([system, list]) => list.map((code) => `${system}|${code}`));
    its = { codes: new Set(codes), prefixes: new Map(Object.entries(codesOf(group['prefixes']))) };
    compiled.set(group, its);
  }
  const { codes, prefixes } = its;
  return codingsOf(concept).some(
    ({ system = '', code = '' }) =>
      codes.has(`${system}|${code}`) || (code !== '' && prefixes.get(system)?.some((prefix) => code.startsWith(prefix)) === true),
  );
}

const isRuledOut = (concept: JsonValue | undefined): boolean =>
  codingsOf(concept).some(({ code }) => code === 'refuted' || code === 'entered-in-error');

const NO_SEX: Words = {
  en: 'The record does not say a sex that this could be held against.',
  es: 'El registro no dice un sexo con que comparar.',
};
const NO_BIRTH: Words = { en: 'The birth date is not known.', es: 'No se conoce la fecha de nacimiento.' };
