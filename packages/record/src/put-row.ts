import { dateInterval, parseJson, type JsonObject } from '@satchel/fhir';
import { extract, wordsOf } from '@satchel/fhir/search';
import type { Labels } from '@satchel/vault';
import type { RowBody } from './body.ts';
import { cardOf } from './card.ts';
import { toCanonical } from './canonical.ts';
import { fingerprintOf } from './fingerprint.ts';
import { Flag, type PersonIndex } from './index/index.ts';

export interface OpenedRow {
  readonly id: string;
  readonly version: number;
  readonly seq: number;
  readonly labels: Labels;
  readonly body: RowBody;
  /** The parsed resource, where the caller has it already. */
  readonly resource?: JsonObject;
}

/** Puts one opened row into an index; commit and replay both end here, so that the image equals a rebuild. */
export function putRow(index: PersonIndex, row: OpenedRow): void {
  const { head } = row.body;
  const resource = row.resource ?? parsed(row.body.resource);
  const card = cardOf(resource);
  const interval = card.date === undefined ? undefined : dateInterval(card.date);
  index.put({
    type: head.t, id: row.id, version: row.version, updatedAt: head.at, seq: row.seq, labels: labelText(row.labels),
    flags: (head.w === undefined ? 0 : Flag.withdrawn) | (head.x ? Flag.aside : 0) | (head.i?.some((each) => each.severity === 'error') ? Flag.invalid : 0),
    timelineAt: interval?.low ?? null, card: JSON.stringify(card), fingerprint: fingerprintOf(row.body), provenance: head.p ?? '',
    entries: extract(withMeta(resource, head.m), toCanonical), words: wordsOf(resource),
  });
}

export const labelText = (labels: Labels): string => (labels === 'unsorted' ? labels : [...labels].sort().join('+'));
export const labelsFrom = (text: string): Labels => (text === 'unsorted' ? text : (text === '' ? [] : (text.split('+') as unknown as Exclude<Labels, 'unsorted'>)));

function parsed(text: string): JsonObject {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error('A resource that was committed does not parse.');
  return outcome.value;
}

function withMeta(resource: JsonObject, meta: string | undefined): JsonObject {
  return meta === undefined ? resource : { ...resource, meta: JSON.parse(meta) as JsonObject };
}
