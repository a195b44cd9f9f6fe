import type { JsonObject } from '@satchel/fhir';
import { documentId } from './attribute.ts';
import type { Work } from './work.ts';

/** An imported file is a document of the record: its untouched bytes are in the store already, sealed, under its address. */
export function keepOriginalStep(work: Work): void {
  const { original, at } = work.change.origin;
  if (!original) return;
  const id = documentId(work);
  if (work.reading.index.get('DocumentReference', id)) return;
  const resource: JsonObject = {
    resourceType: 'DocumentReference',
    status: 'current',
    date: at,
    category: [{ coding: [{ system: 'urn:satchel:document', code: 'original' }], text: 'Imported file' }],
    content: [
      { attachment: { contentType: original.mediaType, url: `Binary/${original.address}`, size: original.size, title: original.name } },
    ],
  };
  work.items.push({
    type: 'DocumentReference',
    id,
    resource,
    issues: [],
    before: 0,
    effect: 'new',
    labels: 'unsorted',
    body: { head: { t: 'DocumentReference', at: work.at, o: 1 }, resource: JSON.stringify(resource) },
  });
}
