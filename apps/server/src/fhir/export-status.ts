import { type Outcome, success } from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { type ExportJob, expiryOf, findExport } from './export-job.ts';
import type { Answer, Call, Interaction } from './interaction.ts';

/** GET $export/[job]: the manifest (http://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status). */
export const exportStatus: Interaction = { kind: 'operation', method: 'GET', path: '$export/:job', handle: status };

async function status(call: Call): Promise<Outcome<Answer>> {
  const kept = await findExport(call);
  if (!kept.ok) return kept;
  const job = kept.value.value;
  const view = await call.view();
  if (!view.ok) return view;
  const types = await typesIn(view.value, job);
  if (!types.ok) return types;
  const manifest = {
    transactionTime: new Date(job.at).toISOString(),
    request: job.request,
    requiresAccessToken: true,
    output: types.value.map((type) => ({ type, url: `${call.base}/$export/${call.params['job']}/${type}` })),
    deleted: (await hasDeleted(view.value, job)) ? [{ type: 'Bundle', url: `${call.base}/$export/${call.params['job']}/deleted` }] : [],
    error: [],
  };
  return success({
    status: 200,
    headers: { expires: expiryOf(kept.value) },
    raw: { mediaType: 'application/json', bytes: new TextEncoder().encode(JSON.stringify(manifest)) },
  });
}

/** Types of which there is something to tell. */
async function typesIn(view: RecordView, { types, since }: ExportJob): Promise<Outcome<readonly string[]>> {
  const counts = await view.counts();
  if (!counts.ok) return counts;
  const here = Object.keys(counts.value).filter((type) => (counts.value[type] ?? 0) > 0 && (types?.includes(type) ?? true));
  if (since === undefined) return success(here.sort());
  const fresh: string[] = [];
  for (const type of here) {
    for await (const _ of view.everything([type], { since, limit: 1 })) fresh.push(type);
  }
  return success(fresh.sort());
}

async function hasDeleted(view: RecordView, { since }: ExportJob): Promise<boolean> {
  if (since === undefined) return false;
  for await (const _ of deletedSince(view, since)) return true;
  return false;
}

/** `Type/id` of what was taken back since. */
export async function* deletedSince(view: RecordView, since: number): AsyncIterable<string> {
  let before: string | undefined;
  const told = new Set<string>();
  do {
    const page = await view.changes({ since, ...(before !== undefined && { cursor: before }) });
    if (!page.ok) return;
    for (const { type, id, marks } of page.value.versions) {
      const name = `${type}/${id}`;
      if (!told.has(name) && marks.withdrawn !== undefined) yield name;
      told.add(name);
    }
    before = page.value.next;
  } while (before !== undefined);
}
