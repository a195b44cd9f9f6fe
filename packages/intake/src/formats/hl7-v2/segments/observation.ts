import type { JsonObject } from '@satchel/fhir';
import { attachmentOf } from '../datatypes/attachments.ts';
import { conceptOf, keyOf } from '../datatypes/concepts.ts';
import { dateTimeOf, instantOf } from '../datatypes/dates.ts';
import { rangeOf, unitOf } from '../datatypes/numbers.ts';
import { entityOf } from '../datatypes/people.ts';
import { TEXT_TYPES, valueOf } from '../datatypes/values.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import { idOf } from '../names.ts';
import { INTERPRETATIONS, lookUp, OBSERVATION_STATUS, SECTIONS } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';
import { organization, practitioner } from './people.ts';
import { effectiveOf } from './report.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const VITALS = new Set('8310-5 8302-2 29463-7 3141-9 39156-5 8480-6 8462-4 85354-9 8867-4 9279-1 2708-6 59408-5 8287-5'.split(' '));

/** OBX: a result, or a part of the report itself where it carries a document. */
export function obx(segment: Segment, walk: Walk): void {
  const type = typeOf(segment);
  if (type === 'ED' || type === 'RP') present(segment, walk);
  else if (!continuesText(segment, walk)) result(segment, walk);
}

/** A document that came with a report is shown with it. */
function present(segment: Segment, walk: Walk): void {
  const attachment = attachmentOf(segment);
  const report = walk.report?.resource;
  if (!attachment) walk.unread(segment, 'This says that it carries a document, and does not.');
  else if (report) report['presentedForm'] = [...listOf(report['presentedForm']), attachment];
  else
    walk.keep(
      {
        resourceType: 'DocumentReference',
        status: 'current',
        ...(conceptOf(segment.first(3)) && { type: conceptOf(segment.first(3)) as JsonObject }),
        ...walk.subject(),
        content: [{ attachment }],
      },
      ['document', walk.patientReference, keyOf(segment.first(3)), segment.text(4), segment.text(14)],
      segment,
    );
}

/** Reports in words come a line a segment, under one code: they are one text. */
function continuesText(segment: Segment, walk: Walk): boolean {
  const open = walk.report?.openText;
  if (!open || open.key !== observationKey(segment, walk).join(' ') || !TEXT_TYPES.has(typeOf(segment))) return false;
  const more = valueOf(typeOf(segment), segment.all(5), {}, walk.zone)['valueString'];
  open.observation['valueString'] = `${String(open.observation['valueString'])}\n${typeof more === 'string' ? more : ''}`;
  return true;
}

const typeOf = (segment: Segment): string => segment.text(2).toUpperCase();

/** What a result is about, under its order, and the sub-id that tells several of them apart; `nth` where a sender gives none. */
function observationKey(segment: Segment, walk: Walk, nth = 0): string[] {
  const about = walk.report?.key ?? walk.vaccine?.key ?? `${walk.patientReference} ${segment.text(14)}`;
  return [about, keyOf(segment.first(3)), segment.text(4), nth === 0 ? '' : `no${nth + 1}`];
}

function result(segment: Segment, walk: Walk): void {
  const written = segment.text(11).toUpperCase();
  let nth = 0;
  while (walk.found(`Observation/${idOf(...observationKey(segment, walk, nth))}`)) nth += 1;
  const key = observationKey(segment, walk, nth);
  if (written === 'D' || written === 'W') {
    const why =
      written === 'D' ? 'The sender has deleted this result.' : 'The sender posted this result wrongly, for example to another person.';
    walk.withdraw('Observation', key, why, segment);
    return;
  }
  const observation = observationOf(segment, walk, written);
  const reference = walk.keep(observation, key, segment);
  attach(observation, reference, segment, walk);
  walk.remarked = { resource: observation, element: 'note' };
}

function attach(observation: JsonObject, reference: string, segment: Segment, walk: Walk): void {
  const { report } = walk;
  walk.observed.push({ code: segment.text(3), sub: segment.text(4), observation });
  if (!report) return;
  report.observations.push(observation);
  report.resource['result'] = [...listOf(report.resource['result']), { reference }];
  if (report.specimen !== undefined) observation['specimen'] = { reference: report.specimen };
  if (report.parent) report.parent['hasMember'] = [...listOf(report.parent['hasMember']), { reference }];
  delete report.openText;
  if (typeof observation['valueString'] === 'string' && TEXT_TYPES.has(typeOf(segment)))
    report.openText = { key: observationKey(segment, walk).join(' '), observation };
}

function observationOf(segment: Segment, walk: Walk, written: string): JsonObject {
  const request = walk.report?.request;
  const at = dateTimeOf(segment.text(14), walk.zone);
  const values = readValue(segment, walk);
  const performers = [
    ...segment.all(16).map((each) => practitioner(each, segment, walk)),
    organization(segment.first(23), segment, walk, segment.first(24)) ?? named(segment.first(15)),
  ].filter((each) => each !== undefined);
  const range = rangeOf(segment.first(7)?.text ?? '', unitOf(segment.first(6)));
  const identifier = entityOf(segment.first(21), 'FILL');
  const issued = instantOf(request?.text(22) ?? '', walk.zone);
  return {
    resourceType: 'Observation',
    ...(identifier && { identifier: [identifier] }),
    status: lookUp(OBSERVATION_STATUS, written) ?? 'unknown',
    ...category(segment, walk),
    code: conceptOf(segment.first(3)) ?? { text: 'Result' },
    ...walk.subject(),
    ...(walk.encounter !== undefined && { encounter: { reference: walk.encounter } }),
    ...(at === undefined ? (request ? effectiveOf(request, walk.zone) : {}) : { effectiveDateTime: at }),
    ...(issued !== undefined && { issued }),
    ...(performers.length > 0 && { performer: performers }),
    ...values,
    ...absent(values, written),
    ...interpretation(segment.all(8)),
    ...concept('bodySite', segment.first(20)),
    ...concept('method', segment.first(17)),
    ...device(segment.first(18)),
    ...(range && { referenceRange: [range] }),
  };
}

/** One value; several of a number or a code are components under the same code. */
function readValue(segment: Segment, walk: Walk): JsonObject {
  const [all, unit] = [segment.all(5), unitOf(segment.first(6))];
  if (all.length < 2 || !/^(NM|CE|CWE|SN)$/.test(typeOf(segment))) return valueOf(typeOf(segment), all, unit, walk.zone);
  const code = conceptOf(segment.first(3)) ?? { text: 'Result' };
  return { component: all.map((value) => ({ code, ...valueOf(typeOf(segment), [value], unit, walk.zone) })) };
}

function category(segment: Segment, walk: Walk): JsonObject {
  const section = lookUp(SECTIONS, walk.report?.request.text(24).toUpperCase() ?? '');
  const asked = segment.text(29) === 'QST' || segment.text(29) === 'SCI' ? 'survey' : undefined;
  const vital = VITALS.has(segment.text(3)) ? 'vital-signs' : undefined;
  const code =
    asked ?? vital ?? section ?? (walk.report && /^(ORU|OUL)$/.test(walk.kind) && section === undefined ? 'laboratory' : undefined);
  return code === undefined ? {} : { category: [{ coding: [{ system: `${HL7}/observation-category`, code }] }] };
}

function absent(values: JsonObject, written: string): JsonObject {
  if (Object.keys(values).length) return {};
  const code =
    written === 'N' ? 'not-asked' : written === 'X' ? 'not-performed' : written === 'I' || written === 'O' ? 'temp-unknown' : 'unknown';
  return { dataAbsentReason: { coding: [{ system: `${HL7}/data-absent-reason`, code }] } };
}

function interpretation(values: readonly Repetition[]): JsonObject {
  const concepts = values.flatMap((value): JsonObject[] => {
    const code = value.at(1).toUpperCase();
    const display = value.at(2);
    if (!INTERPRETATIONS.has(code)) return [conceptOf(value) ?? { text: value.text }];
    return [{ coding: [{ system: `${HL7}/v3-ObservationInterpretation`, code, ...(display !== '' && { display }) }] }];
  });
  return concepts.length ? { interpretation: concepts } : {};
}

function named(value: Repetition | undefined): JsonObject | undefined {
  const words = value ? value.at(2) || value.at(1) : '';
  return words === '' ? undefined : { display: words };
}

function device(value: Repetition | undefined): JsonObject {
  const identifier = entityOf(value, '');
  return identifier ? { device: { identifier, display: String(identifier['value']) } } : {};
}

function concept(name: string, value: Repetition | undefined): JsonObject {
  const found = conceptOf(value);
  return found ? { [name]: found } : {};
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
