import { type Outcome, success } from '@satchel/fhir';
import { bundleText, outcomeEntry, searchEntry } from './bundle.ts';
import type { Answer, Call } from './interaction.ts';
import { nextLink, PAGE, pageAsked } from './page-link.ts';
import { partOf } from './part-of.ts';
import { formOf } from './form.ts';

/** Parameters that shape the HTTP answer and are no part of the search. */
const TRANSPORT: ReadonlySet<string> = new Set(['_format', '_pretty', PAGE]);

export interface Searched {
  /** Undefined: over all types, or those in `_type`. */
  readonly type?: string;
  readonly compartment?: { readonly type: string; readonly id: string };
  /** The path below the base by which a page of this search is asked for. */
  readonly path: string;
}

/** A search by GET or POST as a searchset Bundle (http://hl7.org/fhir/R4/http.html#search). */
export async function searchAnswer(call: Call, { type, compartment, path }: Searched): Promise<Outcome<Answer>> {
  const page = pageAsked(call, path);
  if (!page.ok) return page;
  const asked = page.value ? success(page.value.query) : queryAsked(call);
  if (!asked.ok) return asked;
  const view = await call.view();
  if (!view.ok) return view;
  const query = page.value ? `${asked.value}&_cursor=${encodeURIComponent(page.value.cursor)}` : asked.value;
  const found = await view.value.search(type, query, {
    base: call.base,
    handling: call.prefer.handling,
    ...(compartment && { compartment }),
  });
  if (!found.ok) return found;
  const { matches, included, total, next, query: understood } = found.value;
  const used = new URLSearchParams(understood.used.filter(([name]) => name !== '_cursor') as [string, string][]).toString();
  const { base } = call;
  return success({
    status: 200,
    body: bundleText({
      type: 'searchset',
      ...(total !== undefined && { total }),
      links: {
        self: `${base}/${path}${used && '?'}${used}`,
        ...(next !== undefined && { next: nextLink(call, path, { query: used, cursor: next }) }),
      },
      entries: [
        ...matches.map((stored) => searchEntry(base, stored, 'match', partOf(stored, understood))),
        ...included.map((stored) => searchEntry(base, stored, 'include', partOf(stored, understood))),
        ...outcomeEntry(page.value ? [] : found.issues),
      ],
    }),
  });
}

/** The parameters of the address and, by POST, of the form; `_cursor` is ours and nobody else's. */
function queryAsked(call: Call): Outcome<string> {
  const form = call.method === 'POST' ? formOf(call) : success(new URLSearchParams());
  if (!form.ok) return form;
  const all = [...call.query, ...form.value].filter(([name]) => !TRANSPORT.has(name) && name !== '_cursor');
  return success(new URLSearchParams(all).toString());
}
