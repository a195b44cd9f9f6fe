import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Kind } from './kinds.ts';

/** What each kind is called. */
export const KIND_WORDS: Readonly<Record<Kind, MessageDescriptor>> = {
  visits: msg`Visits`,
  problems: msg`Problems and allergies`,
  medicines: msg`Medicines`,
  results: msg`Results`,
  vaccinations: msg`Vaccinations`,
  procedures: msg`Procedures`,
  documents: msg`Documents`,
  plans: msg`Plans and orders`,
  claims: msg`Bills and claims`,
  other: msg`Other`,
};
