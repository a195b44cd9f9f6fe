/** The profiles of IPA 1.0.0, US Core 6.1.0 and Subscriptions R5 Backport 1.1.0 by resource type: what is kept in their form is found and given as they ask. */
const NAMES: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'ipa-allergyintolerance us-core-allergyintolerance',
  CarePlan: 'us-core-careplan',
  CareTeam: 'us-core-careteam',
  Condition: 'ipa-condition ipa-problem-list-item us-core-condition-encounter-diagnosis us-core-condition-problems-health-concerns',
  Coverage: 'us-core-coverage',
  Device: 'us-core-implantable-device',
  DiagnosticReport: 'us-core-diagnosticreport-lab us-core-diagnosticreport-note',
  DocumentReference: 'ipa-documentreference us-core-documentreference',
  Encounter: 'us-core-encounter',
  Goal: 'us-core-goal',
  Immunization: 'ipa-immunization us-core-immunization',
  Location: 'us-core-location',
  Medication: 'ipa-medication us-core-medication',
  MedicationDispense: 'us-core-medicationdispense',
  MedicationRequest: 'ipa-medicationrequest us-core-medicationrequest',
  MedicationStatement: 'ipa-medicationstatement',
  Observation:
    'ipa-observation head-occipital-frontal-circumference-percentile pediatric-bmi-for-age pediatric-weight-for-height us-core-blood-pressure us-core-bmi us-core-body-height us-core-body-temperature us-core-body-weight us-core-head-circumference us-core-heart-rate us-core-observation-clinical-result us-core-observation-lab us-core-observation-occupation us-core-observation-pregnancyintent us-core-observation-pregnancystatus us-core-observation-screening-assessment us-core-observation-sexual-orientation us-core-pulse-oximetry us-core-respiratory-rate us-core-simple-observation us-core-smokingstatus us-core-vital-signs',
  Organization: 'us-core-organization',
  Patient: 'ipa-patient us-core-patient',
  Practitioner: 'ipa-practitioner us-core-practitioner',
  PractitionerRole: 'ipa-practitionerrole us-core-practitionerrole',
  Procedure: 'us-core-procedure',
  Provenance: 'us-core-provenance',
  QuestionnaireResponse: 'us-core-questionnaireresponse',
  RelatedPerson: 'us-core-relatedperson',
  ServiceRequest: 'us-core-servicerequest',
  Specimen: 'us-core-specimen',
  Subscription: 'backport-subscription',
};

/** Canonical URLs for `CapabilityStatement.rest.resource.supportedProfile`. */
export function profilesOf(type: string): readonly string[] {
  const names = Object.hasOwn(NAMES, type) ? (NAMES[type]?.split(' ') ?? []) : [];
  return names.map((name) => `http://hl7.org/fhir/${guideOf(name)}/StructureDefinition/${name}`);
}

const guideOf = (name: string): string =>
  name.startsWith('ipa-') ? 'uv/ipa' : name.startsWith('backport-') ? 'uv/subscriptions-backport' : 'us/core';

/** What this server does as these guides ask of a server. */
export const INSTANTIATES: readonly string[] = [
  'http://hl7.org/fhir/uv/ipa/CapabilityStatement/ipa-server',
  'http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server',
];
