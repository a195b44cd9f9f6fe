import type { Holder, Lens, Slice } from '@satchel/record';
import { type Capabilities, type Category, type Engine, limitedToCategories, SENSITIVE } from '@satchel/vault';
import { type ResourceScope, rulesOf, writes } from './scopes.ts';

/** What a device signs for some scopes and categories: keys by cryptography, the finer choice by the server. */
export interface AppTerms {
  readonly capabilities: Capabilities;
  readonly slice: Slice;
}

const EVERY: readonly Category[] = ['general', ...SENSITIVE];

/**
 * An app that only looks gets the keys of its categories and no others. One that writes needs the key to all, because a commit
 * matches and labels against all; its categories are held by the server then.
 */
export function termsOf(resources: readonly ResourceScope[], categories: readonly Category[]): AppTerms {
  const rules = rulesOf(resources);
  const isAll = EVERY.every((each) => categories.includes(each));
  if (writes(rules)) return { capabilities: { read: 'all', write: true }, slice: { rules, ...(!isAll && { categories }) } };
  return { capabilities: { read: isAll ? 'all' : categories }, slice: { rules } };
}

/** The lens that a grant on these terms becomes, held against the record by whoever can open all of it. */
export function lensFor(e: Engine, { keys, ...holder }: Holder, { capabilities, slice }: AppTerms): Lens {
  const { read } = capabilities;
  const reads = Array.isArray(read) ? limitedToCategories(e, keys.read, read as readonly Category[]) : keys.read;
  return { ...holder, keys: { read: reads }, slice, purpose: 'PATRQT' };
}
