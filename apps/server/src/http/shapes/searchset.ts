import type { Issue } from '@satchel/fhir';
import type { SearchPage, Stored } from '@satchel/record';

/**
 * A searchset Bundle as text (http://hl7.org/fhir/R4/bundle.html#searchset): the resources go into it as they are
 * written, so that decimals keep their digits.
 */
export function searchsetOf(page: SearchPage, issues: readonly Issue[] = []): string {
  const entries = [
    ...page.matches.map((stored) => entryOf(stored, 'match')),
    ...page.included.map((stored) => entryOf(stored, 'include')),
    ...outcomeEntry(issues),
  ];
  const total = page.total === undefined ? '' : `,"total":${page.total}`;
  const link =
    page.next === undefined ? '' : `,"link":[{"relation":"next","url":${JSON.stringify(`?_cursor=${encodeURIComponent(page.next)}`)}}]`;
  return `{"resourceType":"Bundle","type":"searchset"${total}${link}${entries.length ? `,"entry":[${entries.join(',')}]` : ''}}`;
}

function entryOf(stored: Stored, mode: 'match' | 'include'): string {
  return `{"fullUrl":"urn:uuid:${stored.id}","resource":${stored.text},"search":{"mode":"${mode}"}}`;
}

/** What the search has to say about itself: parameters that were not understood. */
function outcomeEntry(issues: readonly Issue[]): string[] {
  if (issues.length === 0) return [];
  const resource = {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ severity, code, diagnostics, expression }) => ({
      severity,
      code,
      diagnostics,
      ...(expression && { expression }),
    })),
  };
  return [`{"resource":${JSON.stringify(resource)},"search":{"mode":"outcome"}}`];
}
