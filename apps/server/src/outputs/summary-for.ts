import { randomUUID } from 'node:crypto';
import type { Outcome } from '@satchel/fhir';
import { LANGUAGES, type Language, patientSummary, type PatientSummary } from '@satchel/output';
import type { Holder, RecordView } from '@satchel/record';
import type { House } from '../house.ts';

/** The patient summary of what this holder sees; whoever sees a part is told that there may be more. */
export async function summaryFor(
  { world, version }: Pick<House, 'world' | 'version'>,
  holder: Holder,
  view: RecordView,
  { language, patient }: { readonly language: Language; readonly patient?: string },
): Promise<Outcome<PatientSummary>> {
  return patientSummary(view, {
    language,
    now: world.now(),
    newId: randomUUID,
    version,
    isPart: !seesAll(holder),
    ...(patient !== undefined && { patient }),
  });
}

/** The key to everything, and no slice of it. */
export const seesAll = ({ keys, slice }: Holder): boolean => slice === undefined && keys.read.some(({ pmk }) => pmk !== undefined);

/** The first language of a list such as `es-MX,es;q=0.9` that documents are written in; else English. */
export function languageIn(asked: string | undefined): Language {
  const tags = (asked ?? '').split(',').map((each) => each.trim().slice(0, 2).toLowerCase());
  return LANGUAGES.find((language) => language === tags.find((tag) => LANGUAGES.some((each) => each === tag))) ?? 'en';
}
