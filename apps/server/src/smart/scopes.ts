import { isRule, type SliceRule } from '@satchel/record';

/** One scope of SMART App Launch 2.2 that gives access to resources, as a rule. */
export interface ResourceScope {
  readonly context: 'patient' | 'user' | 'system';
  readonly rule: SliceRule;
  /** Written as in version 1 (`patient/*.read`): answered in kind. */
  readonly v1: boolean;
}

/** What an app asks for, as far as it can be given. */
export interface AskedScopes {
  readonly resources: readonly ResourceScope[];
  readonly special: readonly SpecialScope[];
}

const SPECIAL = ['openid', 'fhirUser', 'launch/patient', 'offline_access', 'online_access'] as const;
export type SpecialScope = (typeof SPECIAL)[number];

/** http://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html: what version 1 said, in letters. */
const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const V1_BY_LETTERS: Readonly<Record<string, string>> = { rs: 'read', cud: 'write', cruds: '*' };

/** Scopes that nobody here knows are passed over, as OAuth lets a server do: the answer says what was granted. */
export function readScopes(text: string): AskedScopes {
  const words = [...new Set(text.split(' ').filter(Boolean))];
  return {
    resources: words.map(readResourceScope).filter((scope) => scope !== undefined),
    special: SPECIAL.filter((scope) => words.includes(scope)),
  };
}

export function readResourceScope(word: string): ResourceScope | undefined {
  const [, context, type = '', letters = '', query] = /^(patient|user|system)\/([A-Za-z]+|\*)\.([a-z]+|\*)(?:\?(.+))?$/.exec(word) ?? [];
  if (context === undefined) return undefined;
  const can = V1[letters] ?? letters;
  const rule: SliceRule = { type, can, ...(query !== undefined && { query: decoded(query) }) };
  return isRule(rule) ? { context: context as ResourceScope['context'], rule, v1: V1[letters] !== undefined } : undefined;
}

/** A suffix may come as it is or percent-encoded; both are one rule. */
function decoded(query: string): string {
  return [...new URLSearchParams(query)]
    .map((pair) => pair.map((part) => part.replace(/[%&+ #]/g, encodeURIComponent)).join('='))
    .join('&');
}

export function writeScope({ context, rule, v1 }: ResourceScope): string {
  const letters = (v1 && rule.query === undefined && V1_BY_LETTERS[rule.can]) || rule.can;
  return `${context}/${rule.type}.${letters}${rule.query === undefined ? '' : `?${rule.query}`}`;
}

/** Whether what is given was asked for: no other type, no further letter, the same search or a narrower one. */
export const isWithin = (asked: readonly ResourceScope[], given: ResourceScope): boolean =>
  asked.some(
    ({ context, rule }) =>
      context === given.context &&
      (rule.type === '*' || rule.type === given.rule.type) &&
      [...given.rule.can].every((letter) => rule.can.includes(letter)) &&
      (rule.query === undefined || rule.query === given.rule.query),
  );

/** The rules in the order that a grant's limits have them. */
export const rulesOf = (resources: readonly ResourceScope[]): readonly SliceRule[] => resources.map(({ rule }) => rule);

export const writes = (rules: readonly SliceRule[]): boolean => rules.some(({ can }) => /[cud]/.test(can));

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
