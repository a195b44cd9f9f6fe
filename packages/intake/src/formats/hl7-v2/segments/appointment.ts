import type { JsonObject } from '@satchel/fhir';
import { conceptOf } from '../datatypes/concepts.ts';
import { instantOf } from '../datatypes/dates.ts';
import { entityOf } from '../datatypes/people.ts';
import type { Segment } from '../syntax/segment.ts';
import { APPOINTMENT_STATUS, lookUp } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';
import { practitioner } from './people.ts';

/** Events of SIU messages that say what became of an appointment. */
const EVENTS: Readonly<Record<string, string>> = {
  S12: 'booked',
  S13: 'booked',
  S14: 'booked',
  S15: 'cancelled',
  S16: 'cancelled',
  S17: 'entered-in-error',
  S26: 'noshow',
};

/** SCH: an appointment. */
export function sch(segment: Segment, walk: Walk): void {
  const [placer, filler] = [entityOf(segment.first(1), 'PLAC'), entityOf(segment.first(2), 'FILL')];
  const [start, end] = [instantOf(segment.text(11, 4), walk.zone), instantOf(segment.text(11, 5), walk.zone)];
  const minutes = Number(segment.text(9));
  const reason = conceptOf(segment.first(7));
  const type = conceptOf(segment.first(8));
  const status = EVENTS[walk.event] ?? lookUp(APPOINTMENT_STATUS, segment.text(25).toUpperCase()) ?? 'proposed';
  const resource: JsonObject = {
    resourceType: 'Appointment',
    ...(placer || filler ? { identifier: [placer, filler].filter((each) => each !== undefined) } : {}),
    status: start === undefined && status === 'booked' ? 'proposed' : status,
    ...(type && { appointmentType: type }),
    ...(reason && { reasonCode: [reason] }),
    ...(start !== undefined && { start, end: end ?? endOf(start, minutes) }),
    ...(Number.isInteger(minutes) && minutes > 0 && { minutesDuration: minutes }),
    participant: [{ type: [{ text: 'patient' }], status: 'accepted' }],
  };
  const number = segment.text(2) || segment.text(1);
  walk.keep(resource, ['appointment', number || `${segment.text(11, 4)} ${segment.text(7)}`], segment);
  walk.appointment = resource;
  seat(walk);
  walk.remarked = { resource, element: 'comment' };
}

function endOf(start: string, minutes: number): string {
  const length = Number.isInteger(minutes) && minutes > 0 ? minutes : 0;
  return new Date(Date.parse(start) + length * 60_000).toISOString();
}

/** What else takes part: service (AIS), person (AIP), place (AIL) or thing (AIG). */
export function resourceOfAppointment(segment: Segment, walk: Walk): void {
  const { appointment } = walk;
  if (!appointment) return;
  if (segment.name === 'AIS') {
    const service = conceptOf(segment.first(3));
    if (service) appointment['serviceType'] = [...listOf(appointment['serviceType']), service];
    return;
  }
  const actor = segment.name === 'AIP' ? practitioner(segment.first(3), segment, walk) : placeOf(segment);
  if (actor) appointment['participant'] = [...listOf(appointment['participant']), { actor, status: 'accepted' }];
}

function placeOf(segment: Segment): JsonObject | undefined {
  const value = segment.first(3);
  const words = segment.name === 'AIL' ? [value?.at(4), value?.at(1), value?.at(2), value?.at(3)] : [value?.at(2) || value?.at(1)];
  const display = words.filter(Boolean).join(', ');
  return display === '' ? undefined : { display };
}

/** The person usually comes after the appointment. */
export function seat(walk: Walk): void {
  const { appointment } = walk;
  const reference = walk.patientReference;
  if (!appointment || reference === '') return;
  const [, ...others] = listOf(appointment['participant']);
  appointment['participant'] = [{ actor: { reference }, status: 'accepted' }, ...others];
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
