import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation, in words. */
const FLAGS: Readonly<Record<string, MessageDescriptor>> = {
  H: msg`High`,
  HH: msg`Very high`,
  L: msg`Low`,
  LL: msg`Very low`,
  A: msg`Unusual`,
  AA: msg`Very unusual`,
  N: msg`In range`,
  POS: msg`Positive`,
  NEG: msg`Negative`,
  IND: msg`Not clear`,
  DET: msg`Found`,
  ND: msg`Not found`,
  U: msg`Went up`,
  D: msg`Went down`,
  B: msg`Better`,
  W: msg`Worse`,
  R: msg`Resistant`,
  S: msg`Susceptible`,
  I: msg`Intermediate`,
};
const ATTENTION = new Set(['H', 'HH', 'L', 'LL', 'A', 'AA', 'POS', 'W', 'R', 'HX', 'LX', 'HU', 'LU']);

/** The flag in words, and whether it asks for a look. Undefined when there is none. */
export function flagWords(i18n: I18n, flag: string | undefined): { readonly words: string; readonly attention: boolean } | undefined {
  if (!flag) return undefined;
  const known = FLAGS[flag.toUpperCase()];
  return { words: known ? i18n._(known) : flag, attention: ATTENTION.has(flag.toUpperCase()) };
}

/** Statuses of the types we show, in words. */
const STATUSES: Readonly<Record<string, MessageDescriptor>> = {
  active: msg`Active`,
  inactive: msg`No longer active`,
  resolved: msg`Over`,
  remission: msg`In remission`,
  recurrence: msg`Came back`,
  relapse: msg`Came back`,
  confirmed: msg`Confirmed`,
  unconfirmed: msg`Not confirmed`,
  provisional: msg`Provisional`,
  differential: msg`One possibility`,
  refuted: msg`Found not to be so`,
  completed: msg`Completed`,
  'not-done': msg`Not done`,
  'in-progress': msg`In progress`,
  finished: msg`Finished`,
  planned: msg`Planned`,
  arrived: msg`Arrived`,
  cancelled: msg`Cancelled`,
  stopped: msg`Stopped`,
  'on-hold': msg`On hold`,
  draft: msg`Draft`,
  preliminary: msg`Preliminary`,
  final: msg`Final`,
  registered: msg`Registered`,
  amended: msg`Amended`,
  corrected: msg`Corrected`,
  appended: msg`Added to`,
  current: msg`Current`,
  superseded: msg`Replaced`,
  'entered-in-error': msg`Entered by mistake`,
  unknown: msg`Not known`,
  revoked: msg`Revoked`,
  proposed: msg`Proposed`,
  accepted: msg`Accepted`,
  rejected: msg`Rejected`,
  intended: msg`Intended`,
  'not-taken': msg`Not taken`,
  booked: msg`Booked`,
  pending: msg`Pending`,
  fulfilled: msg`Took place`,
  noshow: msg`Missed`,
  partial: msg`Partly known`,
  available: msg`Available`,
  unavailable: msg`Not available`,
  ended: msg`Ended`,
  declined: msg`Declined`,
  requested: msg`Requested`,
};

export const statusWords = (i18n: I18n, status: string | undefined): string | undefined =>
  status && (STATUSES[status] ? i18n._(STATUSES[status]) : status);

const GENDERS: Readonly<Record<string, MessageDescriptor>> = {
  female: msg`Female`,
  male: msg`Male`,
  other: msg`Other`,
  unknown: msg`Not known`,
};
export const genderWords = (i18n: I18n, gender: string | undefined): string | undefined =>
  gender && (GENDERS[gender] ? i18n._(GENDERS[gender]) : gender);

const CRITICALITY: Readonly<Record<string, MessageDescriptor>> = {
  low: msg`Low risk`,
  high: msg`High risk`,
  'unable-to-assess': msg`Risk not known`,
  mild: msg`Mild`,
  moderate: msg`Moderate`,
  severe: msg`Severe`,
};
/** Category codes of R4 that come without words of their own. */
const CATEGORIES: Readonly<Record<string, MessageDescriptor>> = {
  laboratory: msg`Laboratory`,
  'vital-signs': msg`Body measurements`,
  'social-history': msg`Daily life`,
  imaging: msg`Imaging`,
  procedure: msg`Procedure`,
  survey: msg`Questionnaire`,
  exam: msg`Examination`,
  therapy: msg`Therapy`,
  activity: msg`Activity`,
  'encounter-diagnosis': msg`Diagnosis of a visit`,
  'problem-list-item': msg`Lasting problem`,
  food: msg`Food`,
  medication: msg`Medicine`,
  environment: msg`Surroundings`,
  biologic: msg`Biological`,
  allergy: msg`Allergy`,
  intolerance: msg`Intolerance`,
  order: msg`Order`,
  plan: msg`Plan`,
  outpatient: msg`Outpatient`,
  inpatient: msg`Inpatient`,
  community: msg`At home`,
  official: msg`Official`,
  usual: msg`Usual`,
  home: msg`At home`,
  work: msg`At work`,
  mobile: msg`Mobile`,
  phone: msg`Phone`,
  email: msg`E-mail`,
};

export const codeWords = (i18n: I18n, code: string): string => {
  const known = CRITICALITY[code] ?? STATUSES[code] ?? GENDERS[code] ?? CATEGORIES[code];
  return known ? i18n._(known) : code;
};
