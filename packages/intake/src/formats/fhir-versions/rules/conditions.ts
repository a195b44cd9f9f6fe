import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { append, asText, codes, conceptIn, listOf, move, type Rule, type Rules } from '../rule.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const ALLERGY_CLINICAL = `${HL7}/allergyintolerance-clinical`;
const ALLERGY_VERIFICATION = `${HL7}/allergyintolerance-verification`;

/** DSTU2 says with one code whether an allergy is there and whether it is certain. */
const ALLERGY_STATUS: Readonly<Record<string, readonly [clinical: string | undefined, verification: string | undefined]>> = {
  active: ['active', undefined],
  unconfirmed: ['active', 'unconfirmed'],
  confirmed: ['active', 'confirmed'],
  inactive: ['inactive', undefined],
  resolved: ['resolved', undefined],
  refuted: ['inactive', 'refuted'],
  'entered-in-error': [undefined, 'entered-in-error'],
};

function allergyStatus(node: JsonObject): void {
  const found = typeof node['status'] === 'string' ? ALLERGY_STATUS[node['status']] : undefined;
  if (!found) return;
  const [clinical, verification] = found;
  if (clinical !== undefined) node['clinicalStatus'] ??= { coding: [{ system: ALLERGY_CLINICAL, code: clinical }] };
  if (verification !== undefined) node['verificationStatus'] ??= { coding: [{ system: ALLERGY_VERIFICATION, code: verification }] };
  delete node['status'];
}

/** A required status was a code and is a concept. */
const coded = (name: string, system: string): Rule => {
  const as = conceptIn(system);
  return (node) => {
    const concept = as(node[name] as JsonValue, node);
    if (concept !== undefined) node[name] = concept;
  };
};

/** R5 lists who took part; R4 names who wrote it down and who said so. */
function participants(node: JsonObject): void {
  const rest: JsonValue[] = [];
  for (const each of listOf(node['participant'])) {
    const [to, actor] = isJsonObject(each) ? roleOf(each) : [undefined, undefined];
    if (to !== undefined && actor !== undefined && node[to] === undefined) node[to] = actor;
    else rest.push(each);
  }
  if (rest.length) node['participant'] = rest;
  else delete node['participant'];
}

function roleOf({ function: role, actor }: JsonObject): [string | undefined, JsonValue | undefined] {
  const all = isJsonObject(role) ? listOf(role['coding']).filter(isJsonObject) : [];
  const code = all.map((each) => each['code']).find((each) => typeof each === 'string');
  return [
    code === 'author' || code === 'enterer' ? 'recorder' : code === 'informant' || code === 'attester' ? 'asserter' : undefined,
    actor,
  ];
}

function conditionEvidence(node: JsonObject): void {
  const evidence = listOf(node['evidence']).flatMap((each): JsonValue[] => {
    if (!isJsonObject(each) || !('concept' in each || isJsonObject(each['reference']))) return [each];
    return [
      {
        ...(each['concept'] !== undefined && { code: [each['concept']] }),
        ...(each['reference'] !== undefined && { detail: [each['reference']] }),
      },
    ];
  });
  if (evidence.length) node['evidence'] = evidence;
}

export const conditions: Rules = {
  AllergyIntolerance: [
    move('substance', 'code'),
    move('reporter', 'asserter'),
    move('onset', 'onsetDateTime'),
    move('assertedDate', 'recordedDate'),
    move('lastOccurence', 'lastOccurrence'),
    codes('criticality', { CRITL: 'low', CRITH: 'high', CRITU: 'unable-to-assess' }),
    allergyStatus,
    coded('clinicalStatus', ALLERGY_CLINICAL),
    coded('verificationStatus', ALLERGY_VERIFICATION),
    participants,
  ],
  Condition: [
    move('dateRecorded', 'recordedDate'),
    move('assertedDate', 'recordedDate'),
    move('onsetQuantity', 'onsetAge'),
    move('abatementQuantity', 'abatementAge'),
    coded('clinicalStatus', `${HL7}/condition-clinical`),
    coded('verificationStatus', `${HL7}/condition-ver-status`),
    conditionEvidence,
    participants,
  ],
  FamilyMemberHistory: [
    move('gender', 'sex', conceptIn('http://hl7.org/fhir/administrative-gender')),
    move('ageQuantity', 'ageAge'),
    move('deceasedQuantity', 'deceasedAge'),
  ],
  'FamilyMemberHistory.condition': [move('onsetQuantity', 'onsetAge')],
  RiskAssessment: [move('date', 'occurrenceDateTime'), append('comment', 'note', asText)],
};
