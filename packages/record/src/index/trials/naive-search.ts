/**
 * A second, naive reading of FHIR search for the property test: small generated resources, and questions that know by
 * themselves, from the raw JSON, which resources fulfil them. It shares no code with the index.
 */
import fc from 'fast-check';
import type { JsonObject } from '@satchel/fhir';

export interface World {
  readonly resources: readonly Resource[];
}

export interface Resource extends JsonObject {
  resourceType: string;
  id: string;
}

/** One parameter of a query, and which resources fulfil it. */
export interface Question {
  readonly name: string;
  readonly value: string;
  readonly holds: (resource: Resource, world: World) => boolean;
}

type Any = ReturnType<typeof JSON.parse>;

const LOINC = 'http://loinc.org';
const CODES = [
  { system: LOINC, code: 'a' },
  { system: LOINC, code: 'b' },
  { system: 'urn:other', code: 'a' },
  { code: 'c' },
  { system: LOINC },
] as const;
const NAMES = ['Müller', 'mullerova', 'Ann', 'Anna', 'ANN', 'O, Brien', 'x$y|z'] as const;
const IDS = ['1', '2', '3', '4'] as const;
const UTC = Date.UTC;
/** Date texts with the first and last millisecond that they mean. */
const DATES = [
  ['2023', UTC(2023, 0), UTC(2024, 0) - 1],
  ['2023-05', UTC(2023, 4), UTC(2023, 5) - 1],
  ['2023-05-04', UTC(2023, 4, 4), UTC(2023, 4, 5) - 1],
  ['2023-05-04T10:00:00Z', UTC(2023, 4, 4, 10), UTC(2023, 4, 4, 10) + 999],
  ['2023-05-04T12:00:00+02:00', UTC(2023, 4, 4, 10), UTC(2023, 4, 4, 10) + 999],
  ['2022-12-31', UTC(2022, 11, 31), UTC(2023, 0) - 1],
  ['2024-02-29T23:59:59.500Z', UTC(2024, 1, 29, 23, 59, 59, 500), UTC(2024, 1, 29, 23, 59, 59, 500)],
] as const;
const AMOUNTS = [-1, 0, 4.95, 5, 5.04, 5.05, 6, 100] as const;
const UNITS = [
  { system: 'http://unitsofmeasure.org', code: 'mg', unit: 'mg' },
  { system: 'http://unitsofmeasure.org', code: 'g', unit: 'gram' },
  { unit: 'mg' },
  {},
] as const;

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const concept = fc.array(pick(CODES), { minLength: 1, maxLength: 2 }).map((coding) => ({ coding: coding.map((each) => ({ ...each })) }));
const few = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { maxLength: 2 });
const maybe = <T extends object>(each: fc.Arbitrary<T>): fc.Arbitrary<T | object> => fc.oneof(fc.constant({}), each);
const date = pick(DATES).map(([text]) => text);
const period = fc.record({ start: date, end: date }, { requiredKeys: [] });
const quantity = fc
  .tuple(pick(AMOUNTS), pick(UNITS), pick([undefined, '<', '>='] as const))
  .map(([value, unit, comparator]) => ({ value, ...unit, ...(comparator === undefined ? {} : { comparator }) }));

const patient = fc
  .record({
    name: few(fc.record({ family: pick(NAMES) })),
    birth: maybe(date.map((birthDate) => ({ birthDate }))),
    gender: pick(['male', 'female']),
  })
  .map(({ name, birth, gender }) => ({ resourceType: 'Patient', name, gender, ...birth }));
const encounter = fc
  .record({ subject: pick(IDS), period: maybe(period.map((each) => ({ period: each }))), type: few(concept) })
  .map(({ subject, period: when, type }) => ({ resourceType: 'Encounter', subject: { reference: `Patient/${subject}` }, type, ...when }));
const observation = fc
  .record({
    code: concept,
    subject: pick(IDS),
    encounter: maybe(pick(IDS).map((id) => ({ encounter: { reference: `Encounter/${id}` } }))),
    effective: maybe(
      fc.oneof(
        date.map((effectiveDateTime) => ({ effectiveDateTime })),
        period.map((effectivePeriod) => ({ effectivePeriod })),
      ),
    ),
    value: maybe(quantity.map((valueQuantity) => ({ valueQuantity }))),
    component: few(fc.record({ code: concept, valueQuantity: quantity })),
    status: pick(['final', 'amended']),
  })
  .map(({ code, subject, encounter: during, effective, value, component, status }) => ({
    resourceType: 'Observation',
    code,
    subject: { reference: `Patient/${subject}` },
    component,
    status,
    ...during,
    ...effective,
    ...value,
  }));

/** Up to `size` resources of each type, with ids in a row, so that references often lead somewhere. */
export function worldsOf(size: number): fc.Arbitrary<World> {
  return fc
    .tuple(fc.array(patient, { maxLength: size }), fc.array(encounter, { maxLength: size }), fc.array(observation, { maxLength: size }))
    .map((kinds) => ({
      resources: kinds.flatMap((kind) => kind.map((each, at) => ({ ...each, id: String(at + 1) }))),
    }));
}

const list = (value: Any): Any[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const escape = (text: string): string => text.replace(/[,|$\\]/g, '\\$&');
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

interface Span {
  readonly low: number;
  readonly high: number;
}

const spanOf = (text: string): Span => {
  const [, low, high] = DATES.find(([known]) => known === text) ?? ['', NaN, NaN];
  return { low, high };
};

const spansAt = (value: Any): Span[] =>
  list(value).flatMap((each: Any) => {
    if (typeof each === 'string') return [spanOf(each)];
    if (each.start === undefined && each.end === undefined) return [];
    return [
      {
        low: each.start === undefined ? -Infinity : spanOf(each.start).low,
        high: each.end === undefined ? Infinity : spanOf(each.end).high,
      },
    ];
  });

const COMPARE: Record<string, (entry: Span, asked: Span) => boolean> = {
  eq: (e, a) => e.low >= a.low && e.high <= a.high,
  ne: (e, a) => !(e.low >= a.low && e.high <= a.high),
  gt: (e, a) => e.high > a.high,
  lt: (e, a) => e.low < a.low,
  ge: (e, a) => e.high > a.high || (e.low >= a.low && e.high <= a.high),
  le: (e, a) => e.low < a.low || (e.low >= a.low && e.high <= a.high),
  sa: (e, a) => e.low > a.high,
  eb: (e, a) => e.high < a.low,
};

const prefixes = pick(['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb']);

const dateQuestion = (name: string, read: (resource: Any) => Any): fc.Arbitrary<Question> =>
  fc.tuple(prefixes, pick(DATES)).map(([prefix, [text, low, high]]) => ({
    name,
    value: prefix + text,
    holds: (resource) => spansAt(read(resource)).some((entry) => COMPARE[prefix || 'eq']?.(entry, { low, high })),
  }));

const matchesToken = (coding: Any, system: string | undefined, code: string | undefined): boolean =>
  (system === undefined || (coding.system ?? '') === system) && (code === undefined || (coding.code ?? '') === code);

const tokenQuestion = (name: string, read: (resource: Any) => Any): fc.Arbitrary<Question> =>
  fc
    .tuple(
      fc.array(fc.tuple(pick([undefined, '', LOINC, 'urn:other', 'urn:none']), pick(['a', 'b', 'c', 'd'])), { minLength: 1, maxLength: 2 }),
      fc.boolean(),
    )
    .map(([values, not]) => {
      const codings = (resource: Resource): Any[] => list(read(resource)).flatMap((each: Any) => each.coding);
      const any = (resource: Resource): boolean =>
        codings(resource).some((coding) => values.some(([system, code]) => matchesToken(coding, system, code)));
      return {
        name: not ? `${name}:not` : name,
        value: values.map(([system, code]) => (system === undefined ? code : `${system}|${code}`)).join(','),
        holds: (resource) => any(resource) !== not,
      };
    });

const systemQuestion: fc.Arbitrary<Question> = pick([LOINC, 'urn:other', 'urn:none']).map((system) => ({
  name: 'code',
  value: `${system}|`,
  holds: (resource: Any) => list(resource.code).some((each) => each.coding.some((coding: Any) => coding.system === system)),
}));

const bounds = ({ value, comparator }: Any): Span =>
  comparator === '<'
    ? { low: -Infinity, high: value - 1e-9 }
    : comparator === '>='
      ? { low: value, high: Infinity }
      : { low: value, high: value };

/** Amounts searched, with half a unit of their last digit. */
const ASKED = [
  ['5', 5, 0.5],
  ['5.0', 5, 0.05],
  ['0', 0, 0.5],
  ['1e2', 100, 50],
  ['-1', -1, 0.5],
  ['6', 6, 0.5],
] as const;

const amountHolds = (each: Any, prefix: string, value: number, half: number): boolean => {
  const { low, high } = bounds(each);
  const inside = low >= value - half && high < value + half;
  const answers: Record<string, boolean> = {
    eq: inside,
    ne: !inside,
    gt: high > value,
    lt: low < value,
    ge: high >= value,
    le: low <= value,
    sa: low > value,
    eb: high < value,
    ap: high >= value - Math.abs(value) / 10 && low <= value + Math.abs(value) / 10,
  };
  return answers[prefix || 'eq'] ?? false;
};

const unitAsked = pick([
  ['', () => true],
  ['||mg', (each: Any) => each.code === 'mg' || each.unit === 'mg'],
  ['||gram', (each: Any) => each.unit === 'gram'],
  ['|http://unitsofmeasure.org|mg', (each: Any) => each.code === 'mg'],
] as const);

const quantityQuestion = (name: string, read: (resource: Any) => Any): fc.Arbitrary<Question> =>
  fc.tuple(fc.oneof(prefixes, fc.constant('ap')), pick(ASKED), unitAsked).map(([prefix, [text, value, half], [unit, sameUnit]]) => ({
    name,
    value: prefix + text + unit,
    holds: (resource) =>
      list(read(resource)).some((each) => each !== undefined && sameUnit(each) && amountHolds(each, prefix, value, half)),
  }));

const pairQuestion = (name: string, pairs: (resource: Any) => Any[]): fc.Arbitrary<Question> =>
  fc.tuple(pick(['a', 'b']), pick(['gt', 'le', '']), pick(ASKED)).map(([code, prefix, [text, value, half]]) => ({
    name,
    value: `${code}$${prefix}${text}`,
    holds: (resource) =>
      pairs(resource).some(
        (each) =>
          each.code.coding.some((coding: Any) => coding.code === code) &&
          each.valueQuantity !== undefined &&
          amountHolds(each.valueQuantity, prefix, value, half),
      ),
  }));

const NAME_HOLDS: Record<string, (name: string, asked: string) => boolean> = {
  family: (name, asked) => plain(name).startsWith(plain(asked)),
  'family:exact': (name, asked) => name === asked,
  'family:contains': (name, asked) => plain(name).includes(plain(asked)),
};

const nameQuestion: fc.Arbitrary<Question> = fc
  .tuple(pick(Object.keys(NAME_HOLDS)), pick([...NAMES, 'mu', 'n', 'É']))
  .map(([name, asked]) => ({
    name,
    value: escape(asked),
    holds: (resource: Any) => list(resource.name).some(({ family }) => NAME_HOLDS[name]?.(family, asked)),
  }));

const referenceQuestion = (name: string, read: (resource: Any) => Any): fc.Arbitrary<Question> =>
  fc.tuple(pick(IDS), pick(['id', 'typed', 'modifier'])).map(([id, form]) => ({
    name: form === 'modifier' ? `${name}:Patient` : name,
    value: form === 'typed' ? `Patient/${id}` : id,
    holds: (resource) => read(resource)?.reference === `Patient/${id}`,
  }));

const missingQuestion = (name: string, there: (resource: Any) => boolean): fc.Arbitrary<Question> =>
  fc.boolean().map((missing) => ({ name: `${name}:missing`, value: String(missing), holds: (resource) => there(resource) !== missing }));

const idQuestion: fc.Arbitrary<Question> = fc.uniqueArray(pick(IDS), { minLength: 1, maxLength: 2 }).map((ids) => ({
  name: '_id',
  value: ids.join(),
  holds: (resource) => ids.includes(resource.id as never),
}));

const target = (reference: Any, world: World): Resource | undefined =>
  world.resources.find(({ resourceType, id }) => reference?.reference === `${resourceType}/${id}`);

const chained = (name: string, read: (resource: Any) => Any, on: fc.Arbitrary<Question>): fc.Arbitrary<Question> =>
  on.map((question) => ({
    name: `${name}.${question.name}`,
    value: question.value,
    holds: (resource, world) => {
      const found = target(read(resource), world);
      return found !== undefined && question.holds(found, world);
    },
  }));

const reverse = (type: string, name: string, read: (resource: Any) => Any, on: fc.Arbitrary<Question>): fc.Arbitrary<Question> =>
  on.map((question) => ({
    name: `_has:${type}:${name}:${question.name}`,
    value: question.value,
    holds: (resource, world) =>
      world.resources.some(
        (each) =>
          each.resourceType === type && read(each)?.reference === `${resource.resourceType}/${resource.id}` && question.holds(each, world),
      ),
  }));

const effective = (resource: Any): Any => resource.effectiveDateTime ?? resource.effectivePeriod;
const subject = (resource: Any): Any => resource.subject;
const components = (resource: Any): Any[] => list(resource.component);

const patients = fc.oneof(
  nameQuestion,
  dateQuestion('birthdate', (each) => each.birthDate),
  idQuestion,
  missingQuestion('birthdate', (each) => each.birthDate !== undefined),
  pick(['male', 'http://hl7.org/fhir/administrative-gender|female', '|male']).map((value) => ({
    name: 'gender',
    value,
    holds: (each: Any) => value.replace('http://hl7.org/fhir/administrative-gender|', '') === each.gender,
  })),
);
const encounters = fc.oneof(
  dateQuestion('date', (each) => each.period),
  tokenQuestion('type', (each) => each.type),
  referenceQuestion('subject', subject),
  chained('subject:Patient', subject, patients),
);
const observations = fc.oneof(
  tokenQuestion('code', (each) => each.code),
  systemQuestion,
  dateQuestion('date', effective),
  quantityQuestion('value-quantity', (each) => each.valueQuantity),
  quantityQuestion('combo-value-quantity', (each) =>
    [each.valueQuantity, ...components(each).map(({ valueQuantity }) => valueQuantity)].filter((value) => value !== undefined),
  ),
  tokenQuestion('combo-code', (each) => [each.code, ...components(each).map(({ code }) => code)]),
  referenceQuestion('patient', subject),
  missingQuestion('value-quantity', (each) => each.valueQuantity !== undefined),
  missingQuestion('date', (each) => spansAt(effective(each)).length > 0),
  missingQuestion('encounter', (each) => each.encounter !== undefined),
  idQuestion,
  pairQuestion('code-value-quantity', (each) => [each]),
  pairQuestion('component-code-value-quantity', components),
  pairQuestion('combo-code-value-quantity', (each) => [each, ...components(each)]),
  chained('encounter', (each) => each.encounter, encounters),
  chained('subject:Patient', subject, patients),
);

/** Two comparisons joined, or their opposite, in one `_filter`. */
const filtered = (on: fc.Arbitrary<Question>): fc.Arbitrary<Question> =>
  fc.tuple(on, on, pick(['and', 'or']), fc.boolean()).map(([one, other, join, not]) => {
    const joined = `${compared(one)} ${join} ${compared(other)}`;
    return {
      name: '_filter',
      value: not ? `not (${joined})` : joined,
      holds: (resource, world) => {
        const [first, second] = [one.holds(resource, world), other.holds(resource, world)];
        return (join === 'and' ? first && second : first || second) !== not;
      },
    };
  });

/** A question about dates, amounts or codes as a comparison. */
function compared({ name, value }: Question): string {
  const [, prefix = 'eq', rest = ''] = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/.exec(value) ?? [];
  const [parameter = '', modifier] = name.split(':');
  if (modifier === 'missing') return `${parameter} pr ${value === 'true' ? 'false' : 'true'}`;
  return modifier === 'not' ? `not (${parameter} eq ${value})` : `${name} ${prefix} ${rest}`;
}

const filters = filtered(
  fc.oneof(
    tokenQuestion('code', (each) => each.code),
    dateQuestion('date', effective),
    quantityQuestion('value-quantity', (each) => each.valueQuantity),
    missingQuestion('encounter', (each) => each.encounter !== undefined),
    chained(
      'encounter',
      (each) => each.encounter,
      dateQuestion('date', (each) => each.period),
    ),
  ),
);

/** A type and questions about it, reverse ones included. */
export const questions: fc.Arbitrary<{ readonly type: string; readonly asked: readonly Question[] }> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('Observation'),
      asked: fc.array(fc.oneof({ weight: 4, arbitrary: observations }, filters), { maxLength: 3 }),
    }),
  },
  fc.record({
    type: fc.constant('Encounter'),
    asked: fc.array(
      fc.oneof(
        encounters,
        reverse('Observation', 'encounter', (each) => each.encounter, observations),
      ),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    type: fc.constant('Patient'),
    asked: fc.array(
      fc.oneof(
        patients,
        reverse('Observation', 'patient', subject, observations),
        reverse(
          'Encounter',
          'subject',
          subject,
          reverse('Observation', 'encounter', (each) => each.encounter, observations),
        ),
      ),
      { maxLength: 2 },
    ),
  }),
);

export interface SortBy {
  readonly name: string;
  readonly type: string;
  /** The values that a resource is sorted by; none sorts it last. */
  readonly values: (resource: Any) => readonly (string | number)[];
}

const spanKeys =
  (read: (resource: Any) => Any): SortBy['values'] =>
  (each) =>
    spansAt(read(each)).map(({ low }) => low);

export const SORTS: readonly SortBy[] = [
  { name: '_id', type: 'Encounter', values: (each) => [each.id] },
  { name: 'date', type: 'Observation', values: spanKeys(effective) },
  { name: 'code', type: 'Observation', values: (each) => each.code.coding.map((coding: Any) => coding.code ?? '') },
  { name: 'status', type: 'Observation', values: (each) => [each.status] },
  { name: 'date', type: 'Encounter', values: spanKeys((each) => each.period) },
  { name: 'family', type: 'Patient', values: (each) => each.name.map(({ family }: Any) => plain(family)) },
  { name: 'birthdate', type: 'Patient', values: spanKeys((each) => each.birthDate) },
];
