import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Sensitive } from '@satchel/vault';

/** The parts of a record that are given only when they are named. */
export const SENSITIVE_WORDS: Readonly<Record<Sensitive, MessageDescriptor>> = {
  'mental-health': msg`Mental health`,
  'substance-use': msg`Alcohol and drugs`,
  'sexual-reproductive': msg`Sexual and reproductive health`,
  'hiv-sti': msg`HIV and other infections passed on by sex`,
  genetic: msg`Genetic findings`,
  violence: msg`Violence and abuse`,
  adolescent: msg`What a young person told in confidence`,
  claims: msg`Bills and insurance`,
};
