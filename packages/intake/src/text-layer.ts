import type { DocumentFacts } from '@satchel/fhir';

/** More of a text is not kept beside its file, in bytes of UTF-8: it is for finding, the file for reading. */
const LIMIT = 256 * 1024;

/** A document with no more of its text than is kept. */
export function withTextLayer(document: DocumentFacts): DocumentFacts {
  const { text } = document;
  if (text === undefined || text.length * 3 <= LIMIT) return document;
  const bytes = Buffer.from(text);
  // A letter cut in two at the end is left out.
  return bytes.length <= LIMIT ? document : { ...document, text: new TextDecoder().decode(bytes.subarray(0, LIMIT), { stream: true }) };
}
