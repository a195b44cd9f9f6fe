import { type JsonObject, stringify } from '@satchel/fhir/json';
import { call, ofRecord } from './api.ts';
import { recordChanged } from './queries.ts';

/** Where a fact now is. */
export interface Written {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

interface Resource extends JsonObject {
  readonly resourceType: string;
}

/** What somebody enters is about the holder: how each type says so. */
const SUBJECT_BY_TYPE: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'patient',
  Immunization: 'patient',
  FamilyMemberHistory: 'patient',
  Device: 'patient',
  RelatedPerson: 'patient',
  Consent: 'patient',
  Coverage: 'beneficiary',
  Appointment: '',
  Practitioner: '',
  Organization: '',
};

/** Keeps what the person entered, through the FHIR API of their own record, its numbers as they wrote them. */
export async function keep(person: string, name: string, resource: JsonObject): Promise<Written> {
  const type = resource['resourceType'] as string;
  const element = SUBJECT_BY_TYPE[type] ?? 'subject';
  const about = element && { [element]: { reference: `Patient/${await patientOf(person, name)}` } };
  const written = await send(person, 'POST', type, { ...resource, ...about });
  await recordChanged(person);
  return written;
}

/** Changes a fact; a version that somebody replaced meanwhile is a conflict. */
export async function change(person: string, version: number, resource: JsonObject): Promise<Written> {
  const { resourceType, id } = resource;
  const written = await send(person, 'PUT', `${resourceType as string}/${id as string}`, resource, version);
  await recordChanged(person);
  return written;
}

/** Takes back what was just kept. */
export async function takeBack(person: string, { type, id, version }: Written, reason: string): Promise<void> {
  await call('POST', ofRecord(person, 'facts/retract'), { type, id, version, reason });
  await recordChanged(person);
}

async function send(person: string, method: 'POST' | 'PUT', path: string, resource: JsonObject, version?: number): Promise<Written> {
  const body = new Blob([stringify(resource)], { type: 'application/fhir+json' });
  const headers = version === undefined ? {} : { 'If-Match': `W/"${version}"` };
  const kept = await call<Resource & { id: string; meta: { versionId: string } }>(method, ofRecord(person, `fhir/${path}`), body, headers);
  return { type: kept.resourceType, id: kept.id, version: Number(kept.meta.versionId) };
}

/** The Patient that facts are about; the first fact of an empty record brings it along. */
async function patientOf(person: string, name: string): Promise<string> {
  interface Found {
    readonly entry?: readonly { readonly resource: { readonly id: string } }[];
  }
  const found = await call<Found>('GET', ofRecord(person, 'fhir/Patient?_count=1&_elements=id'));
  const [first] = found.entry ?? [];
  return first ? first.resource.id : (await send(person, 'POST', 'Patient', { resourceType: 'Patient', name: [{ text: name }] })).id;
}
