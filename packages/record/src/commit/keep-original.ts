import { type DocumentFacts, documentFactsOf, documentReferenceOf, isJsonObject, type JsonObject, parseJson } from '@satchel/fhir';
import type { OriginalRef } from '../doors.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { fetchRow } from '../open-row.ts';
import { documentId } from './attribute.ts';
import type { Item, Work } from './work.ts';

/**
 * An imported file is a document of the record: its untouched bytes are in the store already, sealed, under its address.
 * Where the change says what the file itself is, a better reading of it replaces a poorer one; what somebody took back
 * or edited stays as they left it. Answers the document that the change tells of.
 */
export async function keepOriginalStep(work: Work): Promise<Item | undefined> {
  const { original, document, at } = work.change.origin;
  if (!original) return undefined;
  const id = documentId(work);
  const known = work.reading.index.get('DocumentReference', id);
  if (!known) return add(work, itemOf(work, id, documentOf(original, at, document), 0));
  if (!document) return undefined;
  const body = await fetchRow(work.world, work.reading, id, known.version);
  const before = body.ok ? parseJson(body.value.resource) : undefined;
  // Only a state that this step wrote is its own to replace.
  if (!body.ok || !before?.ok || body.value.head.o !== 1 || known.flags.includes('withdrawn'))
    return { ...itemOf(work, id, {}, known.version), effect: 'unchanged' };
  const said = isJsonObject(before.value) ? before.value : {};
  // A text that was once read out of its pictures is not lost to a reading that finds none.
  const text = document.text?.trim() ? document.text : documentFactsOf(said).text;
  const facts = { ...document, ...(text !== undefined && { text }) };
  const item = itemOf(work, id, documentOf(original, String(said['date']), facts), known.version);
  const isSame = item.body && fingerprintOf(item.body) === fingerprintOf(body.value);
  return add(work, { ...item, effect: isSame ? 'unchanged' : 'changed' });
}

function add(work: Work, item: Item): Item | undefined {
  work.items.push(item);
  return work.change.origin.document && item;
}

const itemOf = (work: Work, id: string, resource: JsonObject, before: number): Item => ({
  type: 'DocumentReference',
  id,
  resource,
  issues: [],
  before,
  effect: 'new',
  labels: 'unsorted',
  body: { head: { t: 'DocumentReference', at: work.at, o: 1 }, resource: JSON.stringify(resource) },
});

const CATEGORY: JsonObject = { coding: [{ system: 'urn:satchel:document', code: 'original' }], text: 'Imported file' };

/** `date` is when it was added; when it was made stands with its attachment. */
const documentOf = ({ address, name, mediaType, size }: OriginalRef, date: string, facts: DocumentFacts = {}): JsonObject =>
  documentReferenceOf(facts, {
    category: CATEGORY,
    date,
    attachment: { contentType: mediaType, url: `Binary/${address}`, size, title: name },
  });
