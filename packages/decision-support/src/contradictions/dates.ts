import { dateInterval, displayOf, isJsonObject, type JsonObject } from '@satchel/fhir';
import { DAY, dateOf, dayOf } from '../deviations/days.ts';
import type { Fact } from '../facts.ts';
import type { Words } from '../finding.ts';
import { numberIn } from './rules.ts';
import { type Contradiction, type Sight, sourceOf, type Verdict } from './verdict.ts';

export function beforeBirth(sight: Sight): Verdict {
  const said = sight.facts.patient?.['birthDate'];
  const born = typeof said === 'string' ? daysOf(said) : undefined;
  // A day is another one elsewhere on the globe, so one day is no contradiction.
  return born ? outside(sight, ([, last]) => last < born[0] - 1) : { found: [], doubts: [NO_BIRTH], looked: 0 };
}

export function afterDeath(sight: Sight): Verdict {
  const { deceasedDateTime, deceasedBoolean } = sight.facts.patient ?? {};
  if (!sight.facts.patient) return { found: [], doubts: [NO_BIRTH], looked: 0 };
  const died = typeof deceasedDateTime === 'string' ? daysOf(deceasedDateTime) : undefined;
  if (died) return outside(sight, ([first]) => first > died[1] + numberIn(sight.settings, 'days', 2));
  return { found: [], doubts: deceasedBoolean === true || deceasedDateTime !== undefined ? [NO_DEATH] : [], looked: 1 };
}

export function inFuture(sight: Sight): Verdict {
  return outside(sight, ([first]) => first > sight.today + numberIn(sight.settings, 'days', 1));
}

/** Facts dated where they cannot be, drawn together by type and source: a file that is wrong is wrong as a whole. */
function outside({ facts, rules }: Sight, isOutside: (when: Days) => boolean): Verdict {
  const groups = new Map<string, { fact: Fact; when: Days }[]>();
  let [looked, unread] = [0, 0];
  for (const [type, names] of rules.dates) {
    for (const fact of facts.of(type)) {
      const { resource } = fact;
      const { status } = resource;
      if (typeof status === 'string' && !rules.done.has(status)) continue;
      for (const when of timesOf(resource, names)) {
        if (when === 'unread') unread++;
        else looked++;
        if (when === 'unread' || !isOutside(when)) continue;
        const key = `${type}/${sourceOf(fact, facts) ?? ''}`;
        const group = groups.get(key) ?? [];
        groups.set(key, group);
        group.push({ fact, when });
        break;
      }
    }
  }
  const found = [...groups].map(([about, its]): Contradiction => {
    const { fact, when } = its[0] as { fact: Fact; when: Days };
    const what = whatOf(fact.resource);
    const values = { what, date: dateOf(when[0]) };
    return { about, facts: its.slice(0, 50).map((each) => each.fact), ask: fact, values, detail: { count: its.length } };
  });
  return { found, doubts: unread > 0 ? [UNREAD] : [], looked };
}

/** The first and last day that an element may mean. */
type Days = readonly [first: number, last: number];

function timesOf(resource: JsonObject, names: readonly string[]): (Days | 'unread')[] {
  return names.flatMap((name) => {
    const value = resource[name];
    const text = isJsonObject(value) ? value['start'] : value;
    return typeof text === 'string' ? [daysOf(text) ?? ('unread' as const)] : [];
  });
}

function daysOf(text: string): Days | undefined {
  const day = dayOf(text);
  if (day !== undefined) return [day, day];
  const interval = text.length < 10 ? dateInterval(text) : undefined;
  return interval && [Math.floor(interval.low / DAY), Math.floor(interval.high / DAY)];
}

export function whatOf(resource: JsonObject): string {
  const { code, vaccineCode, medicationCodeableConcept, type } = resource;
  return (
    displayOf(code) ?? displayOf(vaccineCode) ?? displayOf(medicationCodeableConcept) ?? displayOf(type) ?? String(resource['resourceType'])
  );
}

const NO_BIRTH: Words = { en: 'The birth date is not known.', es: 'No se conoce la fecha de nacimiento.' };
const NO_DEATH: Words = { en: 'The day of death is not known.', es: 'No se conoce el día de la muerte.' };
const UNREAD: Words = { en: 'Some dates could not be read.', es: 'Algunas fechas no se pudieron leer.' };
