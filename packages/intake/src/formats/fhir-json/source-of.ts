import { isJsonObject, type JsonObject } from '@satchel/fhir';

/**
 * What the source calls a resource: a namespace and `Type/id` in it. Under an absolute fullUrl the namespace is the
 * server's base. Without one, ids are only known to belong to the patient they speak of (two hospitals both have an
 * Observation/1), and directory resources (organisations, people who treat) to the file's kind.
 */
export function sourceOf(resource: JsonObject, fullUrl: string | undefined, name: string): { system: string; id: string } {
  const base = fullUrl === undefined ? undefined : /^(https?:\/\/.+)\/[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.exec(fullUrl)?.[1];
  if (base !== undefined) return { system: base, id: name };
  const patient = name.startsWith('Patient/') ? name : patientOf(resource);
  return { system: patient === undefined ? 'urn:satchel:directory' : `urn:satchel:patient:${patient}`, id: name };
}

function patientOf(resource: JsonObject): string | undefined {
  for (const element of ['subject', 'patient', 'beneficiary', 'for', 'individual']) {
    const value = resource[element];
    const reference = isJsonObject(value) ? value['reference'] : undefined;
    const id = typeof reference === 'string' ? /^Patient\/([A-Za-z0-9\-.]{1,64})/.exec(reference)?.[0] : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
}
