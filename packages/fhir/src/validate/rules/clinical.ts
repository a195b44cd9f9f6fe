import { UCUM, all, count, has, hasChoice, howMany, implies, isCoded, isNotBefore, isOneOf, isSame, path, text } from './rule.ts';
import type { Rules } from './rule.ts';
import type { JsonObject } from '../../json/value.ts';

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const ALLERGY_VERIFICATION = `${TERMINOLOGY}/allergyintolerance-verification`;
const CONDITION_CLINICAL = `${TERMINOLOGY}/condition-clinical`;
const CONDITION_VERIFICATION = `${TERMINOLOGY}/condition-ver-status`;

const isErroneous = (e: JsonObject, system: string) => isCoded(e, 'verificationStatus', system, 'entered-in-error');

/** Rules of the resources about a person's health. */
export const clinicalRules: Rules = {
  'ait-1': (e) => isErroneous(e, ALLERGY_VERIFICATION) || has(e, 'clinicalStatus'),
  'ait-2': (e) => !isErroneous(e, ALLERGY_VERIFICATION) || !has(e, 'clinicalStatus'),
  'con-1': (e) => has(e, 'summary') || has(e, 'assessment'),
  'con-2': (e) => has(e, 'code') || has(e, 'detail'),
  'con-4': (e) => !hasChoice(e, 'abatement') || isCoded(e, 'clinicalStatus', CONDITION_CLINICAL, 'resolved', 'remission', 'inactive'),
  'con-5': (e) => !isErroneous(e, CONDITION_VERIFICATION) || !has(e, 'clinicalStatus'),
  'fhs-1': (e) => !hasChoice(e, 'age') || !hasChoice(e, 'born'),
  'fhs-2': (e) => hasChoice(e, 'age') || !has(e, 'estimatedAge'),
  'gol-1': (e) => has(e, 'measure') || !hasChoice(e, 'detail'),
  'imm-1': (e) => has(e, 'documentType') || has(e, 'reference'),
  'imr-1': (e) => has(e, 'vaccineCode') || has(e, 'targetDisease'),
  'mad-1': (e) => has(e, 'dose') || hasChoice(e, 'rate'),
  'mdd-1': (e) => isNotBefore(e.whenHandedOver, e.whenPrepared),
  'msq-3': (e) => e.coordinateSystem === 1 || e.coordinateSystem === 0,
  'msq-5': (e) => has(e, 'chromosome') === has(e, 'genomeBuild'),
  'msq-6': (e) => howMany(e, 'genomeBuild', 'referenceSeqId', 'referenceSeqPointer', 'referenceSeqString') === 1,
  'obs-3': (e) => has(e, 'low') || has(e, 'high') || has(e, 'text'),
  'obs-6': (e) => !has(e, 'dataAbsentReason') || !hasChoice(e, 'value'),
  'obs-7': (e) => !has(e, 'component') || !hasChoice(e, 'value') || !sharesCoding(e),
  'ras-2': (e) => typeof e.probabilityDecimal !== 'number' || e.probabilityDecimal <= 100,
  'cpl-3': (e) => !has(e, 'detail') || !has(e, 'reference'),
  'ctm-1': (e, { root }) => !has(e, 'onBehalfOf') || isPractitionerOrUnknown(e, root),
  'prr-1': (e) => !has(e, 'orderDetail') || has(e, 'code'),
};

/** A component has one of the codings of the Observation itself. */
function sharesCoding(observation: JsonObject): boolean {
  const own = path(observation, 'code', 'coding');
  return path(observation, 'component', 'code', 'coding').some((coding) => own.some((each) => isSame(each, coding)));
}

/** Only what is contained can be looked up here. */
function isPractitionerOrUnknown(participant: JsonObject, root: JsonObject): boolean {
  const reference = all(participant, 'member')[0]?.reference;
  const member = all(root, 'contained').find((each) => reference === `#${text(each, 'id')}`);
  return member === undefined || member.resourceType === 'Practitioner';
}

/** Rules of the resources about people, care and its records. */
export const careRules: Rules = {
  'app-1': (e) => has(e, 'type') || has(e, 'actor'),
  'app-2': (e) => has(e, 'start') === has(e, 'end'),
  'app-3': (e) => (has(e, 'start') && has(e, 'end')) || isOneOf(e, 'status', 'proposed', 'cancelled', 'waitlist'),
  'app-4': (e) => implies(has(e, 'cancelationReason'), isOneOf(e, 'status', 'no-show', 'cancelled')),
  'apr-1': (e) => has(e, 'participantType') || has(e, 'actor'),
  'sev-1': (e) => !has(e, 'name') || !has(e, 'query'),
  'cmp-1': (e) => has(e, 'text') || has(e, 'entry') || has(e, 'section'),
  'cmp-2': (e) => !has(e, 'emptyReason') || !has(e, 'entry'),
  'ppc-1': (e) => has(e, 'policy') || has(e, 'policyRule'),
  'ppc-2': (e) => isPatientGivenFor(e, 'patient-privacy'),
  'ppc-3': (e) => isPatientGivenFor(e, 'research'),
  'ppc-4': (e) => isPatientGivenFor(e, 'adr'),
  'ppc-5': (e) => isPatientGivenFor(e, 'treatment'),
  'ces-1': (e) => has(e, 'category') !== has(e, 'productOrService'),
  'grp-1': (e) => !has(e, 'member') || e.actual === true,
  'ipn-1': (e) => howMany(e, 'identifier', 'name') > 0,
  'lnk-1': (e) => count(e, 'item') > 1,
  'lst-1': (e) => !has(e, 'emptyReason') || !has(e, 'entry'),
  'lst-2': (e) => e.mode === 'changes' || all(e, 'entry').every((entry) => !has(entry, 'deleted')),
  'lst-3': (e) => e.mode === 'working' || all(e, 'entry').every((entry) => !has(entry, 'date')),
  'org-1': (e) => howMany(e, 'identifier', 'name') > 0,
  'pat-1': (e) => has(e, 'name') || has(e, 'telecom') || has(e, 'address') || has(e, 'organization'),
  'rqg-1': (e) => has(e, 'resource') !== has(e, 'action'),
  'inv-1@Task': (e) => isNotBefore(e.lastModified, e.authoredOn),
};

/** The specification's own expression has the placeholder `something` where the system belongs. */
function isPatientGivenFor(consent: JsonObject, code: string): boolean {
  return has(consent, 'patient') || !isCoded(consent, 'scope', 'something', code);
}

const isPercent = (e: JsonObject, name: string) => {
  const bound = all(e, name)[0];
  return bound === undefined || (bound.code === '%' && bound.system === UCUM);
};

/** Rules that R4 puts on one element instead of on its type. */
export const elementRules: Rules = {
  'org-2': (e) => e.use !== 'home',
  'org-3': (e) => e.use !== 'home',
  'ras-1': (e) => isPercent(e, 'low') && isPercent(e, 'high'),
  'sdf-10': (e) => {
    const binding = all(e, 'binding')[0];
    return binding === undefined || has(binding, 'valueSet') || has(binding, 'description');
  },
};
