import { type Outcome, success } from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { type ExportJob, expiryOf, findExport } from './export-job.ts';
import { deletedSince } from './export-status.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { partOf } from './part-of.ts';
import { notFound } from './trouble.ts';

const NDJSON = 'application/fhir+ndjson';
/** Characters that go out together. */
const PIECE = 64 * 1024;

/** GET $export/[job]/[type]: one resource a line, as they are now; nothing of it was kept anywhere (http://hl7.org/fhir/uv/bulkdata/STU2/export.html#file-request). */
export const exportFile: Interaction = { kind: 'operation', method: 'GET', path: '$export/:job/:type', handle: file };

/** GET $export/[job]/deleted: what was taken back since, as a transaction of deletes. */
export const exportDeleted: Interaction = { kind: 'operation', method: 'GET', path: '$export/:job/deleted', handle: deletes };

async function file(call: Call): Promise<Outcome<Answer>> {
  const { type = '' } = call.params;
  const kept = await findExport(call);
  if (!kept.ok) return kept;
  const job = kept.value.value;
  if (job.types && !job.types.includes(type)) return notFound();
  const view = await call.view();
  if (!view.ok) return view;
  return success({
    status: 200,
    headers: { expires: expiryOf(kept.value) },
    raw: { mediaType: NDJSON, bytes: inPieces(linesOf(view.value, type, job)) },
  });
}

async function* linesOf(view: RecordView, type: string, { since, patient, elements }: ExportJob): AsyncIterable<string> {
  const options = { ...(since !== undefined && { since }), ...(patient !== undefined && { patient }) };
  for await (const stored of view.everything([type], options)) yield partOf(stored, elements ? { elements } : {});
}

async function deletes(call: Call): Promise<Outcome<Answer>> {
  const kept = await findExport(call);
  if (!kept.ok) return kept;
  const { since } = kept.value.value;
  const view = await call.view();
  if (!view.ok) return view;
  return since === undefined
    ? notFound()
    : success({ status: 200, raw: { mediaType: NDJSON, bytes: inPieces(bundlesOf(view.value, since)) } });
}

async function* bundlesOf(view: RecordView, since: number): AsyncIterable<string> {
  for await (const name of deletedSince(view, since))
    yield JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: name } }] });
}

async function* inPieces(lines: AsyncIterable<string>): AsyncIterable<string> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}
