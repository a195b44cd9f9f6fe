import type { JsonObject } from '@satchel/fhir';
import { absent, coding, element, HL7, mapped, reference } from '../build.ts';
import { codeOf, type EntryContext, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { periodOf, type When } from '../datatypes/times.ts';
import type { Anchors } from '../narrative/anchors.ts';
import { participantOf } from '../header/people.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { isPerson, locationsOf, moodOf, notesOf, reasonsOf, statusOf, whenIn } from './elements.ts';
import { isProblemObservation, problem } from './problems.ts';

/** C-CDA on FHIR, CF-EncounterStatus; `completed` and `active` are judged by the time first. */
const STATUSES: Readonly<Record<string, string>> = {
  cancelled: 'cancelled',
  held: 'planned',
  suspended: 'onleave',
  nullified: 'entered-in-error',
  aborted: 'unknown',
};

/** Encounter Activity to Encounter, its diagnoses to Conditions. A visit that is only planned has that status. */
export function encounter(statement: XmlNode, at: EntryContext): string {
  const when = whenIn(statement, at);
  const reasons = reasonsOf(statement, at);
  const resource = element({
    resourceType: 'Encounter',
    identifier: identifiersOf(statement),
    status: moodOf(statement) === 'EVN' ? encounterStatus(statusOf(statement), when) : (STATUSES[statusOf(statement) ?? ''] ?? 'planned'),
    class: classOf(child(statement, 'code')),
    type: typesOf(child(statement, 'code'), at.anchors),
    priority: conceptOf(child(statement, 'priorityCode'), at.anchors),
    subject: at.patient,
    participant: participantsOf(statement, at),
    period: periodOf(when.high === undefined && when.value !== undefined ? { low: when.value } : when),
    reasonCode: reasons.reasonCode,
    hospitalization: element({ dischargeDisposition: conceptOf(child(statement, 'sdtc:dischargeDispositionCode'), at.anchors) }),
    location: locationsOf(statement, at).map((location) => ({ location })),
    extension: notesOf(statement, at).map((note) => ({ url: 'http://hl7.org/fhir/StructureDefinition/event-note', valueAnnotation: note })),
  });
  const made = at.add(resource, statement);
  const diagnosis = diagnosesOf(statement, at, reference(made));
  if (diagnosis.length) at.document.drafts.complete(made, { diagnosis });
  return made;
}

/** A point or an end means over; a begin alone means that it may go on, unless the document says that it does not. */
export function encounterStatus(code: string | undefined, when: When): string {
  const special = STATUSES[code ?? ''];
  if (special !== undefined) return special;
  if (when.value !== undefined || when.high !== undefined || when.endedUnknown) return 'finished';
  if (when.low !== undefined) return code === 'active' ? 'in-progress' : code === 'completed' ? 'finished' : 'unknown';
  return { completed: 'finished', active: 'in-progress' }[code ?? ''] ?? 'unknown';
}

const ACT_CODE = '2.16.840.1.113883.5.4';
/** Classes that CPT codes of visits mean (C-CDA on FHIR, Encounters). */
const CPT_CLASSES: readonly (readonly [RegExp, string, string])[] = [
  [/^(9920[2-5]|9921[1-5]|9924[1-5]|9938\d|9939\d)$/, 'AMB', 'ambulatory'],
  [/^(9922[1-3]|9923[1-9])$/, 'IMP', 'inpatient encounter'],
  [/^9928[1-5]$/, 'EMER', 'emergency'],
  [/^9934[1-5]|9934[7-9]|99350$/, 'HH', 'home health'],
];

/** The class: a code of HL7's own, else what the CPT code means; else nobody says. */
export function classOf(code: XmlNode | undefined): JsonObject {
  const codes = [code, ...children(code, 'translation')];
  const own = codes.find((each) => attribute(each, 'codeSystem') === ACT_CODE && attribute(each, 'code') !== undefined);
  if (own) return coding(`${HL7}/v3-ActCode`, attribute(own, 'code') ?? '', attribute(own, 'displayName'));
  for (const each of codes) {
    const written = attribute(each, 'code') ?? '';
    const found = CPT_CLASSES.find(([form]) => form.test(written));
    if (found && attribute(each, 'codeSystem') === '2.16.840.1.113883.6.12') return coding(`${HL7}/v3-ActCode`, found[1], found[2]);
  }
  return absent();
}

/** Every code of a visit but that of its class. */
export function typesOf(code: XmlNode | undefined, anchors: Anchors): JsonObject[] {
  const concept = conceptOf(code, anchors);
  const codings = (Array.isArray(concept?.['coding']) ? (concept['coding'] as JsonObject[]) : []).filter(
    (each) => each['system'] !== `${HL7}/v3-ActCode`,
  );
  const made = concept && element({ ...concept, coding: codings });
  return made && Object.keys(made).length ? [made] : [];
}

function participantsOf(statement: XmlNode, at: EntryContext): JsonObject[] {
  return mapped(children(statement, 'performer'), (performer) => {
    const individual = participantOf(child(performer, 'assignedEntity'), at.document, at.place);
    const type = conceptOf(child(performer, 'sdtc:functionCode'), at.anchors);
    return isPerson(individual, at) ? element({ type: type && [type], individual }) : undefined;
  });
}

function diagnosesOf(statement: XmlNode, at: EntryContext, made: JsonObject): JsonObject[] {
  const acts = at.related(statement, (each) => isCcda(each, '80') || codeOf(each) === '29308-4' || codeOf(each) === 'DX');
  const inActs = acts.flatMap((act) => at.related(act, (each) => each.name === 'observation').map((each) => problem(each, act, at, made)));
  const direct = at.related(statement, isProblemObservation).map((each) => problem(each, undefined, at, made));
  return [...inActs, ...direct].map((condition) => ({ condition: reference(condition) }));
}
