import type { JsonObject, JsonValue } from '@satchel/fhir';
import type { Readings } from '../deviations/readings.ts';
import type { Fact, Facts } from '../facts.ts';
import type { Finding, Words } from '../finding.ts';
import type { ContradictionRules } from './rules.ts';

/** What a rule looks at. */
export interface Sight {
  readonly facts: Facts;
  /** Days since 1970. */
  readonly today: number;
  readonly rules: ContradictionRules;
  readonly settings: JsonObject;
  readonly readings: Readings;
}

/** One contradiction. */
export interface Contradiction {
  /** Stable from day to day. */
  readonly about: string;
  readonly facts: readonly Fact[];
  /** Whom to ask for a correction: the resource that is most likely wrong. */
  readonly ask: Fact;
  readonly values: Readonly<Record<string, Words | string>>;
  readonly detail?: Finding['detail'];
}

/** What came of it: contradictions, what could not be told, and how many facts could be looked at. */
export interface Verdict {
  readonly found: readonly Contradiction[];
  readonly doubts: readonly Words[];
  readonly looked: number;
}

/** Who said so, as far as the resource names somebody. */
export function sourceOf({ resource }: Fact, facts: Facts): string | undefined {
  const own = NAMING.flatMap((name) => displaysOf(resource[name]))[0];
  if (own !== undefined) return own;
  const at = `${String(resource['resourceType'])}/${String(resource['id'])}`;
  const provenance = facts.of('Provenance').find((each) => referencesIn(each.resource['target']).includes(at));
  const agents = provenance?.resource['agent'];
  const named = (Array.isArray(agents) ? agents : []).flatMap((agent) => displaysOf(isObject(agent) ? agent['who'] : undefined));
  return named.find((name) => name !== HOLDER);
}

/** Whoever brought it in is not whoever said so. */
const HOLDER = 'Account holder';

const NAMING = [
  'performer',
  'requester',
  'author',
  'recorder',
  'asserter',
  'informationSource',
  'managingOrganization',
  'serviceProvider',
  'custodian',
];

function displaysOf(value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(displaysOf);
  if (!isObject(value)) return [];
  const { display, actor } = value;
  return typeof display === 'string' && display !== '' ? [display] : displaysOf(actor);
}

export function referencesIn(value: JsonValue | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each) =>
    isObject(each) && typeof each['reference'] === 'string' ? [each['reference']] : [],
  );
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Facts of these types in this order, without what was never done or entered in error. */
export const counted = (facts: readonly Fact[]): Fact[] =>
  facts.filter(({ resource }) => !['entered-in-error', 'cancelled', 'not-done', 'draft'].includes(String(resource['status'])));

export const count = (n: number, en: string, es: string): Words => ({ en: `${en}: ${n}.`, es: `${es}: ${n}.` });
