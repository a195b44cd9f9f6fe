import type { JsonObject } from '@satchel/fhir';
import { element, list, type Parts } from '../build.ts';
import type { EntryContext } from '../context.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { timeElement } from '../datatypes/times.ts';
import { valueOf } from '../datatypes/values.ts';
import { child, type XmlNode } from '../xml/node.ts';
import {
  authorshipOf,
  conceptIn,
  isNegated,
  moodOf,
  notesOf,
  performersOf,
  reasonsOf,
  requiredCode,
  sitesOf,
  statusOf,
  whenIn,
  wordsOf,
} from './elements.ts';

const STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  new: 'draft',
  held: 'on-hold',
  suspended: 'on-hold',
  completed: 'completed',
  cancelled: 'revoked',
  aborted: 'revoked',
  nullified: 'entered-in-error',
};
const INTENTS: Readonly<Record<string, string>> = { INT: 'plan', ARQ: 'plan', PRMS: 'plan', PRP: 'proposal', RQO: 'order' };

/** Whether a statement is about something that is meant to happen. */
export const isPlanned = (statement: XmlNode): boolean => moodOf(statement) in INTENTS;

/** Planned acts, observations, procedures, instructions, interventions, referrals to ServiceRequest. */
export function serviceRequest(statement: XmlNode, at: EntryContext): string {
  const { recorded, author } = authorshipOf(statement, at);
  const words = wordsOf(statement, at);
  const resource = element({
    resourceType: 'ServiceRequest',
    identifier: identifiersOf(statement),
    status: STATUSES[statusOf(statement) ?? ''] ?? 'unknown',
    intent: INTENTS[moodOf(statement)] ?? 'plan',
    priority: priorityOf(statement),
    doNotPerform: isNegated(statement) ? true : undefined,
    code: requiredCode(statement, at),
    subject: at.patient,
    ...timeElement('occurrence', whenIn(statement, at)),
    authoredOn: recorded,
    requester: author,
    performer: performersOf(statement, at),
    reasonCode: reasonsOf(statement, at).reasonCode,
    bodySite: sitesOf(statement, 'targetSiteCode', at),
    note: [...notesOf(statement, at), ...(words === undefined || !conceptIn(statement, 'code', at) ? [] : [{ text: words }])],
    patientInstruction: plannedValue(statement, at),
  });
  return at.add(resource, statement);
}

/** What a planned observation should find, where the document says it. */
function plannedValue(statement: XmlNode, at: EntryContext): string | undefined {
  const said: Parts = valueOf(child(statement, 'value'), at.anchors, at.zone);
  return typeof said['valueString'] === 'string' ? said['valueString'] : undefined;
}

function priorityOf(statement: XmlNode): string | undefined {
  const code = child(statement, 'priorityCode')?.attributes['code'] ?? '';
  return { R: 'routine', EL: 'routine', UR: 'urgent', A: 'asap', S: 'stat', EM: 'stat' }[code];
}

/** Planned supplies of things to DeviceRequest. */
export function deviceRequest(supply: XmlNode, at: EntryContext): string {
  const { recorded, author } = authorshipOf(supply, at);
  const material = child(supply, 'product', 'manufacturedProduct', 'manufacturedMaterial') ?? supply;
  const code: JsonObject = conceptIn(material, 'code', at) ?? requiredCode(supply, at);
  const resource = element({
    resourceType: 'DeviceRequest',
    identifier: identifiersOf(supply),
    status: STATUSES[statusOf(supply) ?? ''] ?? 'unknown',
    intent: INTENTS[moodOf(supply)] ?? 'plan',
    codeCodeableConcept: code,
    subject: at.patient,
    ...timeElement('occurrence', whenIn(supply, at)),
    authoredOn: recorded,
    requester: author,
    note: list(...notesOf(supply, at)),
  });
  return at.add(resource, supply);
}
