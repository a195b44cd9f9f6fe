import { hasCode, isJsonObject, type JsonObject, type JsonValue, validate } from '@satchel/fhir';

const IPS = 'http://hl7.org/fhir/uv/ips/StructureDefinition/';
const OBSERVATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const LOINC = 'http://loinc.org';

/** What stands where a profile wants something that the source did not say (http://hl7.org/fhir/extension-data-absent-reason.html). */
export const ABSENT: JsonObject = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

/** The profile of IPS 2.0 that a resource is held to; undefined where there is none for it. */
export function profileOf(resource: JsonObject): string | undefined {
  const name = resource['resourceType'] === 'Observation' ? observationProfile(resource) : PROFILED.get(String(resource['resourceType']));
  return name && IPS + name;
}

const PROFILED: ReadonlyMap<string, string> = new Map([
  ...[
    'AllergyIntolerance',
    'Bundle',
    'Composition',
    'Condition',
    'Device',
    'DeviceUseStatement',
    'DiagnosticReport',
    'ImagingStudy',
    'Immunization',
    'Medication',
    'MedicationRequest',
    'MedicationStatement',
    'Organization',
    'Patient',
    'Practitioner',
    'PractitionerRole',
    'Procedure',
    'Specimen',
  ].map((type) => [type, `${type}-uv-ips`] as const),
  ['Flag', 'Flag-alert-uv-ips'],
]);

/** By what an Observation is about, in the order in which the guide is stricter. */
function observationProfile({ code, category }: JsonObject): string | undefined {
  const about = (...codes: readonly string[]) => codes.some((each) => hasCode(code, each, LOINC));
  if (about('72166-2')) return 'Observation-tobaccouse-uv-ips';
  if (about('74013-4')) return 'Observation-alcoholuse-uv-ips';
  if (about('82810-3')) return 'Observation-pregnancy-status-uv-ips';
  if (about('11778-8', '11779-6', '11780-4')) return 'Observation-pregnancy-edd-uv-ips';
  if (hasCode(category, 'laboratory', OBSERVATION_CATEGORY)) return 'Observation-results-laboratory-pathology-uv-ips';
  if (hasCode(category, 'imaging', OBSERVATION_CATEGORY)) return 'Observation-results-radiology-uv-ips';
  return undefined;
}

/**
 * The resource as the summary carries it: about this patient, with its profile's required elements (marked as not known where
 * the source has none), without what a summary does not need. Elements that are not valid R4 go; when the rest is not valid
 * either, undefined: it can only be told in words.
 */
export function fit(resource: JsonObject, subject: string): JsonObject | undefined {
  const { meta, text: _text, ...rest } = resource;
  const profile = profileOf(resource);
  const security = isJsonObject(meta) && meta['security'] !== undefined ? { security: meta['security'] } : {};
  const shaped = (SHAPES[String(resource['resourceType'])] ?? same)(rest, { reference: subject });
  const whole = cleaned({
    ...shaped,
    ...((profile ?? meta !== undefined) && { meta: { ...security, ...(profile && { profile: [profile] }) } }),
  });
  return whole && Object.keys(whole['meta'] ?? {}).length === 0 ? without(whole, 'meta') : whole;
}

/** What is not valid R4, element by element, until the rest is. */
function cleaned(resource: JsonObject): JsonObject | undefined {
  let rest = resource;
  for (let round = 0; round < 8; round++) {
    const faults = validate(rest).filter(({ severity }) => severity === 'error' || severity === 'fatal');
    if (faults.length === 0) return rest;
    const names = new Set(faults.map(({ expression }) => /^[A-Za-z]+\.(\w+)/.exec(expression?.[0] ?? '')?.[1]));
    const bad = [...names].filter(
      (name): name is string => name !== undefined && (rest[name] !== undefined || rest[`_${name}`] !== undefined),
    );
    if (bad.length === 0) return undefined;
    rest = without(rest, ...bad.flatMap((name) => [name, `_${name}`]));
  }
  return undefined;
}

type Shape = (resource: JsonObject, subject: JsonObject) => JsonObject;

const same: Shape = (resource) => resource;
const about: Shape = (resource, subject) => ({ ...resource, subject });

const SHAPES: Readonly<Record<string, Shape>> = {
  AllergyIntolerance: (resource, patient) => ({ ...resource, patient, code: resource['code'] ?? ABSENT }),
  Condition: (resource, subject) => ({ ...about(resource, subject), code: resource['code'] ?? ABSENT }),
  MedicationRequest: (resource, subject) => about(without(resource, 'doNotPerform'), subject),
  MedicationStatement: (resource, subject) => timed(about(resource, subject), 'effective'),
  Immunization: (resource, patient) => ({ ...resource, patient }),
  ImmunizationRecommendation: (resource, patient) => ({ ...resource, patient }),
  Procedure: (resource, subject) => ({ ...timed(about(resource, subject), 'performed'), code: resource['code'] ?? ABSENT }),
  Device: (resource, patient) => ('patient' in resource ? { ...resource, patient } : resource),
  DeviceUseStatement: (resource, subject) => timed(about(resource, subject), 'timing'),
  // The pages themselves stay in the record; pictures and PDFs would make a summary heavy.
  DiagnosticReport: (resource, subject) => timed(about(without(resource, 'presentedForm', 'media'), subject), 'effective'),
  DocumentReference: about,
  Flag: about,
  Consent: (resource, patient) => ({ ...resource, patient }),
  CarePlan: about,
  Observation: observation,
  Specimen: (resource, subject) => ({ ...about(resource, subject), type: resource['type'] ?? ABSENT }),
  Practitioner: (resource) => ({ ...resource, name: resource['name'] ?? [ABSENT] }),
  Organization: (resource) => ({ ...resource, ...(resource['name'] === undefined && { _name: ABSENT }) }),
  Medication: (resource) => ({ ...resource, code: resource['code'] ?? ABSENT }),
  Patient: (resource) => ({
    ...resource,
    name: named(resource['name']),
    ...(resource['birthDate'] === undefined && { _birthDate: ABSENT }),
  }),
};

function observation(resource: JsonObject, subject: JsonObject): JsonObject {
  const shaped = timed(about(resource, subject), 'effective');
  const profile = observationProfile(resource) ?? '';
  const saysSomething = Object.keys(resource).some((name) => /^(value[A-Z]|component$|hasMember$|dataAbsentReason$)/.test(name));
  return {
    ...(/-(pregnancy-status|pregnancy-edd|tobaccouse|alcoholuse)-/.test(profile) ? oneMoment(shaped) : shaped),
    ...(profile.includes('-results-') && { performer: filled(resource['performer']) }),
    ...(!saysSomething && { dataAbsentReason: NOT_SAID }),
  };
}

const NOT_SAID: JsonObject = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown', display: 'Unknown' }],
};

const filled = (list: JsonValue | undefined): JsonValue[] => (Array.isArray(list) && list.length > 0 ? list : [ABSENT]);

/** A name that says a name (ips-pat-1). */
function named(names: JsonValue | undefined): JsonValue[] {
  const good = (Array.isArray(names) ? names : []).filter(
    (name) => isJsonObject(name) && (name['family'] !== undefined || name['given'] !== undefined || name['text'] !== undefined),
  );
  return good.length > 0 ? good : [{ _text: ABSENT }];
}

/** With a time, or with the word that it is not known. */
function timed(resource: JsonObject, stem: string): JsonObject {
  const isTold = Object.keys(resource).some((name) => new RegExp(`^_?${stem}[A-Z]`).test(name));
  return isTold ? resource : { ...resource, [`_${stem}DateTime`]: ABSENT };
}

/** Where a profile wants one moment: the start of a period. */
function oneMoment(resource: JsonObject): JsonObject {
  const period = resource['effectivePeriod'];
  if (!isJsonObject(period)) return resource;
  const at = period['start'] ?? period['end'];
  const rest = without(resource, 'effectivePeriod');
  return at === undefined ? timed(rest, 'effective') : { ...rest, effectiveDateTime: at };
}

function without(resource: JsonObject, ...names: readonly string[]): JsonObject {
  const rest = { ...resource };
  for (const name of names) delete rest[name];
  return rest;
}
