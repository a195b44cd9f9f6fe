import { type Outcome, success } from '@satchel/fhir';
import { base64url, fromBase64url, Kind, seal, unseal, utf8 } from '@satchel/vault';
import type { Call } from './interaction.ts';
import { refuse } from './trouble.ts';

/** Where a page begins, and what was asked for. */
export interface PagePlace {
  /** The query as it was understood, without the paging itself. */
  readonly query: string;
  readonly cursor: string;
}

interface Sealed extends PagePlace {
  readonly expires: number;
}

/** A link to a next page leads somewhere for this long, in milliseconds. */
const LIFE = 24 * 60 * 60_000;
export const PAGE = '_page';

/**
 * The address of the next page. Under the seal are the query and where the page before ended, so that nothing of them
 * stands in a URL; it opens for this grant, at this path, until tomorrow.
 */
export function nextLink(call: Call, path: string, place: PagePlace): string {
  const { world, service } = call.house;
  const sealed: Sealed = { ...place, expires: world.now() + LIFE };
  const bytes = seal(world.engine, Kind.state, service.keyFor('fhir page'), contextOf(call, path), utf8(JSON.stringify(sealed)));
  const format = ['_format', '_pretty'].flatMap((name) =>
    call.query.has(name) ? [`&${name}=${encodeURIComponent(call.query.get(name) ?? '')}`] : [],
  );
  return `${call.base}/${path}?${PAGE}=${base64url(bytes)}${format.join('')}`;
}

/** The place that the caller's `_page` names; undefined for a first page. */
export function pageAsked(call: Call, path: string): Outcome<PagePlace | undefined> {
  const text = call.query.get(PAGE);
  if (text === null) return success(undefined);
  const { world, service } = call.house;
  const bytes = fromBase64url(text);
  const plain = bytes && unseal(world.engine, Kind.state, service.keyFor('fhir page'), contextOf(call, path), bytes);
  if (!plain) return refuse(404, 'not-found', 'This page does not exist.', { remedy: 'Start again from the first page.' });
  const sealed = JSON.parse(Buffer.from(plain).toString()) as Sealed;
  if (sealed.expires < world.now()) return refuse(410, 'expired', 'This page has expired.', { remedy: 'Start again from the first page.' });
  return success(sealed);
}

function contextOf({ place: { holder } }: Call, path: string): readonly string[] {
  return ['fhir page', holder.person, holder.grant, path];
}
