import type { Outcome } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { notFound, refuse } from './trouble.ts';

/** 410: it was here, and somebody took it back. */
export function deleted({ type, id }: Pick<Stored, 'type' | 'id'>): Outcome<never> {
  return refuse(410, 'deleted', `${type}/${id} was deleted.`, {
    expression: [`${type}/${id}`],
    remedy: 'Its earlier versions are in its history.',
  });
}

/** What the record does not find is answered as if it never was, in the same words whoever asks for whatever. */
export function onlyPresent<T>(outcome: Outcome<T>): Outcome<T> {
  return !outcome.ok && outcome.issues[0]?.code === 'not-found' ? notFound() : outcome;
}
