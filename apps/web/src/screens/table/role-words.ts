import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Role } from '@satchel/intake/columns';

/** What a column may be, in the order of the list that a person chooses from. */
export const ROLE_WORDS: Readonly<Record<Role, MessageDescriptor>> = {
  ignored: msg`Leave it out`,
  date: msg`Date`,
  dateTime: msg`Date and time`,
  time: msg`Time`,
  zone: msg`Time zone`,
  systolic: msg`Blood pressure, upper`,
  diastolic: msg`Blood pressure, lower`,
  pulse: msg`Pulse`,
  weight: msg`Weight`,
  height: msg`Height`,
  bmi: msg`Body mass index`,
  bodyFat: msg`Body fat`,
  fatMass: msg`Fat mass`,
  temperature: msg`Temperature`,
  spo2: msg`Oxygen saturation`,
  respiratoryRate: msg`Breaths a minute`,
  glucose: msg`Blood sugar`,
  hba1c: msg`HbA1c`,
  steps: msg`Steps`,
  test: msg`Name of a test`,
  value: msg`Result of the test`,
  unit: msg`Unit of the result`,
  range: msg`Reference range`,
  device: msg`Device`,
  note: msg`Note`,
};
