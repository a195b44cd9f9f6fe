import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, mapped, type Parts, SNOMED } from '../build.ts';
import { codeOf, type EntryContext, hasTemplate, isCcda } from '../context.ts';
import { conceptOf, isCoded } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { absentReason } from '../datatypes/null-flavor.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { authorshipOf, isNegated, notesOf, statusOf, whenIn, wordsOf, wordsOfConcept } from './elements.ts';

/** C-CDA on FHIR: CF-AllergyStatus, CF-AllergyIntoleranceType, CF-AllergyIntoleranceCategory, CF-Severity, CF-Criticality. */
const STATUSES: Readonly<Record<string, string>> = { '413322009': 'resolved', '73425007': 'inactive', '55561003': 'active' };
const TYPES: Readonly<Record<string, string>> = {
  '235719002': 'intolerance',
  '59037007': 'intolerance',
  '414285001': 'allergy',
  '416098002': 'allergy',
  '419199007': 'allergy',
};
const CATEGORIES: Readonly<Record<string, string>> = {
  '235719002': 'food',
  '414285001': 'food',
  '418471000': 'food',
  '416098002': 'medication',
  '419511003': 'medication',
  '59037007': 'medication',
};
export const SEVERITIES: Readonly<Record<string, string>> = {
  '255604002': 'mild',
  '371923003': 'mild',
  '6736007': 'moderate',
  '371924009': 'moderate',
  '24484000': 'severe',
  '399166001': 'severe',
};
const CRITICALITIES: Readonly<Record<string, string>> = { CRITH: 'high', CRITL: 'low', CRITU: 'unable-to-assess' };
/** CF-NoKnownAllergies, and latex, which C-CDA on FHIR names in its text. */
const NO_KNOWN: Readonly<Record<string, readonly [code: string, display: string]>> = {
  '414285001': ['429625007', 'No known food allergy'],
  '235719002': ['429625007', 'No known food allergy'],
  '418471000': ['429625007', 'No known food allergy'],
  '416098002': ['409137002', 'No known drug allergy'],
  '419511003': ['409137002', 'No known drug allergy'],
  '59037007': ['409137002', 'No known drug allergy'],
  '426232007': ['428607008', 'No known environmental allergy'],
};
const NO_KNOWN_ALLERGY = ['716186003', 'No known allergy'] as const;
const NO_KNOWN_LATEX = ['1003774007', 'No known latex allergy'] as const;

const CLINICAL = `${HL7}/allergyintolerance-clinical`;
const VERIFICATION = `${HL7}/allergyintolerance-verification`;
const ABATEMENT = 'http://hl7.org/fhir/StructureDefinition/allergyintolerance-abatement';
const RISK = 'http://hl7.org/fhir/StructureDefinition/allergyintolerance-substanceExposureRisk';

/** Whether this is an Allergy - Intolerance Observation of C-CDA, CCD or C32. */
export const isAllergyObservation = (statement: XmlNode): boolean =>
  statement.name === 'observation' && (isCcda(statement, '7', '90') || hasTemplate(statement, '2.16.840.1.113883.10.20.1.18'));

/** Allergy - Intolerance Observation to AllergyIntolerance; `concern` is the act around it. */
export function allergy(observation: XmlNode, concern: XmlNode | undefined, at: EntryContext): string {
  const when = whenIn(observation, at);
  const kind = attribute(child(observation, 'value'), 'code') ?? '';
  const { recorded, recorder } = authorshipOf(observation, at);
  const category = CATEGORIES[kind];
  const resource = element({
    resourceType: 'AllergyIntolerance',
    extension: when.high === undefined ? undefined : [{ url: ABATEMENT, valueDateTime: when.high }],
    identifier: identifiersOf(observation),
    ...statusesOf(observation, concern, when.high !== undefined || when.endedUnknown === true, at),
    type: TYPES[kind],
    category: category === undefined ? undefined : [category],
    criticality: criticalityOf(observation, at),
    ...substanceOf(observation, at),
    patient: at.patient,
    onsetDateTime: when.low ?? when.value,
    recordedDate: recorded,
    recorder,
    note: notesOf(observation, at),
    reaction: reactionsOf(observation, concern, at),
  });
  return at.add(resource, observation);
}

/** The status observation speaks first, then the concern; what has ended is not active. */
function statusesOf(observation: XmlNode, concern: XmlNode | undefined, ended: boolean, at: EntryContext): Parts {
  const [stated] = at.related(observation, (each) => codeOf(each) === '33999-4' || isCcda(each, '28'));
  const status = stated && STATUSES[attribute(child(stated, 'value'), 'code') ?? ''];
  const act = (concern && statusOf(concern)) ?? statusOf(observation);
  if (act === 'nullified') return { verificationStatus: codeable(VERIFICATION, 'entered-in-error') };
  const clinical = status ?? (ended ? 'resolved' : act === undefined || act === 'active' || !concern ? 'active' : 'inactive');
  return { clinicalStatus: codeable(CLINICAL, ended && clinical === 'active' ? 'inactive' : clinical) };
}

function criticalityOf(observation: XmlNode, at: EntryContext): string | undefined {
  const [found] = at.related(observation, (each) => codeOf(each) === '82606-5' || isCcda(each, '145'));
  return CRITICALITIES[attribute(child(found, 'value'), 'code') ?? ''];
}

/** The substance; where it is denied, the concept that says so, or the substance with the word that it does no harm. */
function substanceOf(observation: XmlNode, at: EntryContext): Parts {
  const participant = children(observation, 'participant').find((each) => child(each, 'participantRole', 'playingEntity'));
  const entity = child(participant, 'participantRole', 'playingEntity');
  const substance = child(entity, 'code');
  const name = child(entity, 'name');
  const concept = conceptOf(substance, at.anchors) ?? (name && plainText(name) ? { text: plainText(name) } : undefined);
  const value = child(observation, 'value');
  const kind = attribute(value, 'code') ?? '';
  if (!isNegated(observation)) return { code: concept ?? conceptOf(value, at.anchors) ?? textConcept(observation, at) };
  if (!concept || attribute(substance, 'code') === undefined || isCoded(substance, ...Object.keys(NO_KNOWN), '105590001'))
    return { code: denied(NO_KNOWN[kind] ?? NO_KNOWN_ALLERGY) };
  if (isCoded(substance, '111088007', '1003755004')) return { code: denied(NO_KNOWN_LATEX) };
  return {
    code: { text: `No known allergy: ${wordsOfConcept(concept) ?? 'see the substance'}` },
    modifierExtension: [
      {
        url: RISK,
        extension: [
          { url: 'substance', valueCodeableConcept: concept },
          { url: 'exposureRisk', valueCodeableConcept: codeable(`${HL7}/allerg-intol-substance-exp-risk`, 'no-known-reaction-risk') },
        ],
      },
    ],
  };
}

const textConcept = (observation: XmlNode, at: EntryContext): JsonObject | undefined => {
  const text = wordsOf(observation, at);
  return text === undefined ? undefined : { text };
};

const denied = ([code, display]: readonly [string, string]): JsonObject => codeable(SNOMED, code, display);

/** Reactions with their severity; one that is given for the allergy as a whole holds for each reaction without its own. */
function reactionsOf(observation: XmlNode, concern: XmlNode | undefined, at: EntryContext): JsonObject[] {
  const ofConcern = concern && severityIn(concern, at);
  const overall = severityIn(observation, at) ?? ofConcern;
  const reactions = at.related(
    observation,
    (each, relation) => isCcda(each, '9') || (each.name === 'observation' && attribute(relation, 'typeCode') === 'MFST'),
  );
  return mapped(reactions, (reaction) => {
    const manifestation = conceptOf(child(reaction, 'value'), at.anchors) ?? textConcept(reaction, at);
    const when = whenIn(reaction, at);
    const severity = severityIn(reaction, at) ?? overall;
    return element({
      manifestation: [manifestation ?? codeable(`${HL7}/data-absent-reason`, absentReason(child(reaction, 'value')) ?? 'unknown')],
      onset: when.low ?? when.value,
      severity,
      note: notesOf(reaction, at),
    });
  });
}

function severityIn(statement: XmlNode, at: EntryContext): string | undefined {
  const [found] = at.related(
    statement,
    (each) => codeOf(each) === 'SEV' || isCcda(each, '8') || hasTemplate(each, '2.16.840.1.113883.10.20.1.55'),
  );
  return SEVERITIES[attribute(child(found, 'value'), 'code') ?? ''];
}
