import { dateInterval, isResourceType, type JsonObject } from '@satchel/fhir';
import type { Category, Labels } from '@satchel/vault';
import type { RowBody } from './body.ts';
import { clinicalDateOf } from './card.ts';
import type { Slice, SliceRule } from './doors.ts';
import { withMeta } from './put-row.ts';
import { fulfils, isSliceQuery } from './slice-query.ts';

/** An interaction, as SMART App Launch 2.2 abbreviates it. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

/** One version of one resource, as a slice looks at it. */
export interface Candidate {
  readonly id?: string;
  readonly labels: Labels;
  readonly body: RowBody;
}

/**
 * Whether a slice admits a resource, for one interaction or for any of those it has. Held by the server: an index is built
 * from the admitted rows alone. A Provenance names everything that came with its target, so a slice that chooses among
 * facts has none.
 */
export function admits(slice: Slice, { id, labels, body }: Candidate, to?: Interaction): boolean {
  const { t } = body.head;
  if (t === 'Provenance' && choosesFacts(slice, to)) return false;
  if (slice.types && !slice.types.includes(t)) return false;
  if (slice.items && !(id !== undefined && slice.items.includes(`${t}/${id}`))) return false;
  if (slice.categories && !isWithin(slice.categories, labels)) return false;
  const resource = () => withMeta(JSON.parse(body.resource) as JsonObject, body.head.m);
  return isInTime(slice, resource) && (slice.rules?.some((rule) => allows(rule, t, resource, to)) ?? true);
}

/** The slice as far as some interactions go, one of them being enough; the same slice for all that allow the same. */
export function limitedTo(slice: Slice | undefined, ...any: readonly Interaction[]): Slice | undefined {
  if (!slice?.rules) return slice;
  const rules = slice.rules.filter(({ can }) => any.some((letter) => can.includes(letter)));
  return { ...slice, rules: rules.map((rule) => ({ ...rule, can: 'cruds' })) };
}

/** Whether anything of a type may be done at all, whatever it says. */
export const reaches = (slice: Slice | undefined, type: string, to: Interaction): boolean =>
  (slice?.types?.includes(type) ?? true) && (slice?.rules?.some((rule) => isFor(rule, type, to)) ?? true);

/** Undefined for what is no slice: whoever holds it then sees nothing. */
export function readSlice(text: string): Slice | undefined {
  const slice = parsed(text) as Record<string, unknown> | undefined;
  if (typeof slice !== 'object' || slice === null || Array.isArray(slice)) return undefined;
  const known = Object.entries(slice).every(([name, value]) => MEMBERS[name]?.(value) ?? false);
  return known ? slice : undefined;
}

/** A rule that can be held: a type of R4, letters in their order, a search that the resource alone answers. */
export function isRule({ type, can, query }: SliceRule): boolean {
  if (!/^c?r?u?d?s?$/.test(can) || can === '' || (type !== '*' && !isResourceType(type))) return false;
  return query === undefined || (type !== '*' && isSliceQuery(type, query));
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string');
const isText = (value: unknown): boolean => typeof value === 'string';
const isRules = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (each: Record<string, unknown> | null) => isText(each?.['type']) && isText(each?.['can']) && isRule(each as unknown as SliceRule),
  );
/** A member that this version does not know could be a narrower choice. */
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  types: isTexts,
  items: isTexts,
  from: isText,
  to: isText,
  categories: isTexts,
  rules: isRules,
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it leaves out facts by what they say; categories are labels, and hold for a file and a Provenance alike. */
export function choosesFacts({ types, items, from, to, rules }: Slice, doing?: Interaction): boolean {
  if (types ?? items ?? from ?? to) return true;
  return rules !== undefined && !rules.some((rule) => rule.query === undefined && isFor(rule, '*', doing));
}

/** What nobody has sorted could be anything. */
const isWithin = (categories: readonly Category[], labels: Labels): boolean =>
  labels !== 'unsorted' && (labels.length ? labels.every((label) => categories.includes(label)) : categories.includes('general'));

function isInTime(slice: Slice, resource: () => JsonObject): boolean {
  if (slice.from === undefined && slice.to === undefined) return true;
  const written = clinicalDateOf(resource());
  const at = written === undefined ? undefined : dateInterval(written);
  if (!at) return false;
  const from = slice.from === undefined ? undefined : dateInterval(slice.from);
  const to = slice.to === undefined ? undefined : dateInterval(slice.to);
  return (!from || at.high >= from.low) && (!to || at.low <= to.high);
}

const isFor = (rule: SliceRule, type: string, to: Interaction | undefined): boolean =>
  (rule.type === '*' || rule.type === type) && (to === undefined || rule.can.includes(to));

const allows = (rule: SliceRule, type: string, resource: () => JsonObject, to: Interaction | undefined): boolean =>
  isFor(rule, type, to) && (rule.query === undefined || fulfils(resource(), rule.query));
