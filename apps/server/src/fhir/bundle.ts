import type { Issue } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { operationOutcome } from './trouble.ts';

/** One entry of a Bundle as text: the resources go into it as they are written, so that decimals keep their digits. */
export type EntryText = string;

export interface BundleParts {
  readonly type: string;
  readonly total?: number;
  readonly links?: Readonly<Record<string, string | undefined>>;
  readonly entries: readonly EntryText[];
}

/** http://hl7.org/fhir/R4/bundle.html */
export function bundleText({ type, total, links = {}, entries }: BundleParts): string {
  const link = Object.entries(links).flatMap(([relation, url]) => (url === undefined ? [] : [{ relation, url }]));
  const parts = [
    `"resourceType":"Bundle","type":"${type}"`,
    ...(total === undefined ? [] : [`"total":${total}`]),
    ...(link.length > 0 ? [`"link":${JSON.stringify(link)}`] : []),
    ...(entries.length > 0 ? [`"entry":[${entries.join(',')}]`] : []),
  ];
  return `{${parts.join(',')}}`;
}

/** The absolute address of a resource at this base. */
export const urlOf = (base: string, { type, id }: Pick<Stored, 'type' | 'id'>): string => `${base}/${type}/${id}`;

/** @param text what is shown of the resource */
export function searchEntry(base: string, stored: Stored, mode: 'match' | 'include', text = stored.text): EntryText {
  return `{"fullUrl":${JSON.stringify(urlOf(base, stored))},"resource":${text},"search":{"mode":"${mode}"}}`;
}

/** What a search has to say about itself: parameters that were not understood. */
export function outcomeEntry(issues: readonly Issue[]): EntryText[] {
  return issues.length > 0 ? [`{"resource":${JSON.stringify(operationOutcome(issues))},"search":{"mode":"outcome"}}`] : [];
}

/** One version in a history: how it came, and what it was; a deletion has no resource. */
export function historyEntry(base: string, stored: Stored): EntryText {
  const { type, id, version, updatedAt, marks, text } = stored;
  const [method, url, status] =
    marks.withdrawn !== undefined
      ? ['DELETE', `${type}/${id}`, '204']
      : version === 1
        ? ['POST', type, '201']
        : ['PUT', `${type}/${id}`, '200'];
  const response = { status, etag: `W/"${version}"`, lastModified: new Date(updatedAt).toISOString() };
  return (
    `{"fullUrl":${JSON.stringify(urlOf(base, stored))},` +
    (method === 'DELETE' ? '' : `"resource":${text},`) +
    `"request":${JSON.stringify({ method, url })},"response":${JSON.stringify(response)}}`
  );
}
