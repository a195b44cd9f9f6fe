import type { Answers, Field, Form } from './form.ts';

/** What is wrong with an answer: it is missing, is no date, or is still to come. */
export type Wrong = 'missing' | 'no-date' | 'no-number' | 'future';

/** Fields that may lie ahead. */
const AHEAD = new Set(['by', 'to', 'until']);

export const asked = (form: Form, answers: Answers): readonly Field[] => form.fields.filter(({ when }) => !when || when(answers));

/** What stands in the way of keeping it, by field. */
export function wrongIn(form: Form, answers: Answers, today: string): Readonly<Record<string, Wrong>> {
  const wrong: Record<string, Wrong> = {};
  for (const field of asked(form, answers)) {
    const answer = (answers[field.name] ?? '').trim();
    if (answer === '') {
      if (field.required) wrong[field.name] = 'missing';
    } else if (field.kind === 'day') {
      const found = dateTrouble(answer, AHEAD.has(field.name) ? '9999' : today);
      if (found) wrong[field.name] = found;
    } else if (field.kind === 'number' && !/^-?\d+([.,]\d+)?$/.test(answer)) wrong[field.name] = 'no-number';
  }
  return wrong;
}

function dateTrouble(date: string, latest: string): Wrong | undefined {
  if (!/^(1[89]|2\d)\d\d(-\d\d(-\d\d)?)?$/.test(date)) return 'no-date';
  if (date.length === 10 && new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return 'no-date';
  return date > latest.slice(0, Math.max(4, date.length)) ? 'future' : undefined;
}
