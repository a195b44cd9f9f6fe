import type { JsonObject } from '@satchel/fhir';
import { codeOf, conceptOf, keyOf } from '../datatypes/concepts.ts';
import { dateOf, dateTimeOf } from '../datatypes/dates.ts';
import { entityOf } from '../datatypes/people.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import { ALLERGEN, lookUp, SEVERITY } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';
import { practitioner } from './people.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const visit = (walk: Walk): JsonObject => (walk.encounter === undefined ? {} : { encounter: { reference: walk.encounter } });

/** AL1: an allergy of the list as it stands; IAM: one that is added, changed or taken off. */
export function allergy(segment: Segment, walk: Walk): void {
  const isIam = segment.name === 'IAM';
  const code = segment.first(3);
  const concept = conceptOf(code);
  if (!concept) {
    walk.unread(segment, 'This allergy does not say to what.');
    return;
  }
  const number = isIam ? entityOf(segment.first(7), '') : undefined;
  const key = ['allergy', walk.patientReference, keyOf(code)];
  if (isIam && segment.text(6) === 'D') {
    walk.withdraw('AllergyIntolerance', key, 'The sender has deleted this allergy.', segment);
    return;
  }
  const category = lookUp(ALLERGEN, segment.text(2));
  const severity = lookUp(SEVERITY, segment.text(4));
  const reactions = segment
    .all(5)
    .map((each) => conceptOf(each))
    .filter((each) => each !== undefined);
  const [onset, recorded] = isIam
    ? [dateTimeOf(segment.text(11), walk.zone), dateTimeOf(segment.text(13), walk.zone)]
    : [undefined, dateTimeOf(segment.text(6), walk.zone)];
  const resource: JsonObject = {
    resourceType: 'AllergyIntolerance',
    ...(number && { identifier: [number] }),
    clinicalStatus: codeOf('active', `${HL7}/allergyintolerance-clinical`),
    ...(category !== undefined && { category: [category] }),
    code: concept,
    ...walk.subject('patient'),
    ...(onset !== undefined && { onsetDateTime: onset }),
    ...(recorded !== undefined && { recordedDate: recorded }),
    ...(reactions.length > 0 && {
      reaction: [{ manifestation: reactions.map(asManifestation), ...(severity !== undefined && { severity }) }],
    }),
    ...(reactions.length === 0 && severity === 'severe' && { criticality: 'high' }),
  };
  walk.keep(resource, key, segment);
  walk.remarked = { resource, element: 'note' };
}

/** AL1-5 is words, though some send them where a code would be. */
function asManifestation(concept: JsonObject): JsonObject {
  const [coding] = Array.isArray(concept['coding']) ? (concept['coding'] as JsonObject[]) : [];
  return coding && coding['system'] === undefined ? { text: String(coding['display'] ?? coding['code']) } : concept;
}

/** DG1: a diagnosis of a visit. */
export function dg1(segment: Segment, walk: Walk): void {
  const code = concept(segment.first(3), segment.text(4));
  if (!code) return;
  const number = segment.text(20);
  const key = ['diagnosis', ...(number ? [number] : [walk.encounter ?? walk.patientReference, keyOf(segment.first(3)) || segment.text(4)])];
  if (segment.text(21) === 'D') {
    walk.withdraw('Condition', key, 'The sender has deleted this diagnosis.', segment);
    return;
  }
  const recorded = dateTimeOf(segment.text(5), walk.zone);
  const kind = segment.text(6);
  const by = practitioner(segment.first(16), segment, walk);
  const resource: JsonObject = {
    resourceType: 'Condition',
    ...(kind === 'W' && { verificationStatus: codeOf('provisional', `${HL7}/condition-ver-status`) }),
    category: [codeOf('encounter-diagnosis', `${HL7}/condition-category`)],
    code,
    ...walk.subject(),
    ...visit(walk),
    ...(recorded !== undefined && { recordedDate: recorded }),
    ...(by && { asserter: by }),
  };
  walk.keep(resource, key, segment);
  walk.remarked = { resource, element: 'note' };
}

/** PRB: a problem of the list. */
export function prb(segment: Segment, walk: Walk): void {
  const code = conceptOf(segment.first(3));
  if (!code) return;
  const key = ['problem', segment.text(4) || `${walk.patientReference} ${keyOf(segment.first(3))}`];
  if (segment.text(1) === 'DE') {
    walk.withdraw('Condition', key, 'The sender has deleted this problem.', segment);
    return;
  }
  const [recorded, resolved, onset] = [2, 9, 16].map((field) => dateTimeOf(segment.text(field), walk.zone));
  const status = resolved !== undefined ? 'resolved' : 'active';
  const resource: JsonObject = {
    resourceType: 'Condition',
    clinicalStatus: codeOf(status, `${HL7}/condition-clinical`),
    category: [codeOf('problem-list-item', `${HL7}/condition-category`)],
    code,
    ...walk.subject(),
    ...(onset !== undefined && { onsetDateTime: onset }),
    ...(resolved !== undefined && { abatementDateTime: resolved }),
    ...(recorded !== undefined && { recordedDate: recorded }),
  };
  walk.keep(resource, key, segment);
  walk.remarked = { resource, element: 'note' };
}

/** PR1: a procedure of a visit. */
export function pr1(segment: Segment, walk: Walk): void {
  const code = concept(segment.first(3), segment.text(4));
  if (!code) return;
  const number = segment.text(19);
  const key = ['procedure', ...(number ? [number] : [walk.encounter ?? walk.patientReference, keyOf(segment.first(3)), segment.text(5)])];
  if (segment.text(20) === 'D') {
    walk.withdraw('Procedure', key, 'The sender has deleted this procedure.', segment);
    return;
  }
  const at = dateTimeOf(segment.text(5), walk.zone);
  const actors = [...segment.all(11), ...segment.all(12)]
    .map((each) => practitioner(each, segment, walk))
    .filter((each) => each !== undefined);
  const reason = conceptOf(segment.first(15));
  const resource: JsonObject = {
    resourceType: 'Procedure',
    status: 'completed',
    code,
    ...walk.subject(),
    ...visit(walk),
    ...(at !== undefined && { performedDateTime: at }),
    ...(actors.length > 0 && { performer: actors.map((actor) => ({ actor })) }),
    ...(reason && { reasonCode: [reason] }),
  };
  walk.keep(resource, key, segment);
  walk.remarked = { resource, element: 'note' };
}

function concept(value: Repetition | undefined, words: string): JsonObject | undefined {
  const code = conceptOf(value);
  if (!code) return words === '' ? undefined : { text: words };
  return words === '' || code['text'] !== undefined ? code : { ...code, text: words };
}

/** IN1: an insurance. */
export function in1(segment: Segment, walk: Walk): void {
  const company = segment.first(4)?.at(1) || segment.text(3);
  const member = segment.text(36);
  const [start, end] = [dateOf(segment.text(12)), dateOf(segment.text(13))];
  const relationship = conceptOf(segment.first(17));
  const classes = [
    ['plan', segment.text(2), segment.text(2, 2)],
    ['group', segment.text(8), segment.text(9)],
  ].flatMap(([code = '', value = '', name = '']) =>
    value === '' ? [] : [{ type: codeOf(code, `${HL7}/coverage-class`), value, ...(name !== '' && { name }) }],
  );
  const type = segment.text(15);
  walk.keep(
    {
      resourceType: 'Coverage',
      status: 'active',
      ...(type !== '' && { type: conceptOf(segment.first(15)) ?? { text: type } }),
      ...(member !== '' && { subscriberId: member }),
      ...walk.subject('beneficiary'),
      ...(relationship && { relationship }),
      ...((start !== undefined || end !== undefined) && {
        period: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
      }),
      payor: [{ display: company || 'unknown' }],
      ...(classes.length > 0 && { class: classes }),
    },
    ['coverage', walk.patientReference, segment.text(2), member || company],
    segment,
  );
}
