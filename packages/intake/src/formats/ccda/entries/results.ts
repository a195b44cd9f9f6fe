import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, list, mapped, reference } from '../build.ts';
import { type EntryContext } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifierOf, identifiersOf, idsOf } from '../datatypes/ids.ts';
import { quantityOf } from '../datatypes/quantities.ts';
import { periodOf, pointOf, timeElement, type When } from '../datatypes/times.ts';
import { participantOf } from '../header/people.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { conceptIn, issuedOf, notesOf, performersOf, requiredCode, statusOf, whenIn, wordsOf } from './elements.ts';
import { categoryOf, IMAGING, LABORATORY, observation } from './observations.ts';

/** C-CDA on FHIR, CF-ResultReportStatus. */
const STATUSES: Readonly<Record<string, string>> = {
  aborted: 'cancelled',
  active: 'registered',
  cancelled: 'cancelled',
  completed: 'final',
  held: 'registered',
  suspended: 'registered',
  nullified: 'entered-in-error',
};

/** Result Organizer to DiagnosticReport, its observations to Observations, its specimens to Specimens. */
export function results(organizer: XmlNode, at: EntryContext): string {
  const named = mapped(children(organizer, 'specimen'), (each) => specimenOf(each, at));
  const taken = at.related(organizer, isCollection).map((each) => reference(collection(each, at, named[0])));
  const specimens = named.length ? named : taken;
  const code = reportCode(organizer, at);
  const category = categoryOf(at, code) ?? LABORATORY;
  const found = at.related(organizer, (each) => each.name === 'observation');
  const members = found.map((each) => {
    const own = mapped(children(each, 'specimen'), (specimen) => specimenOf(specimen, at));
    const specimen = own[0] ?? specimens[0];
    return reference(observation(each, at, { category, ...(specimen && { more: { specimen } }) }));
  });
  const performers = performersOf(organizer, at);
  const author = participantOf(child(children(organizer, 'author').at(-1), 'assignedAuthor'), at.document, at.place);
  const resource = element({
    resourceType: 'DiagnosticReport',
    identifier: identifiersOf(organizer),
    status: STATUSES[statusOf(organizer) ?? ''] ?? 'final',
    category: [category === IMAGING ? codeable(`${HL7}/v2-0074`, 'RAD', 'Radiology') : codeable(`${HL7}/v2-0074`, 'LAB', 'Laboratory')],
    code,
    subject: at.patient,
    ...timeElement('effective', spanOf(organizer, found, at)),
    issued: issuedOf(organizer, at),
    performer: performers.length ? performers : list(author),
    specimen: specimens,
    result: members,
    conclusion: wordsOf(organizer, at),
  });
  return at.add(resource, organizer);
}

/** A battery without a name is told by the one thing in it, or as results. */
function reportCode(organizer: XmlNode, at: EntryContext): JsonObject {
  const own = conceptIn(organizer, 'code', at);
  if (own) return own;
  const inner = children(organizer, 'component').flatMap((component) => children(component, 'observation'));
  const [only] = inner;
  return inner.length === 1 && only ? requiredCode(only, at) : { text: 'Results' };
}

/** The time of a group, else from its first to its last member. */
export function spanOf(organizer: XmlNode, members: readonly XmlNode[], at: EntryContext): When {
  const own = whenIn(organizer, at);
  if (pointOf(own) !== undefined) return own;
  const times = members.flatMap((each) => pointOf(whenIn(each, at)) ?? []).sort();
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined ? {} : { low: first, high: last };
}

function specimenOf(specimen: XmlNode, at: EntryContext): JsonObject | undefined {
  const role = child(specimen, 'specimenRole');
  const entity = child(role, 'specimenPlayingEntity');
  const name = child(entity, 'name');
  const words = name && plainText(name);
  const type = conceptOf(child(entity, 'code'), at.anchors) ?? (words ? { text: words } : undefined);
  const ids = idsOf(role);
  if (!role || (!type && ids.length === 0)) return undefined;
  const description = child(entity, 'desc');
  const resource = element({
    resourceType: 'Specimen',
    identifier: mapped(children(role, 'id'), identifierOf),
    type,
    subject: at.patient,
    collection: element({ quantity: quantityOf(child(entity, 'quantity')) }),
    note: description && plainText(description) ? [{ text: plainText(description) }] : undefined,
  });
  return reference(at.add(resource, role, ids));
}

/** How and when a specimen was taken: told with the specimen where the battery names one, else a Specimen by itself. */
export function collection(procedure: XmlNode, at: EntryContext, of?: JsonObject): string {
  const [own] = mapped(children(procedure, 'specimen'), (each) => specimenOf(each, at));
  const specimen = own ?? of;
  const when = whenIn(procedure, at);
  const told = element({
    collectedDateTime: when.value ?? (when.high === undefined ? when.low : undefined),
    collectedPeriod: when.value === undefined && when.high !== undefined ? periodOf(when) : undefined,
    bodySite: conceptIn(procedure, 'targetSiteCode', at),
    method: conceptIn(procedure, 'methodCode', at),
  });
  const note = notesOf(procedure, at);
  if (!specimen) {
    const identifier = identifiersOf(procedure);
    return at.add(element({ resourceType: 'Specimen', identifier, subject: at.patient, collection: told, note }), procedure);
  }
  const made = String(specimen['reference']);
  at.document.drafts.complete(made, element({ collection: told, note }));
  return made;
}

export const isCollection = (statement: XmlNode): boolean =>
  statement.name === 'procedure' && attribute(child(statement, 'code'), 'code') === '17636008';
