import { type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { negotiate } from './formats.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { resourceAnswer, versionHeaders } from './resource-answer.ts';
import { notModified } from './preconditions.ts';
import { deleted, onlyPresent } from './withdrawn.ts';

/** GET [type]/[id]: the current version (http://hl7.org/fhir/R4/http.html#read). */
export const read: Interaction = {
  kind: 'read',
  method: 'GET',
  path: ':type/:id',
  adds: { conditionalRead: 'full-support' },
  async handle(call) {
    const { type = '', id = '' } = call.params;
    const view = await call.view();
    if (!view.ok) return view;
    const stored = await view.value.read(type, id);
    if (!stored.ok) return onlyPresent(stored);
    if (stored.value.marks.withdrawn !== undefined) return deleted(stored.value);
    if (notModified(call, stored.value)) return success({ status: 304, headers: { etag: `W/"${stored.value.version}"` } });
    return type === 'Binary' && wantsBytes(call) ? bytesOf(stored.value) : resourceAnswer(call, stored.value);
  },
};

/** Whoever asks for something that is not FHIR gets the content of a Binary as it is (http://hl7.org/fhir/R4/binary.html#rest). */
const wantsBytes = ({ query, headers }: Pick<Call, 'query' | 'headers'>): boolean => !negotiate(query, headers['accept']).ok;

function bytesOf(stored: Stored): Outcome<Answer> {
  const { contentType, data } = JSON.parse(stored.text) as { contentType?: string; data?: string };
  // What an app sent must not run as a page of ours.
  const headers = { ...versionHeaders(stored), 'content-disposition': 'attachment' };
  const mediaType = contentType ?? 'application/octet-stream';
  return success({ status: 200, headers, raw: { mediaType, bytes: Buffer.from(data ?? '', 'base64') } });
}
