import { CONTRADICTIONS } from './contradictions/index.ts';
import { DEVIATIONS } from './deviations/index.ts';
import type { Check } from './evaluate.ts';
import { IMMUNIZATIONS } from './immunization/index.ts';
import { MEDICINES } from './medicines/index.ts';
import { CARE } from './preventive-care/index.ts';

/** Every check there is. What a person reads about their record comes from these and nothing else. */
export const CHECKS: readonly Check[] = [MEDICINES, IMMUNIZATIONS, CARE, DEVIATIONS, CONTRADICTIONS];

/** Types of resources that any check looks at. */
export const CHECKED_TYPES: readonly string[] = [...new Set(['Patient', ...CHECKS.flatMap(({ types }) => types)])];
