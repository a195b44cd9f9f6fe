import type { JsonObject } from '@satchel/fhir';
import type { DocumentFacts, OriginalRef } from '../doors.ts';

/** The DocumentReference of an imported file. `date` is when it was added; when it was made stands with its attachment. */
export function documentOf(original: OriginalRef, addedAt: string, facts: DocumentFacts = {}): JsonObject {
  const { mediaType, type, date, title, author, text } = facts;
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    ...(type !== undefined && { type: { text: type } }),
    category: [{ coding: [{ system: 'urn:satchel:document', code: 'original' }], text: 'Imported file' }],
    date: addedAt,
    ...(author !== undefined && { author: [{ display: author }] }),
    ...(title !== undefined && { description: title }),
    content: [
      {
        attachment: {
          contentType: mediaType ?? original.mediaType,
          url: `Binary/${original.address}`,
          size: original.size,
          title: original.name,
          ...(date !== undefined && { creation: date }),
        },
      },
      ...(text?.trim()
        ? [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64'), title: 'Text layer' } }]
        : []),
    ],
  };
}
