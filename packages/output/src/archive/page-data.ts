import type { FactTold } from '../facts-told.ts';
import type { ToldSection } from '../patient-summary/patient-summary.ts';

/** What the page of an archive shows: everything that it needs stands in the page itself. */
export interface PageData {
  readonly madeAt: string;
  readonly name: string;
  readonly birthDate: string;
  /** By language. */
  readonly summary: Readonly<Record<string, { readonly title: string; readonly sections: readonly ToldSection[] }>>;
  readonly facts: readonly FactTold[];
  readonly documents: readonly { readonly path: string; readonly name: string; readonly size: number; readonly at: string }[];
}
