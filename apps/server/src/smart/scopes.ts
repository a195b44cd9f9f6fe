import { readResourceScope, type ResourceScope } from '@satchel/ceremonies';
import { isRule, type SliceRule } from '@satchel/record';

/** What an app asks for, as far as it can be given. */
export interface AskedScopes {
  readonly resources: readonly ResourceScope[];
  readonly special: readonly SpecialScope[];
}

const SPECIAL = ['openid', 'fhirUser', 'launch/patient', 'offline_access', 'online_access'] as const;
export type SpecialScope = (typeof SPECIAL)[number];

/** Scopes that nobody here knows are passed over, as OAuth lets a server do: the answer says what was granted. */
export function readScopes(text: string): AskedScopes {
  const words = [...new Set(text.split(' ').filter(Boolean))];
  return {
    resources: words.map(readResourceScope).filter((scope) => scope !== undefined && isRule(scope.rule)) as ResourceScope[],
    special: SPECIAL.filter((scope) => words.includes(scope)),
  };
}

/** Whether what is given was asked for: no other type, no further letter, the same search or a narrower one. */
export const isWithin = (asked: readonly ResourceScope[], given: ResourceScope): boolean =>
  asked.some(
    ({ context, rule }) =>
      context === given.context &&
      (rule.type === '*' || rule.type === given.rule.type) &&
      given.rule.can.split('').every((letter) => rule.can.includes(letter)) &&
      (rule.query === undefined || rule.query === given.rule.query),
  );

/** The rules in the order that a grant's limits have them. */
export const rulesOf = (resources: readonly ResourceScope[]): readonly SliceRule[] => resources.map(({ rule }) => rule);

/** Every scope that can be asked for in general; types and searches are many more. */
export const SCOPES_SUPPORTED: readonly string[] = [
  ...SPECIAL,
  'patient/*.cruds',
  'patient/*.rs',
  'patient/*.r',
  'patient/*.s',
  'user/*.cruds',
  'user/*.rs',
  'system/*.rs',
  'patient/*.read',
  'patient/*.write',
  'patient/*.*',
  'user/*.read',
];
