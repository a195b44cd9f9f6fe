import type { JsonObject } from '@satchel/fhir';
import { element, list, mapped } from '../build.ts';
import { codeOf, type EntryContext, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { periodOf, whenOf } from '../datatypes/times.ts';
import { participantOf } from '../header/people.ts';
import { child, children, type XmlNode } from '../xml/node.ts';
import { nestedConcept, notesOf, statusOf, whenIn, wordsOfConcept } from './elements.ts';

const STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  completed: 'inactive',
  suspended: 'suspended',
  aborted: 'inactive',
  nullified: 'entered-in-error',
  new: 'proposed',
};

/** Care Team Organizer to CareTeam. */
export function careTeam(organizer: XmlNode, at: EntryContext): string {
  const type = nestedConcept(organizer, at, (each) => isCcda(each, '500.2') || codeOf(each) === '86744-0');
  const members = at.related(organizer, (each) => isCcda(each, '500.1') || child(each, 'performer') !== undefined);
  const resource = element({
    resourceType: 'CareTeam',
    identifier: identifiersOf(organizer),
    status: STATUSES[statusOf(organizer) ?? ''] ?? 'active',
    category: list(type),
    name: wordsOfConcept(conceptOf(child(organizer, 'code'), at.anchors)) ?? wordsOfConcept(type),
    subject: at.patient,
    period: periodOf(whenIn(organizer, at)),
    participant: members.flatMap((each) => memberOf(each, at)),
    note: notesOf(organizer, at),
  });
  return at.add(resource, organizer);
}

function memberOf(act: XmlNode, at: EntryContext): JsonObject[] {
  const period = periodOf(whenOf(child(act, 'effectiveTime'), at.zone));
  return mapped(children(act, 'performer'), (performer) => {
    const entity = child(performer, 'assignedEntity');
    const member = participantOf(entity, at.document, at.place);
    const role = conceptOf(child(performer, 'sdtc:functionCode') ?? child(performer, 'functionCode') ?? child(entity, 'code'), at.anchors);
    return member && element({ role: list(role), member, period });
  });
}
