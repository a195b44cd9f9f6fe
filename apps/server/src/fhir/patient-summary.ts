import { type Outcome, stringify, success } from '@satchel/fhir';
import { languageIn, summaryFor } from '../outputs/summary-for.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { notFound, refuse } from './trouble.ts';
import { deleted, onlyPresent } from './withdrawn.ts';

/** GET Patient/[id]/$summary: the International Patient Summary (http://hl7.org/fhir/uv/ips/OperationDefinition/summary). */
export const patientSummary: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Patient/:id/$summary',
  operation: {
    name: 'summary',
    definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
    on: 'Patient',
    documentation: 'IPS 2.0.0, made on demand of what the caller may see; in English or Spanish by Accept-Language.',
  },
  handle: summary,
};
export const patientSummaryByPost: Interaction = { ...patientSummary, method: 'POST' };

/** GET Patient/$summary?identifier=[system]|[value]. */
export const identifiedSummary: Interaction = { ...patientSummary, path: 'Patient/$summary' };
export const identifiedSummaryByPost: Interaction = { ...identifiedSummary, method: 'POST' };

const PROFILE = /^http:\/\/hl7\.org\/fhir\/uv\/ips\/StructureDefinition\/(?:Composition|Bundle)-uv-ips(?:\|2(?:\.0\.0)?)?$/;

async function summary(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const { values } = asked.value;
  const known = only(values, ['identifier', 'profile']);
  if (!known.ok) return known;
  const profile = values.get('profile');
  if (profile !== null && !PROFILE.test(profile))
    return refuse(400, 'not-supported', 'Summaries are made to IPS 2.0.0 alone.', { expression: ['http.profile'] });
  const view = await call.view();
  if (!view.ok) return view;
  const patient = await patientAsked(call, values.get('identifier'));
  if (!patient.ok) return patient;
  const made = await summaryFor(call.house, call.place.holder, view.value, {
    language: languageIn(call.headers['accept-language']),
    patient: `Patient/${patient.value}`,
  });
  return made.ok ? success({ status: 200, body: stringify(made.value.bundle) }) : made;
}

async function patientAsked(call: Call, identifier: string | null): Promise<Outcome<string>> {
  const view = await call.view();
  if (!view.ok) return view;
  const { id } = call.params;
  if (id !== undefined) {
    const read = await view.value.read('Patient', id);
    if (!read.ok) return onlyPresent(read);
    return read.value.marks.withdrawn === undefined ? success(id) : deleted(read.value);
  }
  if (!identifier) return refuse(400, 'required', 'Say whose summary: identifier.', { expression: ['http.identifier'] });
  const found = await view.value.search('Patient', new URLSearchParams({ identifier, _count: '2' }).toString());
  if (!found.ok) return found;
  const [only, ...more] = found.value.matches;
  if (more.length > 0)
    return refuse(412, 'multiple-matches', 'Several patients have this identifier.', { expression: ['http.identifier'] });
  return only ? success(only.id) : notFound();
}
