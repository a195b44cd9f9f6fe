import type { JsonObject } from '@satchel/fhir';
import { absent, element, mapped, reference } from '../build.ts';
import type { EntryContext } from '../context.ts';
import { isCcda } from '../context.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { timeElement } from '../datatypes/times.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { deviceOf } from './devices.ts';
import {
  authorshipOf,
  isNegated,
  locationsOf,
  notesOf,
  performersOf,
  reasonsOf,
  requiredCode,
  sitesOf,
  statusOf,
  whenIn,
} from './elements.ts';
import { problem } from './problems.ts';

/** C-CDA on FHIR, CF-ProcedureStatus. */
const STATUSES: Readonly<Record<string, string>> = {
  aborted: 'stopped',
  active: 'in-progress',
  cancelled: 'not-done',
  completed: 'completed',
  suspended: 'on-hold',
  held: 'on-hold',
  new: 'preparation',
  nullified: 'entered-in-error',
};

/** Procedure Activity Procedure, Act or Observation that happened, to Procedure. */
export function procedure(statement: XmlNode, at: EntryContext): string {
  const time = timeElement('performed', whenIn(statement, at));
  const resource = element({
    resourceType: 'Procedure',
    identifier: identifiersOf(statement),
    status: isNegated(statement) ? 'not-done' : (STATUSES[statusOf(statement) ?? ''] ?? 'unknown'),
    code: requiredCode(statement, at),
    subject: at.patient,
    ...(Object.keys(time).length ? time : { _performedDateTime: absent() }),
    recorder: authorshipOf(statement, at).recorder,
    performer: performersOf(statement, at).map((actor) => ({ actor })),
    location: locationsOf(statement, at)[0],
    reasonCode: reasonsOf(statement, at).reasonCode,
    bodySite: sitesOf(statement, 'targetSiteCode', at),
    note: notesOf(statement, at),
    complicationDetail: complicationsOf(statement, at),
    focalDevice: devicesIn(statement, at).map((manipulated) => ({ manipulated })),
  });
  return at.add(resource, statement);
}

/** Devices that a procedure put in or used. */
export function devicesIn(statement: XmlNode, at: EntryContext): JsonObject[] {
  const participants = children(statement, 'participant').filter((each) => ['DEV', 'PRD'].includes(attribute(each, 'typeCode') ?? ''));
  return mapped(participants, (each) => {
    const made = deviceOf(statement, child(each, 'participantRole'), at);
    return made === undefined ? undefined : reference(made);
  });
}

function complicationsOf(statement: XmlNode, at: EntryContext): JsonObject[] {
  const found = at.related(
    statement,
    (each, relation) => each.name === 'observation' && isCcda(each, '4') && attribute(relation, 'typeCode') === 'COMP',
  );
  return found.map((each) => reference(problem(each, undefined, at)));
}
