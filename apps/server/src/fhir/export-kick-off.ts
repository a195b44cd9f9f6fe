import { type Outcome, success } from '@satchel/fhir';
import { jobAsked, keepExport } from './export-job.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given } from './operation-parameters.ts';
import { refuse } from './trouble.ts';
import { onlyPresent } from './withdrawn.ts';

const documentation = 'Bulk Data 2.0.0. Files are NDJSON, rendered when fetched, with the token that asked for the export.';

/** GET $export: everything that the token reaches (http://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-kick-off-request). */
export const systemExport: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: '$export',
  operation: { name: 'export', definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export', on: '', documentation },
  handle: (call) => kickOff(call, '$export'),
};
export const systemExportByPost: Interaction = { ...systemExport, method: 'POST' };

/** GET Patient/$export: the same, for one record is one person. */
export const patientExport: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Patient/$export',
  operation: {
    name: 'export',
    definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export',
    on: 'Patient',
    documentation,
  },
  handle: (call) => kickOff(call, 'Patient/$export'),
};
export const patientExportByPost: Interaction = { ...patientExport, method: 'POST' };

async function kickOff(call: Call, path: string): Promise<Outcome<Answer>> {
  if (!call.prefer.respondAsync) return refuse(400, 'required', 'An export is answered later.', { remedy: 'Send Prefer: respond-async.' });
  const asked = given(call);
  if (!asked.ok) return asked;
  if (call.method === 'GET' && asked.value.values.has('patient'))
    return refuse(400, 'not-supported', "'patient' is asked for by POST only.", { expression: ['http.patient'] });
  const job = jobAsked(call, asked.value.values);
  if (!job.ok) return job;
  const view = await call.view();
  if (!view.ok) return view;
  if (job.value.patient !== undefined) {
    const patient = await view.value.read('Patient', job.value.patient);
    if (!patient.ok) return onlyPresent(patient);
  }
  const query = call.query.toString();
  const id = await keepExport(call, { ...job.value, request: `${call.base}/${path}${query && `?${query}`}` });
  return success({ status: 202, headers: { 'content-location': `${call.base}/$export/${id}` } });
}
