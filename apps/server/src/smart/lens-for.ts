import type { GrantedTerms } from '@satchel/ceremonies';
import type { Holder, Lens } from '@satchel/record';
import { type Category, type Engine, limitedToCategories } from '@satchel/vault';

/** The lens that a grant on these terms becomes, held against the record by whoever can open all of it. */
export function lensFor(e: Engine, { keys, ...holder }: Holder, { capabilities, slice }: GrantedTerms): Lens {
  const { read } = capabilities;
  const reads = Array.isArray(read) ? limitedToCategories(e, keys.read, read as readonly Category[]) : keys.read;
  return { ...holder, keys: { read: reads }, slice, purpose: 'PATRQT' };
}
