import type { JsonObject, JsonValue } from '@satchel/fhir';
import { isJsonObject } from '@satchel/fhir';

/**
 * Elements along which labels flow from the resource they point to, to the resource that points:
 * whoever may read that a medicine was given for a reason can guess the reason.
 *
 * Left out on purpose: who it is about, where it took place and who did it (`subject`, `patient`,
 * `encounter`, `performer`, `requester`, `author`, `serviceProvider`, `location` and the like).
 * Else one visit would label the whole record; sensitive places are labelled themselves.
 */
export const CLOSURE_PATHS: readonly string[] = [
  'activity',
  'addresses',
  'authorizingPrescription',
  'basedOn',
  'basis',
  'claim',
  'claimResponse',
  'codeReference',
  'complicationDetail',
  'condition',
  'containedInstance',
  'derivedFrom',
  'detail',
  'device',
  'diagnosis',
  'entity',
  'entry',
  'evidence',
  'finding',
  'focalDevice',
  'focus',
  'goal',
  'hasMember',
  'imagingStudy',
  'implicated',
  'ingredient',
  'instance',
  'itemReference',
  'media',
  'medicationReference',
  'outcomeReference',
  'partOf',
  'payload',
  'prescription',
  'priorPrescription',
  'priorRequest',
  'problem',
  'procedure',
  'protocolApplied',
  'reaction',
  'reasonReference',
  'related',
  'relatesTo',
  'relevantHistory',
  'replaces',
  'report',
  'request',
  'result',
  'resultingCondition',
  'section',
  'stage',
  'study',
  'supportingInfo',
  'supportingInformation',
  'suspectEntity',
  'target',
  'usedReference',
];

const closurePaths: ReadonlySet<string> = new Set(CLOSURE_PATHS);

/** Elements inside a path of the closure that still only say who, where or when. */
const OFF_PATHS: ReadonlySet<string> = new Set([
  'agent',
  'assessor',
  'author',
  'encounter',
  'location',
  'onBehalfOf',
  'patient',
  'performer',
  'provider',
  'requester',
  'sender',
  'source',
  'specimen',
  'subject',
  'who',
]);

/**
 * The literal references of `resource` along which labels flow from target to referrer, contained
 * resources included, each once. `MedicationRequest` gives its medication and its reasons, not its patient.
 */
export function closureReferences(resource: JsonObject): string[] {
  const found = new Set<string>();
  collect(resource, false, found);
  return [...found];
}

function collect(element: JsonObject, flowing: boolean, found: Set<string>): void {
  for (const name in element) {
    const value = element[name]!;
    if (typeof value === 'string') {
      if (flowing && name === 'reference') found.add(value);
    } else if (typeof value === 'object' && value !== null && !OFF_PATHS.has(name)) {
      collectFrom(value, flowing || closurePaths.has(name), found);
    }
  }
}

function collectFrom(value: JsonObject | JsonValue[], flowing: boolean, found: Set<string>): void {
  if (!Array.isArray(value)) return collect(value, flowing, found);
  for (const item of value) if (isJsonObject(item)) collect(item, flowing, found);
}
