import { dateInterval, type Entries, extract, isJsonObject, type JsonObject, parseJson, wordsOf } from '@satchel/fhir';
import { closureReferences } from '@satchel/terminology';
import type { Labels } from '@satchel/vault';
import type { RowBody } from './body.ts';
import { cardOf } from './card.ts';
import { toCanonical } from './canonical.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Flag, INDEX_VERSION, type PersonIndex } from './index/index.ts';
import { daysIn } from './series/day-id.ts';
import { SERIES } from './series/month.ts';
import { monthOf, toldBy } from './series/told-days.ts';

/** Raised whenever an index built by this code would differ from one built before: cards, timeline, words, units. */
const PUT_VERSION = 4;
export const IMAGE_VERSION = `${INDEX_VERSION}.${PUT_VERSION}`;

export interface OpenedRow {
  readonly id: string;
  readonly version: number;
  readonly seq: number;
  readonly labels: Labels;
  readonly body: RowBody;
  /** The parsed resource, where the caller has it already. */
  readonly resource?: JsonObject;
  /** Where the caller has them: the fingerprint of the body, and the references along which labels flow. */
  readonly fingerprint?: string;
  readonly closure?: readonly string[];
}

/** A row, and the days that it tells if it is a month of a device series: what a row gives the index. */
export function* rowsIn(row: OpenedRow): Iterable<OpenedRow> {
  yield row;
  const month = monthOf(row.body, row.resource);
  // Labels of a month are those of its days, and a day points at nothing along which labels flow.
  if (month) for (const day of toldBy({ ...row, month })) yield { ...day, seq: row.seq, labels: row.labels, closure: [] };
}

/** What stands under other labels from now on, the days of a month with it. */
export function relabelRow(index: PersonIndex, id: string, labels: string): void {
  index.relabel(id, labels);
  if (index.get('Basic', id)) for (const day of daysIn(id)) index.relabel(day, labels);
}

/** Puts one opened row into an index; commit and replay both end here, so that the image equals a rebuild. */
export function putRow(index: PersonIndex, row: OpenedRow): void {
  const { head } = row.body;
  const resource = row.resource ?? parsed(row.body.resource);
  const whole = withMeta(resource, head.m);
  const card = cardOf(resource);
  const interval = card.date === undefined ? undefined : dateInterval(card.date);
  index.put({
    type: head.t,
    id: row.id,
    version: row.version,
    updatedAt: head.at,
    seq: row.seq,
    labels: labelText(row.labels),
    flags: [...flagsOf(head), ...(isDay(whole) ? ['daily' as const] : [])],
    timelineAt: NOT_EVENTS.has(head.t) ? null : (interval?.low ?? null),
    card,
    fingerprint: row.fingerprint ?? fingerprintOf(row.body),
    entries: withClosure(extract(whole, toCanonical), row.closure ?? closureReferences(resource)),
    words: wordsOf(resource),
  });
}

/** Who and where, and how we know: not things that happened to the person. */
const NOT_EVENTS: ReadonlySet<string> = new Set([
  'Patient',
  'Person',
  'RelatedPerson',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'HealthcareService',
  'Endpoint',
  'Provenance',
  'AuditEvent',
  'Consent',
  'Medication',
  'Substance',
  'Questionnaire',
  'OperationOutcome',
  'Group',
  'List',
]);

/** The name under which the index finds who would give a fact away by pointing at it; R4 has no search parameter for all of these. */
export const CLOSURE = '_closure';

function withClosure(entries: Entries, closure: readonly string[]): Entries {
  for (const reference of closure) {
    const [type, id] = reference.split('/');
    if (type && id) entries.references.push({ parameter: CLOSURE, type, id });
  }
  return entries;
}

function flagsOf({ w, x, i }: RowBody['head']): Flag[] {
  return [
    ...(w === undefined ? [] : ['withdrawn' as const]),
    ...(x ? ['aside' as const] : []),
    ...(i?.some((each) => each.severity === 'error') ? ['invalid' as const] : []),
  ];
}

/** One day of what is measured every day, by its tag: of a device series, or a device's own summary. */
function isDay({ meta }: JsonObject): boolean {
  const tags = isJsonObject(meta) && Array.isArray(meta['tag']) ? meta['tag'] : [];
  return tags.some((tag) => isJsonObject(tag) && tag['system'] === SERIES && (tag['code'] === 'day' || tag['code'] === 'summary'));
}

export const labelText = (labels: Labels): string => (labels === 'unsorted' ? labels : [...labels].sort().join('+'));
export const labelsFrom = (text: string): Labels =>
  text === 'unsorted' ? text : text === '' ? [] : (text.split('+') as unknown as Exclude<Labels, 'unsorted'>);

function parsed(text: string): JsonObject {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error('A resource that was committed does not parse.');
  return outcome.value;
}

/** A resource with the meta that a row keeps beside it, as search sees it. */
export function withMeta(resource: JsonObject, meta: string | undefined): JsonObject {
  return meta === undefined ? resource : { ...resource, meta: JSON.parse(meta) as JsonObject };
}
