import type { JsonObject } from '@satchel/fhir';
import { codeOf, conceptOf } from '../datatypes/concepts.ts';
import { dateTimeOf } from '../datatypes/dates.ts';
import { identifierOf, periodOf } from '../datatypes/people.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import { EVENT_STATUS, lookUp, PATIENT_CLASS } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';
import { practitioner } from './people.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const ROLES: readonly (readonly [field: number, role: string])[] = [
  [7, 'ATND'],
  [8, 'REF'],
  [9, 'CON'],
  [17, 'ADM'],
  [52, 'PART'],
];

/** PV1: the visit. One that has neither a number nor a time cannot be told from the next, and is not kept as one. */
export function pv1(segment: Segment, walk: Walk): void {
  const number = segment.first(19);
  const period = periodOf(segment.text(44), segment.text(45), walk.zone);
  if (!number && !period) {
    if (walk.kind === 'ADT') walk.unread(segment, 'This visit has neither a number nor a time.');
    return;
  }
  const key = ['visit', number ? number.at(1) : `${walk.patientReference} ${segment.text(44)} ${segment.text(45)}`];
  if (walk.event === 'A23') {
    walk.withdraw('Encounter', key, 'The sender has deleted this visit.', segment);
    return;
  }
  const participants = ROLES.flatMap(([field, role]) => segment.all(field).map((each) => participant(each, role, segment, walk)));
  const encounter: JsonObject = {
    resourceType: 'Encounter',
    ...identifier(number),
    status: lookUp(EVENT_STATUS, walk.kind === 'ADT' ? walk.event : '') ?? (period?.['end'] === undefined ? 'unknown' : 'finished'),
    class: classOf(segment.text(2)),
    ...concept('serviceType', segment.first(10)),
    ...walk.subject(),
    ...listed(
      'participant',
      participants.filter((each) => each !== undefined),
    ),
    ...(period && { period }),
    ...hospitalization(segment),
    ...listed(
      'location',
      [segment.first(3)].flatMap((each) => locationOf(each, walk, segment)),
    ),
  };
  walk.encounter = walk.keep(encounter, key, segment);
}

function identifier(number: Repetition | undefined): JsonObject {
  const found = number && identifierOf(number, number.at(5) || 'VN');
  return found ? { identifier: [found] } : {};
}

function classOf(code: string): JsonObject {
  const known = lookUp(PATIENT_CLASS, code.toUpperCase());
  if (known !== undefined) return { system: `${HL7}/v3-ActCode`, code: known };
  return code === '' ? { display: 'unknown' } : { system: `${HL7}/v2-0004`, code };
}

function participant(value: Repetition, role: string, segment: Segment, walk: Walk): JsonObject | undefined {
  const individual = practitioner(value, segment, walk);
  return individual && { type: [codeOf(role, `${HL7}/v3-ParticipationType`)], individual };
}

function hospitalization(segment: Segment): JsonObject {
  const [source, disposition] = [segment.text(14), segment.text(36)];
  const stay = {
    ...(source !== '' && { admitSource: codeOf(source, `${HL7}/v2-0023`) }),
    ...(disposition !== '' && { dischargeDisposition: codeOf(disposition, `${HL7}/v2-0112`) }),
  };
  return Object.keys(stay).length ? { hospitalization: stay } : {};
}

/** A PL: ward, room and bed of a facility, as one place with a name. */
function locationOf(value: Repetition | undefined, walk: Walk, segment: Segment): JsonObject[] {
  if (!value) return [];
  const name = [value.at(4), value.at(7), value.at(8), value.at(1), value.at(2), value.at(3)].filter((part) => part !== '').join(', ');
  if (name === '') return [];
  return [{ location: { reference: walk.keep({ resourceType: 'Location', name }, ['place', name], segment), display: name } }];
}

/** PV2-3: why; PV2-12: about what. */
export function pv2(segment: Segment, walk: Walk): void {
  const encounter = walk.encounter === undefined ? undefined : walk.found(walk.encounter);
  if (!encounter) return;
  const words = segment.text(12);
  const reasons = [conceptOf(segment.first(3)), words === '' ? undefined : { text: words }].filter((each) => each !== undefined);
  if (reasons.length) encounter['reasonCode'] = reasons;
  const planned = dateTimeOf(segment.text(8), walk.zone);
  if (planned !== undefined && encounter['status'] === 'planned' && encounter['period'] === undefined)
    encounter['period'] = { start: planned };
}

function concept(name: string, value: Repetition | undefined): JsonObject {
  const found = conceptOf(value);
  return found ? { [name]: found } : {};
}

const listed = (name: string, values: readonly JsonObject[]): JsonObject => (values.length ? { [name]: [...values] } : {});
