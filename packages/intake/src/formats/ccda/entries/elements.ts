import type { JsonObject, JsonValue } from '@satchel/fhir';
import { element, mapped } from '../build.ts';
import { codeOf, type EntryContext, isCcda } from '../context.ts';
import { conceptOf, qualifiersOf } from '../datatypes/codes.ts';
import { instantOf } from '../datatypes/people.ts';
import { textOf } from '../datatypes/text.ts';
import { dateTimeOf, whenOf } from '../datatypes/times.ts';
import { locationOf, participantOf } from '../header/people.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';

/** The elements that statements of many kinds share. */

export const conceptIn = (statement: XmlNode, name: string, at: EntryContext): JsonObject | undefined =>
  conceptOf(child(statement, name), at.anchors);

export const isNegated = (statement: XmlNode): boolean => attribute(statement, 'negationInd') === 'true';
export const statusOf = (statement: XmlNode): string | undefined => attribute(child(statement, 'statusCode'), 'code')?.toLowerCase();
export const moodOf = (statement: XmlNode): string => attribute(statement, 'moodCode') ?? 'EVN';
export const whenIn = (statement: XmlNode, at: EntryContext): ReturnType<typeof whenOf> =>
  whenOf(child(statement, 'effectiveTime'), at.zone);

/** The words of a statement: its `text`, which mostly points into the narrative. */
export const wordsOf = (statement: XmlNode, at: EntryContext): string | undefined => textOf(child(statement, 'text'), at.anchors);

/** A `code` that must be there: where it says nothing, the words of the statement stand in for it. */
export function requiredCode(statement: XmlNode, at: EntryContext): JsonObject {
  return conceptIn(statement, 'code', at) ?? { text: wordsOf(statement, at) ?? 'Not coded' };
}

/** Comment activities as `note` (C-CDA on FHIR, Comment -> Annotation). */
export function notesOf(statement: XmlNode, at: EntryContext): JsonObject[] {
  const comments = at.related(statement, (act) => codeOf(act) === '48767-8' || isCcda(act, '64'));
  return mapped(comments, (comment) => {
    const text = wordsOf(comment, at);
    const author = child(comment, 'author');
    return text === undefined
      ? undefined
      : element({
          authorReference: participantOf(child(author, 'assignedAuthor'), at.document, at.place),
          time: dateTimeOf(attribute(child(author, 'time'), 'value'), at.zone),
          text,
        });
  });
}

interface Authorship {
  /** Earliest time of an author. */
  readonly recorded: string | undefined;
  /** Last author. */
  readonly author: JsonObject | undefined;
  /** The same where it is a person: organisations and devices record nothing in FHIR. */
  readonly recorder: JsonObject | undefined;
}

/** Who wrote a statement down, and when first. */
export function authorshipOf(statement: XmlNode, at: EntryContext): Authorship {
  const authors = children(statement, 'author');
  const times = authors.flatMap((author) => dateTimeOf(attribute(child(author, 'time'), 'value'), at.zone) ?? []);
  const last = authors.at(-1);
  const author = participantOf(child(last, 'assignedAuthor'), at.document, at.place);
  return { recorded: times.sort()[0], author, recorder: isPerson(author, at) ? author : undefined };
}

/** Whether a reference is to a person, in a role or not. */
export function isPerson(who: JsonObject | undefined, at: EntryContext): boolean {
  const type = who && at.document.drafts.get(String(who['reference']))?.['resourceType'];
  return type === 'Practitioner' || type === 'PractitionerRole' || type === 'Patient' || type === 'RelatedPerson';
}

/** The same as an instant. */
export function issuedOf(statement: XmlNode, at: EntryContext): string | undefined {
  return instantOf(attribute(child(statement, 'author', 'time'), 'value'), at.zone);
}

export const performersOf = (statement: XmlNode, at: EntryContext): JsonObject[] =>
  mapped(children(statement, 'performer'), (performer) => participantOf(child(performer, 'assignedEntity'), at.document, at.place));

export const locationsOf = (statement: XmlNode, at: EntryContext): JsonObject[] =>
  mapped(
    children(statement, 'participant').filter((each) => attribute(each, 'typeCode') === 'LOC'),
    (participant) => locationOf(child(participant, 'participantRole'), at.document, at.place),
  );

/** Indications: a reference to the problem that the document has under the same id, else its code. */
export function reasonsOf(statement: XmlNode, at: EntryContext): { reasonCode: JsonObject[]; reasonReference: JsonObject[] } {
  const indications = at.related(
    statement,
    (each, relation) =>
      each.name === 'observation' && (attribute(relation, 'typeCode') === 'RSON' || isCcda(each, '19')) && !isCcda(each, '53'),
  );
  return { reasonCode: mapped(indications, (each) => conceptOf(child(each, 'value'), at.anchors)), reasonReference: [] };
}

/** Target sites, with what qualifies them (left, right). */
export function sitesOf(statement: XmlNode, name: string, at: EntryContext): JsonObject[] {
  return children(statement, name).flatMap((site) => [conceptOf(site, at.anchors) ?? [], qualifiersOf(site, at.anchors)].flat());
}

/** One site where FHIR has room for one: its qualifiers become further words. */
export function siteOf(statement: XmlNode, name: string, at: EntryContext): JsonObject | undefined {
  const [site, ...qualifiers] = sitesOf(statement, name, at);
  const words = [site, ...qualifiers].map(wordsOfConcept).filter((each) => each !== undefined);
  return site && (qualifiers.length ? { ...site, text: words.join(', ') } : site);
}

export function wordsOfConcept(concept: JsonObject | undefined): string | undefined {
  if (typeof concept?.['text'] === 'string') return concept['text'];
  const codings: readonly JsonValue[] = Array.isArray(concept?.['coding']) ? concept['coding'] : [];
  for (const each of codings)
    if (typeof each === 'object' && each !== null && 'display' in each && typeof each.display === 'string') return each.display;
  return undefined;
}

/** The value of the one nested observation that fits, as a concept. */
export function nestedConcept(
  statement: XmlNode,
  at: EntryContext,
  fits: (each: XmlNode, relation: XmlNode) => boolean,
): JsonObject | undefined {
  const [found] = at.related(statement, fits);
  return found && conceptOf(child(found, 'value'), at.anchors);
}
