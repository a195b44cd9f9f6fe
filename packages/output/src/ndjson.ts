import type { RecordView } from '@satchel/record';

/** About so many characters leave in one piece. */
const PIECE = 256 * 1024;

/**
 * The current resources of one type as NDJSON (FHIR Bulk Data: one resource a line, UTF-8, a newline after each), in
 * pieces, with decimals as their sources wrote them. A piece leaves when its access-log entry is durable.
 */
export async function* toNdjson(view: RecordView, type: string): AsyncIterable<string> {
  let piece = '';
  for await (const { text } of view.everything([type])) {
    piece += `${text}\n`;
    if (piece.length < PIECE) continue;
    await view.logged();
    yield piece;
    piece = '';
  }
  await view.logged();
  if (piece) yield piece;
}
