import type { Resource } from '@medplum/fhirtypes';
import { RESOURCE_TYPES } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';
import { isJsonObject } from './json/value.ts';
import type { JsonObject } from './json/value.ts';

export type {
  Address,
  Age,
  Annotation,
  Attachment,
  CodeableConcept,
  Coding,
  ContactPoint,
  Dosage,
  Duration,
  Extension,
  HumanName,
  Identifier,
  Meta,
  Money,
  Narrative,
  Period,
  Quantity,
  Range,
  Ratio,
  Reference,
  Resource,
  SampledData,
  Signature,
  Timing,
} from '@medplum/fhirtypes';

/** The TypeScript type of an R4 resource: `FhirResource<'Observation'>`. */
export type FhirResource<T extends ResourceType> = Extract<Resource, { resourceType: T }>;

/** `Resource.id`: 1 to 64 letters, digits, `-` and `.` (http://hl7.org/fhir/R4/datatypes.html#id). */
export type ResourceId = string & { readonly __brand: 'ResourceId' };

export function isResourceId(text: string): text is ResourceId {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text);
}

const resourceTypes: ReadonlySet<string> = new Set(RESOURCE_TYPES);

/** Whether `name` is one of the concrete resource types of R4 4.0.1. */
export function isResourceType(name: unknown): name is ResourceType {
  return typeof name === 'string' && resourceTypes.has(name);
}

/** Whether `value` says that it is a resource, of a type known or unknown. */
export function isResource(value: unknown): value is JsonObject & { resourceType: string } {
  return isJsonObject(value) && typeof value['resourceType'] === 'string';
}

/**
 * `json` under its TypeScript type where it says that it is a `type`; else undefined. Nothing but
 * the name is checked: what came from outside may still be invalid inside, see `validate`.
 */
export function asResource<T extends ResourceType>(json: JsonObject, type: T): FhirResource<T> | undefined {
  return json['resourceType'] === type ? (json as unknown as FhirResource<T>) : undefined;
}
