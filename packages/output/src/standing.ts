import type { Listed } from '@satchel/record';

const SNOMED = 'http://snomed.info/sct';
const IPS = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';

/** Codes that assert that there is nothing: an answer, not a fact. */
const NONE: ReadonlySet<string> = new Set([
  ...['716186003', '409137002', '428607008', '429625007', '160245001', '787481004'].map((code) => `${SNOMED}|${code}`),
  ...[
    'no-known-allergies',
    'no-known-medication-allergies',
    'no-known-environmental-allergies',
    'no-known-food-allergies',
    'no-known-problems',
    'no-known-medications',
    'no-known-procedures',
    'no-known-immunizations',
    'no-known-devices',
  ].map((code) => `${IPS}|${code}`),
]);
/** Codes that say that nothing is known either way. */
const UNKNOWN: ReadonlySet<string> = new Set([
  `${SNOMED}|1287211007`,
  ...['no-allergy-info', 'no-problem-info', 'no-medication-info', 'no-procedure-info', 'no-immunization-info', 'no-device-info'].map(
    (code) => `${IPS}|${code}`,
  ),
]);

export const assertsNone = ({ card }: Pick<Listed, 'card'>): boolean => card.code !== undefined && NONE.has(card.code);
export const saysNothing = ({ card }: Pick<Listed, 'card'>): boolean => card.code !== undefined && UNKNOWN.has(card.code);

const RULED_OUT = new Set(['refuted', 'entered-in-error']);
/** Somebody said so, and it was found not to be so, or was never meant: kept, shown apart, never among what is. */
export const isRuledOut = ({ card }: Pick<Listed, 'card'>): boolean =>
  RULED_OUT.has(card.verification ?? '') || card.status === 'entered-in-error';

const OVER = new Set([
  'resolved',
  'inactive',
  'remission',
  'completed',
  'stopped',
  'cancelled',
  'ended',
  'not-taken',
  'not-done',
  'revoked',
]);
export const isOver = ({ card }: Pick<Listed, 'card'>): boolean => card.status !== undefined && OVER.has(card.status);

/** Newest first; what has no date comes last. */
export function byNewest(a: Listed, b: Listed): number {
  return (b.timelineAt ?? Number.NEGATIVE_INFINITY) - (a.timelineAt ?? Number.NEGATIVE_INFINITY) || a.id.localeCompare(b.id);
}
