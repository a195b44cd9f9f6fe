import { element, list, reference } from '../build.ts';
import type { EntryContext } from '../context.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { timeElement } from '../datatypes/times.ts';
import type { XmlNode } from '../xml/node.ts';
import { notesOf, requiredCode, statusOf } from './elements.ts';
import { categoryOf, observation } from './observations.ts';
import { spanOf } from './results.ts';

/** An organizer of observations of any kind (functional status, mental status) to an Observation that has them as members. */
export function panel(organizer: XmlNode, at: EntryContext): string {
  const found = at.related(organizer, (each) => each.name === 'observation');
  const members = found.map((each) => observation(each, at));
  const code = requiredCode(organizer, at);
  const resource = element({
    resourceType: 'Observation',
    identifier: identifiersOf(organizer),
    status: statusOf(organizer) === 'nullified' ? 'entered-in-error' : 'final',
    category: list(categoryOf(at, code)),
    code,
    subject: at.patient,
    ...timeElement('effective', spanOf(organizer, found, at)),
    note: notesOf(organizer, at),
    hasMember: members.map((each) => reference(each)),
  });
  return at.add(resource, organizer);
}
