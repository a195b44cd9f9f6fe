import type { JsonObject } from '@satchel/fhir';
import { codeable, element, LOINC, list, mapped } from '../build.ts';
import { type EntryContext } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { instantOf } from '../datatypes/people.ts';
import { textOf } from '../datatypes/text.ts';
import { periodOf } from '../datatypes/times.ts';
import { participantOf } from '../header/people.ts';
import { narrativeOf } from '../narrative/to-xhtml.ts';
import { attribute, child, children, ownText, type XmlNode } from '../xml/node.ts';
import { statusOf, whenIn } from './elements.ts';

const CLINICAL_NOTE = codeable(
  'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
  'clinical-note',
  'Clinical Note',
);

/** Note Activity to DocumentReference (C-CDA on FHIR, Notes). */
export function note(act: XmlNode, at: EntryContext): string {
  const translations = children(child(act, 'code'), 'translation');
  const type = mapped(translations, (each) => conceptOf(each, at.anchors))[0] ?? conceptOf(child(act, 'code'), at.anchors);
  const time = attribute(child(act, 'author', 'time'), 'value');
  const resource = element({
    resourceType: 'DocumentReference',
    identifier: identifiersOf(act),
    status: statusOf(act) === 'nullified' ? 'entered-in-error' : 'current',
    type: type ?? codeable(LOINC, '34109-9', 'Note'),
    category: [CLINICAL_NOTE],
    subject: at.document.patient === undefined ? undefined : at.patient,
    date: instantOf(time, at.zone),
    author: mapped(children(act, 'author'), (each) => participantOf(child(each, 'assignedAuthor'), at.document, at.place)),
    content: [{ attachment: attachmentOf(child(act, 'text'), at) }],
    context: element({ period: periodOf(whenIn(act, at)), encounter: encountersOf(act, at) }),
  });
  return at.add(resource, act);
}

/** The bytes that stand in the note, else the words that it points to, as they are laid out. */
export function attachmentOf(text: XmlNode | undefined, at: EntryContext): JsonObject {
  const data = attribute(text, 'representation') === 'B64' ? ownText(text)?.replace(/\s+/g, '') : undefined;
  if (data && /^[A-Za-z0-9+/]+={0,2}$/.test(data)) return { contentType: attribute(text, 'mediaType') ?? 'application/octet-stream', data };
  const target = attribute(child(text, 'reference'), 'value');
  const node = target?.startsWith('#') ? at.anchors.node(target) : undefined;
  const html = narrativeOf(node);
  if (html !== undefined) return { contentType: 'application/xhtml+xml', data: base64(html) };
  return { contentType: 'text/plain', data: base64(textOf(text, at.anchors) ?? 'The document holds no text for this note.') };
}

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** The visit that a note was written in: an encounter inside it, by its id in the document. */
function encountersOf(act: XmlNode, at: EntryContext): JsonObject[] {
  const inside = at.related(act, (each) => each.name === 'encounter');
  return inside.flatMap((each) => {
    const ids = children(each, 'id').flatMap(({ attributes }) =>
      attributes['root'] ? [{ root: attributes['root'], ...(attributes['extension'] && { extension: attributes['extension'] }) }] : [],
    );
    const found = at.document.drafts.find(ids, 'Encounter');
    return list(found === undefined ? undefined : { reference: found }) as JsonObject[];
  });
}
