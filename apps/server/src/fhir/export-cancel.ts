import { success } from '@satchel/fhir';
import { endExport, findExport } from './export-job.ts';
import type { Interaction } from './interaction.ts';

/** DELETE $export/[job]: the export is forgotten, and its files with it (http://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-delete-request). */
export const exportCancel: Interaction = {
  kind: 'operation',
  method: 'DELETE',
  path: '$export/:job',
  async handle(call) {
    const kept = await findExport(call);
    if (!kept.ok) return kept;
    await endExport(call, kept.value);
    return success({ status: 202 });
  },
};
