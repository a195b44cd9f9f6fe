import type { Listed } from '@satchel/record';
import { isOver } from '../standing.ts';

export type SectionId =
  | 'problems'
  | 'allergies'
  | 'medications'
  | 'immunizations'
  | 'results'
  | 'procedures'
  | 'devices'
  | 'vitals'
  | 'social'
  | 'pregnancy'
  | 'alerts'
  | 'directives'
  | 'plan'
  | 'past';

/** A section of the summary (Composition-uv-ips 2.0.0): its code, what belongs in it, and how much of that. */
export interface SectionRule {
  readonly id: SectionId;
  /** LOINC. */
  readonly code: string;
  readonly display: string;
  /** Said even when there is nothing to say: required or recommended. */
  readonly always?: true;
  readonly types: readonly string[];
  admits(fact: Listed): boolean;
  /** What makes two facts the same one, of which the newest is told: its code or name, unless more is given. */
  sameBy?(fact: Listed): string;
  readonly limit: number;
}

const LOINC = 'http://loinc.org|';
const isIn = ({ card }: Listed, ...categories: readonly string[]): boolean =>
  card.category?.some((category) => categories.includes(category)) ?? false;
const coded = (...codes: readonly string[]): ReadonlySet<string> => new Set(codes.map((code) => LOINC + code));
/** Status, dates of delivery, and outcomes (pregnancies-summary-uv-ips). */
const PREGNANCY = coded(
  ...['82810-3', '11778-8', '11779-6', '11780-4', '11636-8', '11637-6', '11638-4', '11639-2', '11640-0', '11612-9', '11613-7', '11614-5'],
  '33065-4',
);
const DIRECTIVE = new Set(['42348-3', '59284-0', '75320-2', '81334-5', '64298-3', '57017-6', 'acd', 'dnr', 'hcd', 'polst', 'emrgonly']);
const ACTIVE_MEDICINE = new Set(['active', 'on-hold', 'intended', 'unknown', undefined]);
const STANDING_REPORT = new Set(['partial', 'preliminary', 'final', 'amended', 'corrected', 'appended', undefined]);
const day = ({ card }: Listed): string => card.date?.slice(0, 10) ?? '';

/** In the order in which they are told: what matters in an emergency first. */
export const SECTIONS: readonly SectionRule[] = [
  {
    id: 'alerts',
    code: '104605-1',
    display: 'Alert',
    types: ['Flag'],
    admits: ({ card }) => card.status === 'active',
    limit: 50,
  },
  {
    id: 'allergies',
    code: '48765-2',
    display: 'Allergies and adverse reactions Document',
    always: true,
    types: ['AllergyIntolerance'],
    admits: (fact) => !isOver(fact),
    limit: 200,
  },
  {
    id: 'medications',
    code: '10160-0',
    display: 'History of Medication use Narrative',
    always: true,
    types: ['MedicationRequest', 'MedicationStatement'],
    admits: ({ card }) => ACTIVE_MEDICINE.has(card.status),
    // Another dose is another entry: two sources may disagree.
    sameBy: ({ card }) => card.detail ?? '',
    limit: 200,
  },
  {
    id: 'problems',
    code: '11450-4',
    display: 'Problem list - Reported',
    always: true,
    types: ['Condition'],
    admits: (fact) => !isOver(fact),
    limit: 200,
  },
  {
    id: 'immunizations',
    code: '11369-6',
    display: 'History of Immunization Narrative',
    always: true,
    types: ['Immunization'],
    admits: ({ card }) => card.status !== 'not-done',
    sameBy: day,
    limit: 200,
  },
  {
    id: 'procedures',
    code: '47519-4',
    display: 'History of Procedures Document',
    always: true,
    types: ['Procedure'],
    admits: ({ card }) => card.status === 'completed' || card.status === 'in-progress' || card.status === undefined,
    limit: 40,
  },
  {
    id: 'results',
    code: '30954-2',
    display: 'Relevant diagnostic tests/laboratory data note',
    always: true,
    types: ['Observation', 'DiagnosticReport'],
    admits: (fact) =>
      fact.type === 'Observation'
        ? isIn(fact, 'laboratory', 'imaging') && fact.card.status !== 'cancelled'
        : STANDING_REPORT.has(fact.card.status) && fact.card.detail !== undefined,
    limit: 60,
  },
  {
    id: 'devices',
    code: '46264-8',
    display: 'History of medical device use',
    always: true,
    types: ['DeviceUseStatement', 'Device'],
    admits: (fact) => !isOver(fact),
    limit: 40,
  },
  {
    id: 'vitals',
    code: '8716-3',
    display: 'Vital signs note',
    types: ['Observation'],
    admits: (fact) => isIn(fact, 'vital-signs'),
    limit: 30,
  },
  {
    id: 'pregnancy',
    code: '10162-6',
    display: 'History of pregnancies Narrative',
    types: ['Observation'],
    admits: ({ card }) => card.code !== undefined && PREGNANCY.has(card.code),
    limit: 20,
  },
  {
    id: 'social',
    code: '29762-2',
    display: 'Social history note',
    types: ['Observation'],
    admits: (fact) => isIn(fact, 'social-history') && !PREGNANCY.has(fact.card.code ?? ''),
    limit: 20,
  },
  {
    id: 'directives',
    code: '42348-3',
    display: 'Advance healthcare directives',
    types: ['Consent', 'DocumentReference'],
    admits: (fact) =>
      fact.type === 'Consent'
        ? isIn(fact, ...DIRECTIVE) && fact.card.status === 'active'
        : fact.card.code !== undefined && DIRECTIVE.has(fact.card.code.slice(LOINC.length)),
    limit: 20,
  },
  {
    id: 'plan',
    code: '18776-5',
    display: 'Plan of care note',
    types: ['CarePlan', 'ImmunizationRecommendation'],
    admits: ({ card }) => card.status === 'active' || card.status === undefined,
    limit: 20,
  },
  {
    id: 'past',
    code: '11348-0',
    display: 'History of Past illness note',
    types: ['Condition'],
    admits: isOver,
    limit: 60,
  },
];
