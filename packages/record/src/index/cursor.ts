import { failure, issue, success } from '@satchel/fhir';
import type { Outcome } from '@satchel/fhir';

/** Where a page ended: the values of its order, the last of which tell the resource apart. */
export type Place = readonly (string | number | null)[];

/**
 * A place as opaque text. It holds values of the order (a date, a name), so it belongs into a request's body or under
 * a seal, not readable into a URL. `order` binds it to the order that it was made in.
 */
export function writeCursor(order: string, place: Place): string {
  return Buffer.from(JSON.stringify([order, ...place])).toString('base64url');
}

export function readCursor(order: string, length: number, text: string): Outcome<Place> {
  try {
    const [made, ...place] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const plain = place.every((value) => value === null || typeof value === 'string' || typeof value === 'number');
    if (made === order && place.length === length && plain) return success(place as Place);
  } catch {
    // Not one of ours: said below.
  }
  return failure(issue('error', 'invalid', 'The cursor does not belong to this search.', { remedy: 'Start again from the first page.' }));
}
