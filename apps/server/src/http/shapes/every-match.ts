import { type Outcome, success } from '@satchel/fhir';
import type { RecordView, Stored } from '@satchel/record';

const PAGE = 500;

/** All pages of a search, for shapes that need every match. */
export async function everyMatch(view: RecordView, type: string, query: string): Promise<Outcome<readonly Stored[]>> {
  const found: Stored[] = [];
  let cursor = '';
  for (;;) {
    const page = await view.search(type, `${query}&_count=${PAGE}&_total=none${cursor && `&_cursor=${encodeURIComponent(cursor)}`}`);
    if (!page.ok) return page;
    found.push(...page.value.matches);
    if (page.value.next === undefined) return success(found);
    cursor = page.value.next;
  }
}

/** A value of a token search: `\`, `|`, `,` and `$` inside it are not separators (http://hl7.org/fhir/R4/search.html#escaping). */
export function token(systemAndCode: string): string {
  const cut = systemAndCode.indexOf('|');
  const escape = (text: string) => text.replace(/[\\|,$]/g, '\\$&');
  return encodeURIComponent(
    cut < 0 ? escape(systemAndCode) : `${escape(systemAndCode.slice(0, cut))}|${escape(systemAndCode.slice(cut + 1))}`,
  );
}
