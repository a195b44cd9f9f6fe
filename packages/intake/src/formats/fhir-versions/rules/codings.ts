import type { JsonObject } from '@satchel/fhir';
import type { Rules } from '../rule.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** Code systems that moved from FHIR's own pages to HL7's, those that records of people use. */
const MOVED = new Set(
  (
    'observation-category condition-category condition-clinical condition-ver-status allergyintolerance-clinical data-absent-reason ' +
    'diagnosis-role discharge-disposition admit-source organization-type coverage-class adjudication benefit-category ex-diagnosistype ' +
    'claim-type claimcareteamrole payeetype process-priority location-physical-type immunization-origin list-empty-reason ' +
    'composition-altcode-kind goal-achievement goal-priority consentscope provenance-participant-type service-type service-category'
  ).split(' '),
);
const RENAMED: Readonly<Record<string, string>> = {
  'http://hl7.org/fhir/v2/0078': `${HL7}/v3-ObservationInterpretation`,
  'http://hl7.org/fhir/medication-request-category': `${HL7}/medicationrequest-category`,
  'http://hl7.org/fhir/medication-statement-category': `${HL7}/medication-statement-category`,
};

/** Where R4 looks for a code system. */
function system(node: JsonObject): void {
  const old = node['system'];
  if (typeof old !== 'string' || !old.startsWith('http://hl7.org/fhir/')) return;
  const [, version, name = ''] = /^http:\/\/hl7\.org\/fhir\/(?:(v2|v3)\/)?([\w-]+)$/.exec(old) ?? [];
  if (Object.hasOwn(RENAMED, old)) node['system'] = RENAMED[old] as string;
  else if (version !== undefined) node['system'] = `${HL7}/${version}-${name}`;
  else if (MOVED.has(name)) node['system'] = `${HL7}/${name}`;
}

/** DSTU2 calls a visit's diagnosis only that. */
function category(node: JsonObject): void {
  if (node['system'] === `${HL7}/condition-category` && node['code'] === 'diagnosis') node['code'] = 'encounter-diagnosis';
}

export const codings: Rules = { Coding: [system, category] };
