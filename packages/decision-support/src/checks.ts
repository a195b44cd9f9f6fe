import type { Check } from './evaluate.ts';

/** Every check there is. What a person reads about their record comes from these and nothing else. */
export const CHECKS: readonly Check[] = [];

/** Types of resources that any check looks at. */
export const CHECKED_TYPES: readonly string[] = [...new Set(['Patient', ...CHECKS.flatMap(({ types }) => types)])];
