import type { JsonObject } from '@satchel/fhir';
import type { DocumentFacts, Draft, OriginalRef } from '@satchel/record';

/**
 * A file inside an original (a member of an archive, an attachment of an e-mail) as a document of its own, known by the
 * address of what it came in and its name there: `Binary/<address>#<name>`.
 */
export function memberDocument(document: DocumentFacts, member: string, original: OriginalRef | undefined): Draft {
  const { mediaType, type, date, title, author, text } = document;
  const resource: JsonObject = {
    resourceType: 'DocumentReference',
    status: 'current',
    ...(type !== undefined && { type: { text: type } }),
    category: [{ coding: [{ system: 'urn:satchel:document', code: 'member' }], text: 'Part of an imported file' }],
    ...(author !== undefined && { author: [{ display: author }] }),
    ...(title !== undefined && { description: title }),
    content: [
      {
        attachment: {
          ...(mediaType !== undefined && { contentType: mediaType }),
          ...(original && { url: `Binary/${original.address}#${encodeURIComponent(member)}` }),
          title: member,
          ...(date !== undefined && { creation: date }),
        },
      },
      ...(text?.trim()
        ? [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64'), title: 'Text layer' } }]
        : []),
    ],
  };
  return { resource, place: member, ...(original && { source: { system: 'urn:satchel:original', id: `${original.address}#${member}` } }) };
}
