import { type Capabilities, type Category, SENSITIVE } from '@satchel/vault';

/** What one scope of SMART App Launch lets an app do: letters of create, read, update, delete, search. */
export interface ScopeRule {
  readonly type: string;
  readonly can: string;
  readonly query?: string;
}

/** A scope that gives access to resources. */
export interface ResourceScope {
  readonly context: 'patient' | 'user' | 'system';
  readonly rule: ScopeRule;
  /** Written as in version 1 (`patient/*.read`): answered in kind. */
  readonly v1: boolean;
}

/** http://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html: what version 1 said, in letters. */
const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const V1_BY_LETTERS: Readonly<Record<string, string>> = { rs: 'read', cud: 'write', cruds: '*' };

/** Undefined for what has not the shape of one; whether its type and search exist is for the server to say. */
export function readResourceScope(word: string): ResourceScope | undefined {
  const [, context, type = '', letters = '', query] = /^(patient|user|system)\/([A-Za-z]+|\*)\.([a-z]+|\*)(?:\?(.+))?$/.exec(word) ?? [];
  const can = V1[letters] ?? letters;
  if (context === undefined || !/^c?r?u?d?s?$/.test(can)) return undefined;
  const rule = { type, can, ...(query !== undefined && { query: plain(query) }) };
  return { context: context as ResourceScope['context'], rule, v1: V1[letters] !== undefined };
}

/** A suffix may come as it is or percent-encoded; both are one rule. */
function plain(query: string): string {
  return [...new URLSearchParams(query)]
    .map((pair) => pair.map((part) => part.replace(/[%&+ #]/g, encodeURIComponent)).join('='))
    .join('&');
}

export function writeResourceScope({ context, rule, v1 }: ResourceScope): string {
  const letters = (v1 && rule.query === undefined && V1_BY_LETTERS[rule.can]) || rule.can;
  return `${context}/${rule.type}.${letters}${rule.query === undefined ? '' : `?${rule.query}`}`;
}

/** What a device signs for some scopes and categories: keys by cryptography, the finer choice by the server. */
export interface GrantedTerms {
  readonly capabilities: Capabilities;
  readonly slice: { readonly rules: readonly ScopeRule[]; readonly categories?: readonly Category[] };
}

const EVERY: readonly Category[] = ['general', ...SENSITIVE];
export const isEvery = (categories: readonly Category[]): boolean => EVERY.every((each) => categories.includes(each));
export const writes = (rules: readonly ScopeRule[]): boolean => rules.some(({ can }) => /[cud]/.test(can));

/**
 * An app that only looks gets the keys of its categories and no others. One that writes needs the key to all, because a
 * commit matches and labels against all; its categories are held by the server then.
 */
export function termsFor(rules: readonly ScopeRule[], categories: readonly Category[]): GrantedTerms {
  const all = isEvery(categories);
  if (writes(rules)) return { capabilities: { read: 'all', write: true }, slice: { rules, ...(!all && { categories }) } };
  return { capabilities: { read: all ? 'all' : categories }, slice: { rules } };
}
