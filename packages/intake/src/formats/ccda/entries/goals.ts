import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, list } from '../build.ts';
import { type EntryContext, isCcda } from '../context.ts';
import { codeOf } from '../context.ts';
import { conceptOf, isCoded } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { valueOf } from '../datatypes/values.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { conceptIn, isPerson, nestedConcept, notesOf, statusOf, whenIn, wordsOf, wordsOfConcept } from './elements.ts';
import { participantOf } from '../header/people.ts';

const STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  completed: 'completed',
  cancelled: 'cancelled',
  aborted: 'cancelled',
  suspended: 'on-hold',
  held: 'on-hold',
  new: 'proposed',
  nullified: 'entered-in-error',
};
const PRIORITIES: Readonly<Record<string, string>> = {
  '394849002': 'high-priority',
  '394848005': 'medium-priority',
  '441808003': 'medium-priority',
  '394847000': 'low-priority',
};

/** Goal Observation (mood GOL) to Goal. */
export function goal(statement: XmlNode, at: EntryContext): string {
  const when = whenIn(statement, at);
  const code = isCoded(child(statement, 'code'), 'ASSERTION') ? undefined : conceptIn(statement, 'code', at);
  const [value] = children(statement, 'value');
  const said = valueOf(value, at.anchors, at.zone);
  const concept = conceptOf(value, at.anchors);
  const words = wordsOf(statement, at) ?? (typeof said['valueString'] === 'string' ? said['valueString'] : undefined);
  const detail = detailOf(said);
  const day = (time: string | undefined): string | undefined => time?.slice(0, 10);
  const resource = element({
    resourceType: 'Goal',
    identifier: identifiersOf(statement),
    lifecycleStatus: STATUSES[statusOf(statement) ?? ''] ?? 'active',
    priority: priorityOf(statement, at),
    description: descriptionOf(code, concept, words),
    subject: at.patient,
    startDate: day(when.low ?? when.value),
    target: list(
      detail || when.high !== undefined
        ? element({ measure: detail && (code ?? { text: words ?? 'Not coded' }), ...detail, dueDate: day(when.high) })
        : undefined,
    ),
    expressedBy: expressedBy(statement, at),
    note: notesOf(statement, at),
  });
  return at.add(resource, statement);
}

/** A goal is told in words; the code says what it measures. */
function descriptionOf(code: JsonObject | undefined, value: JsonObject | undefined, words: string | undefined): JsonObject {
  const base = value ?? code;
  const text = words ?? wordsOfConcept(base);
  return base ? element({ ...base, text: base['text'] ?? text }) : { text: words ?? 'Not coded' };
}

function detailOf(said: Readonly<Record<string, unknown>>): JsonObject | undefined {
  const quantity = said['valueQuantity'] as JsonObject | undefined;
  const range = said['valueRange'] as JsonObject | undefined;
  return quantity ? { detailQuantity: quantity } : range ? { detailRange: range } : undefined;
}

function priorityOf(statement: XmlNode, at: EntryContext): JsonObject | undefined {
  const found = nestedConcept(statement, at, (each) => isCcda(each, '143') || codeOf(each) === '225773000');
  const code = PRIORITIES[String((found?.['coding'] as JsonObject[] | undefined)?.[0]?.['code'])];
  return code === undefined ? found : codeable(`${HL7}/goal-priority`, code);
}

/** The patient's own goals are by the patient. */
function expressedBy(statement: XmlNode, at: EntryContext): JsonObject | undefined {
  const author = children(statement, 'author')[0];
  const role = child(author, 'assignedAuthor');
  const code = attribute(child(role, 'code'), 'code');
  if (code === 'ONESELF' && at.document.patient !== undefined) return at.patient;
  const who = participantOf(role, at.document, at.place);
  return isPerson(who, at) ? who : undefined;
}
