const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** What HL7 v2 calls code systems (table 0396), and FHIR's names of them. */
const SYSTEMS: Readonly<Record<string, string>> = {
  LN: 'http://loinc.org',
  LOINC: 'http://loinc.org',
  SCT: 'http://snomed.info/sct',
  SNM: 'http://snomed.info/sct',
  SNOMED: 'http://snomed.info/sct',
  'SNOMED-CT': 'http://snomed.info/sct',
  SNOMEDCT: 'http://snomed.info/sct',
  SCT2: 'http://snomed.info/sct',
  RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  CVX: 'http://hl7.org/fhir/sid/cvx',
  MVX: 'http://hl7.org/fhir/sid/mvx',
  UCUM: 'http://unitsofmeasure.org',
  I9: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9CDX: 'http://hl7.org/fhir/sid/icd-9-cm',
  I10: 'http://hl7.org/fhir/sid/icd-10',
  I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
  ICD10: 'http://hl7.org/fhir/sid/icd-10',
  'ICD-10-CM': 'http://hl7.org/fhir/sid/icd-10-cm',
  C4: 'http://www.ama-assn.org/go/cpt',
  CPT: 'http://www.ama-assn.org/go/cpt',
  CPT4: 'http://www.ama-assn.org/go/cpt',
  HCPCS: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  ATC: 'http://www.whocc.no/atc',
  UNII: 'http://fdasis.nlm.nih.gov',
  NCIT: 'http://ncithesaurus-stage.nci.nih.gov',
  CDCREC: 'urn:oid:2.16.840.1.113883.6.238',
  NIP001: 'urn:oid:2.16.840.1.114222.4.5.274',
  NIP002: 'urn:oid:2.16.840.1.114222.4.5.277',
  CDCPHINVS: 'urn:oid:2.16.840.1.114222.4.5.274',
  ISO639: 'urn:ietf:bcp:47',
  ISO3166_1: 'urn:iso:std:iso:3166',
};

/** FHIR's name of a code system that v2 names shortly; undefined for a system that only its sender knows. */
export function systemOf(name: string): string | undefined {
  const short = name.trim().toUpperCase();
  const table = /^HL7(?:0*)(\d{1,4})$/.exec(short)?.[1];
  if (table !== undefined) return `${HL7}/v2-${table.padStart(4, '0')}`;
  return Object.hasOwn(SYSTEMS, short) ? SYSTEMS[short] : undefined;
}
