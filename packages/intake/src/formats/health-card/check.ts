import { type Issuer, issuerOf, type IssuerDirectory } from './issuers.ts';
import type { OpenedCard } from './open-card.ts';

/** What is known about who signed a card. Only `verified` says that the issuer stands behind every word of it. */
export type Check =
  | { readonly kind: 'verified'; readonly issuer: Issuer }
  | { readonly kind: 'could-not-check'; readonly why: 'issuer' | 'key'; readonly issuer?: Issuer }
  | { readonly kind: 'forged'; readonly issuer: Issuer }
  | { readonly kind: 'revoked'; readonly issuer: Issuer };

/** Checks a card against a directory of issuers, offline: issuer, key, signature, revocation, in this order. */
export async function check(card: OpenedCard, directory: IssuerDirectory): Promise<Check> {
  const issuer = issuerOf(directory, card.iss);
  if (!issuer) return { kind: 'could-not-check', why: 'issuer' };
  const key = issuer.keys.find(({ kid }) => kid === card.kid);
  if (!key) return { kind: 'could-not-check', why: 'key', issuer };
  const { x, y } = key;
  const point = await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'verify',
  ]);
  const holds =
    card.signature.length === 64 && (await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, point, card.signature, card.signed));
  if (!holds) return { kind: 'forged', issuer };
  return isRevoked(card, issuer) ? { kind: 'revoked', issuer } : { kind: 'verified', issuer };
}

/** `rid` takes back every card of that name, `rid.seconds` those issued before (SMART Health Cards, "Revocation"). */
function isRevoked({ kid, rid, nbf }: OpenedCard, { crls = [] }: Issuer): boolean {
  if (rid === undefined) return false;
  return crls
    .filter((each) => each.kid === kid)
    .flatMap(({ rids }) => rids)
    .some((revoked) => {
      const [name, before] = revoked.split('.');
      return name === rid && (before === undefined || nbf < Number(before));
    });
}
