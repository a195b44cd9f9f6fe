import { type DocumentFacts, documentReferenceOf } from '@satchel/fhir';
import type { Draft, OriginalRef } from '@satchel/record';

/**
 * A file inside an original (a member of an archive, an attachment of an e-mail) as a document of its own, known by the
 * address of what it came in and its name there: `Binary/<address>#<name>`.
 */
export function memberDocument(document: DocumentFacts, member: string, original: OriginalRef | undefined): Draft {
  const resource = documentReferenceOf(document, {
    category: { coding: [{ system: 'urn:satchel:document', code: 'member' }], text: 'Part of an imported file' },
    attachment: { ...(original && { url: `Binary/${original.address}#${encodeURIComponent(member)}` }), title: member },
  });
  return { resource, place: member, ...(original && { source: { system: 'urn:satchel:original', id: `${original.address}#${member}` } }) };
}
