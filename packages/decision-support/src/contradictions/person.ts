import { compareDates, displayOf, type JsonObject, type JsonValue } from '@satchel/fhir';
import { listOf, objectOf, textsOf } from '../deviations/rules.ts';
import type { Fact } from '../facts.ts';
import type { Words } from '../finding.ts';
import type { Contradiction, Sight, Verdict } from './verdict.ts';

/** Another name or birth date than the person's own: on another Patient, or on what a fact says of its subject. */
export function anotherPerson({ facts }: Sight): Verdict {
  const patients = facts.of('Patient');
  const own = patients.find(({ resource }) => resource === facts.patient) ?? patients[0];
  if (!own) return { found: [], doubts: [NOBODY], looked: 0 };
  const names = wordsIn(own.resource['name']);
  const born = own.resource['birthDate'];
  const doubts = names.size === 0 && typeof born !== 'string' ? [NOBODY] : [];
  const others = patients.filter((each) => each !== own);
  const found: Contradiction[] = others.flatMap((other) => {
    const theirs = wordsIn(other.resource['name']);
    const date = other.resource['birthDate'];
    const otherName = names.size > 0 && theirs.size > 0 && !shares(names, theirs);
    const otherDate = typeof born === 'string' && typeof date === 'string' && Math.abs(compareDates(born, date) ?? 0) === 1;
    if (!otherName && !otherDate) return [];
    const name = nameOf(other.resource['name']) ?? String(date);
    return [
      { about: other.reference, facts: [other, own], ask: other, values: { name }, detail: { otherName, otherBirthDate: otherDate } },
    ];
  });
  const [strangers, looked] = strangersIn(facts.of(...ABOUT_PEOPLE), names);
  for (const [name, [first, ...more]] of strangers) {
    if (first)
      found.push({
        about: `name/${name}`,
        facts: [first, ...more].slice(0, 20),
        ask: first,
        values: { name: first.display },
        detail: { count: more.length + 1 },
      });
  }
  return { found, doubts, looked: patients.length + looked };
}

const ABOUT_PEOPLE = [
  'Observation',
  'Condition',
  'Procedure',
  'DiagnosticReport',
  'DocumentReference',
  'MedicationRequest',
  'MedicationStatement',
  'AllergyIntolerance',
  'Immunization',
  'Encounter',
];

type Named = Fact & { readonly display: string };

function strangersIn(facts: readonly Fact[], names: ReadonlySet<string>): [Map<string, Named[]>, number] {
  const strangers = new Map<string, Named[]>();
  const known = new Map<string, string>();
  let looked = 0;
  for (const fact of facts) {
    const display = objectOf(fact.resource['subject'] ?? fact.resource['patient'])['display'];
    if (typeof display !== 'string' || names.size === 0) continue;
    looked++;
    const stranger = known.get(display) ?? strangerIn(display, names);
    known.set(display, stranger);
    if (stranger !== '') strangers.set(stranger, [...(strangers.get(stranger) ?? []), { ...fact, display }]);
  }
  return [strangers, looked];
}

/** A whole other name; a title or one word alone is nobody. */
function strangerIn(display: string, names: ReadonlySet<string>): string {
  const words = new Set(plain(display));
  return words.size >= 2 && !shares(names, words) ? [...words].join('-') : '';
}

/** Given and family names; Mary Ann Jones and M. A. Smith-Jones may be one person, Ann Jones and Peter Stone are not. */
function wordsIn(names: JsonValue | undefined): Set<string> {
  return new Set(listOf(names).flatMap(({ family, given, text }) => [family, ...textsOf(given), text].flatMap(plain)));
}

const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'miss',
  'sr',
  'sra',
  'patient',
  'paciente',
  'test',
  'self',
  'the',
  'unknown',
  'anonymous',
  'jr',
  'de',
  'la',
  'del',
  'van',
  'von',
  'phd',
  'md',
]);

function plain(text: JsonValue | undefined): string[] {
  if (typeof text !== 'string') return [];
  const words = text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return words.filter((word) => word.length > 1 && !TITLES.has(word));
}

const shares = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((word) => b.has(word));

function nameOf(names: JsonValue | undefined): string | undefined {
  const [first] = listOf(names);
  if (!first) return undefined;
  const said = [...textsOf(first['given']), first['family']].filter((each) => typeof each === 'string').join(' ');
  return said === '' ? (displayOf(first) ?? undefined) : said;
}

/** The sex noted at birth where the record says it, else the administrative gender. */
export function sexOf(patient: JsonObject | undefined): 'female' | 'male' | undefined {
  const noted = listOf(patient?.['extension']).find(({ url }) => url === BIRTH_SEX)?.['valueCode'];
  const said = noted === 'F' ? 'female' : noted === 'M' ? 'male' : noted === undefined ? patient?.['gender'] : undefined;
  return said === 'female' || said === 'male' ? said : undefined;
}

const BIRTH_SEX = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex';

const NOBODY: Words = {
  en: 'The record says neither name nor birth date of its person.',
  es: 'El registro no dice el nombre ni la fecha de nacimiento de su persona.',
};
