import type { JsonObject, JsonValue } from '@satchel/fhir';
import { codingsOf, isJsonObject } from '@satchel/fhir';
import { NONE } from './category.ts';
import { tableOf } from './codes.ts';
import { NARRATIVE } from './lists.ts';

/** Longer than any coded or measured answer: a value that somebody wrote as prose. */
const PROSE = 80;

/** Types whose content is text or bytes that nobody has read; a coded `type` only says what kind of text it is. */
const DOCUMENTS: ReadonlySet<string> = new Set([
  'Binary',
  'Bundle',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'DocumentManifest',
  'DocumentReference',
  'Media',
  'QuestionnaireResponse',
]);

/** Where each type says what it is about. One coded (or referenced) element of the list is enough. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  AdverseEvent: ['event'],
  AllergyIntolerance: ['code', 'reaction.substance', 'reaction.manifestation'],
  Appointment: ['serviceCategory', 'serviceType', 'specialty', 'appointmentType', 'reasonCode', 'reasonReference'],
  Basic: ['code'],
  CarePlan: ['activity.detail.code', 'activity.reference', 'addresses', 'category'],
  ClinicalImpression: ['code', 'finding.itemCodeableConcept', 'finding.itemReference', 'problem'],
  Condition: ['code'],
  Device: ['type', 'deviceName', 'udiCarrier', 'definition'],
  DeviceRequest: ['codeCodeableConcept', 'codeReference'],
  DiagnosticReport: ['code'],
  FamilyMemberHistory: ['condition.code'],
  Flag: ['code'],
  Goal: ['description', 'target.measure', 'addresses'],
  Immunization: ['vaccineCode'],
  Medication: ['code', 'ingredient.itemCodeableConcept', 'ingredient.itemReference'],
  MedicationAdministration: ['medicationCodeableConcept', 'medicationReference'],
  MedicationDispense: ['medicationCodeableConcept', 'medicationReference'],
  MedicationRequest: ['medicationCodeableConcept', 'medicationReference'],
  MedicationStatement: ['medicationCodeableConcept', 'medicationReference'],
  Observation: ['code'],
  Procedure: ['code'],
  RequestGroup: ['code', 'action.code'],
  RiskAssessment: ['code', 'prediction.outcome', 'condition'],
  ServiceRequest: ['code'],
  SupplyRequest: ['itemCodeableConcept', 'itemReference'],
  Task: ['code', 'focus'],
};

/** Codes of these systems sort a resource into a drawer and say nothing of its subject. */
const DRAWERS = /\/us\/core\/CodeSystem\/|-category$|\/condition-ver|\/data-absent-reason$/;

type Path = readonly string[];

const subjects: ReadonlyMap<string, readonly Path[]> = new Map(
  Object.entries(SUBJECTS).map(([type, paths]) => [type, paths.map((path) => path.split('.'))]),
);

const narrativeCodes = new Set(NARRATIVE.codes);

/**
 * Whether the heart of `resource` is text, or a code that comes without words and that no list can
 * tell: nobody has sorted it, so nobody but the full reader may have it.
 */
export function isFreeText(resource: JsonObject): boolean {
  const type = String(resource['resourceType']);
  if (DOCUMENTS.has(type)) return true;
  const subject = subjects.get(type);
  return (subject !== undefined && isUntold(resource, subject)) || holdsProse(resource, type);
}

/** Nothing that says what it is about can be told, and there is something to tell. */
function isUntold(resource: JsonObject, subject: readonly Path[]): boolean {
  if (subject.some((path) => someAt(resource, path, 0, isTold))) return false;
  return subject.some(([name = '']) => name in resource) || PROSE_ELEMENTS.some((name) => name in resource);
}

const PROSE_ELEMENTS = ['comment', 'conclusion', 'description', 'note', 'patientInstruction', 'text', 'title'];

function holdsProse(resource: JsonObject, type: string): boolean {
  const narrative = resource['text'];
  if (isJsonObject(narrative) && narrative['status'] === 'additional') return true;
  switch (type) {
    case 'Observation':
      return isProse(resource['valueString'], resource['code']) || componentsHoldProse(resource);
    case 'DiagnosticReport':
      return isText(resource['presentedForm']) && !isText(resource['result']);
    case 'ClinicalImpression':
      return isText(resource['summary']) || isText(resource['description']);
    default:
      return false;
  }
}

function componentsHoldProse(observation: JsonObject): boolean {
  const components = observation['component'];
  return Array.isArray(components) && components.some((each) => isJsonObject(each) && isProse(each['valueString'], each['code']));
}

function isProse(value: JsonValue | undefined, code: JsonValue | undefined): boolean {
  if (typeof value !== 'string') return false;
  return value.length > PROSE || codingsOf(code).some((coding) => narrativeCodes.has(coding.code ?? ''));
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' ? value !== '' : Array.isArray(value) && value.length > 0;
}

/** Whether any value at `path`, through every array on the way, passes the test. */
function someAt(value: JsonValue | undefined, path: Path, depth: number, test: (value: JsonValue) => boolean): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return value.some((item) => someAt(item, path, depth, test));
  const name = path[depth];
  if (name === undefined) return test(value);
  return isJsonObject(value) && someAt(value[name], path, depth + 1, test);
}

/** Whether a concept or reference can be told: by its code, by the words beside its code, or by its target. */
function isTold(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  if (value['coding'] === undefined) return !('text' in value);
  const written = typeof value['text'] === 'string';
  return codingsOf(value).some(({ system = '', code, display }) => {
    if (code === undefined || DRAWERS.test(system)) return false;
    if (written || display !== undefined) return true;
    const table = tableOf(system);
    return table !== undefined && (!table.needsText || table.maskOf(code) !== NONE);
  });
}
