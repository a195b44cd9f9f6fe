import { STATUS_CODES } from 'node:http';
import type { Answer } from './interaction.ts';
import { whole } from './write-answer.ts';

/** An answer as an entry of a batch-response or transaction-response, as text. */
export async function responseEntry({ status, headers = {}, body: pieces }: Answer): Promise<string> {
  const body = pieces === undefined ? undefined : await whole(pieces);
  const modified = headers['last-modified'];
  const location = headers['location'] ?? headers['content-location'];
  const response = {
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    ...(location !== undefined && { location }),
    ...(headers['etag'] !== undefined && { etag: headers['etag'] }),
    ...(modified !== undefined && { lastModified: new Date(modified).toISOString() }),
  };
  if (body === undefined) return `{"response":${JSON.stringify(response)}}`;
  if (!body.startsWith('{"resourceType":"OperationOutcome"')) return `{"resource":${body},"response":${JSON.stringify(response)}}`;
  return `{"response":${JSON.stringify(response).slice(0, -1)},"outcome":${body}}}`;
}
