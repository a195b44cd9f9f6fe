import { failure, issue, type Outcome } from '@satchel/fhir';
import type { CommitTools } from '../commit/commit.ts';
import type { Lens } from '../doors.ts';
import type { Reading } from '../reading.ts';

/** What every view function needs: the tools of the house, the lens, and the reading selected by it. */
export interface Sight extends CommitTools {
  readonly lens: Lens;
  readonly reading: Reading;
}

/** Hidden, absent, erased: one answer. */
export const notFound = (type: string, id: string): Outcome<never> =>
  failure(issue('error', 'not-found', `There is no ${type}/${id} here.`, { expression: [`${type}/${id}`] }));
