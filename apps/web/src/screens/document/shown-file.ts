import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@satchel/fhir/json';
import { fetchBlob, ofRecord } from '../../client/api.ts';

/** The file behind a DocumentReference, wherever its bytes are. */
export interface ShownFile {
  readonly name: string;
  readonly mediaType: string;
  /** An original, or a file inside one. */
  readonly original?: string;
  readonly member?: string;
  /** Base64, where it stands in the resource itself. */
  readonly data?: string;
  /** Its text layer. */
  readonly text?: string;
}

/** Undefined where the document is elsewhere, or nowhere. */
export function fileIn(resource: string): ShownFile | undefined {
  const parsed = parseJson(resource);
  const content = parsed.ok && isJsonObject(parsed.value) ? parsed.value['content'] : undefined;
  const attachments = Array.isArray(content) ? content.flatMap(attachmentOf) : [];
  const [file] = attachments;
  if (!file) return undefined;
  const [, original, member] = /^Binary\/([0-9a-f]{64})(?:#(.*))?$/.exec(wordIn(file['url']) ?? '') ?? [];
  const data = wordIn(file['data']);
  if (original === undefined && data === undefined) return undefined;
  const layer = attachments.slice(1).find((each) => wordIn(each['contentType'])?.startsWith('text/plain'));
  const text = wordIn(layer?.['data']);
  return {
    name: wordIn(file['title']) ?? '',
    mediaType: wordIn(file['contentType']) ?? 'application/octet-stream',
    ...(original !== undefined && { original }),
    ...(member !== undefined && { member: decodeURIComponent(member) }),
    ...(original === undefined && data !== undefined && { data }),
    ...(text !== undefined && { text: new TextDecoder().decode(bytesOf(text)) }),
  };
}

export async function blobOf(person: string, { original, member, data, mediaType }: ShownFile): Promise<Blob> {
  if (data !== undefined) return new Blob([bytesOf(data)], { type: mediaType });
  const path = `originals/${original}`;
  const blob = await (member === undefined ? fetchBlob(ofRecord(person, path)) : fetchBlob(ofRecord(person, `${path}/member`), { member }));
  return new Blob([blob], { type: mediaType });
}

function attachmentOf(content: JsonValue): JsonObject[] {
  const attachment = isJsonObject(content) ? content['attachment'] : undefined;
  return isJsonObject(attachment) ? [attachment] : [];
}

const wordIn = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
