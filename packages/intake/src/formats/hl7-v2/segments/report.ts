import type { JsonObject } from '@satchel/fhir';
import { codeOf, conceptOf, keyOf } from '../datatypes/concepts.ts';
import { dateTimeOf, instantOf } from '../datatypes/dates.ts';
import { entityOf } from '../datatypes/people.ts';
import type { Segment } from '../syntax/segment.ts';
import { lookUp, REPORT_STATUS } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';
import { inNdl, practitioner } from './people.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
/** Messages that ask for something rather than report it. */
const ORDERS = /^(ORM|OML|OMG|OMI|OMP|REF)$/;

/** OBR: a report, or in an order's message what is asked for. */
export function obr(segment: Segment, walk: Walk): void {
  const key = reportKey(segment, walk);
  if (ORDERS.test(walk.kind)) {
    order(segment, walk, key);
    return;
  }
  const status = lookUp(REPORT_STATUS, segment.text(25).toUpperCase()) ?? 'unknown';
  const issued = instantOf(segment.text(22), walk.zone);
  const section = segment.text(24).toUpperCase();
  const interpreters = segment.all(32).map((each) => practitioner(inNdl(each), segment, walk));
  const resource: JsonObject = {
    resourceType: 'DiagnosticReport',
    ...identifiers(segment, walk),
    status,
    ...(section !== '' && { category: [codeOf(section, `${HL7}/v2-0074`)] }),
    code: conceptOf(segment.first(4)) ?? { text: 'Report' },
    ...walk.subject(),
    ...(walk.encounter !== undefined && { encounter: { reference: walk.encounter } }),
    ...effectiveOf(segment, walk.zone),
    ...(issued !== undefined && { issued }),
    ...listed('resultsInterpreter', interpreters),
  };
  const reference = walk.keep(resource, [key], segment);
  walk.report = {
    key,
    resource: walk.found(reference) ?? resource,
    request: segment,
    observations: [],
    status,
    ...parentOf(segment, walk),
    ...(walk.pendingSpecimen !== undefined && { specimen: walk.pendingSpecimen }),
  };
  if (walk.pendingSpecimen !== undefined) resource['specimen'] = [{ reference: walk.pendingSpecimen }];
  walk.remarked = { resource, element: 'conclusion' };
}

/** OBR-26: the result, of a report before, that this one goes further into, such as the germ whose resistances these are. */
function parentOf(segment: Segment, walk: Walk): { parent?: JsonObject } {
  const [code, sub] = [segment.text(26), segment.text(26, 2)];
  const found = code === '' ? undefined : walk.observed.findLast((each) => each.code === code && (sub === '' || each.sub === sub));
  return found ? { parent: found.observation } : {};
}

/** The filler's number of the order, else the placer's, and what was ordered: one order may have several reports. */
export function reportKey(segment: Segment, walk: Walk): string {
  const [filler, placer] = [segment.text(3) || walk.order?.text(3), segment.text(2) || walk.order?.text(2)];
  const what = keyOf(segment.first(4));
  if (filler || placer) return [filler || placer, what].filter(Boolean).join(' ');
  return [walk.patientReference, what, segment.text(7) || segment.text(22)].join(' ');
}

/** OBR-7, to OBR-8 where there is one. */
export function effectiveOf(segment: Segment, zone: string): JsonObject {
  const [start, end] = [dateTimeOf(segment.text(7), zone), dateTimeOf(segment.text(8), zone)];
  if (start === undefined) return {};
  return end === undefined || end === start ? { effectiveDateTime: start } : { effectivePeriod: { start, end } };
}

function identifiers(segment: Segment, walk: Walk): JsonObject {
  const placer = entityOf(segment.first(2) ?? walk.order?.first(2), 'PLAC');
  const filler = entityOf(segment.first(3) ?? walk.order?.first(3), 'FILL');
  return listed('identifier', [placer, filler]);
}

function order(segment: Segment, walk: Walk, key: string): void {
  const who = practitioner(segment.first(16) ?? walk.order?.first(12), segment, walk);
  const control = walk.order?.text(1) ?? '';
  const authored = dateTimeOf(walk.order?.text(9) ?? '', walk.zone) ?? dateTimeOf(segment.text(6), walk.zone);
  const reasons = segment.all(31).map(conceptOf);
  const resource: JsonObject = {
    resourceType: 'ServiceRequest',
    ...identifiers(segment, walk),
    status: control === 'CA' || control === 'DC' ? 'revoked' : control === 'HD' ? 'on-hold' : 'active',
    intent: 'order',
    code: conceptOf(segment.first(4)) ?? { text: 'Order' },
    ...walk.subject(),
    ...(walk.encounter !== undefined && { encounter: { reference: walk.encounter } }),
    ...(authored !== undefined && { authoredOn: authored }),
    ...(who && { requester: who }),
    ...listed('reasonCode', reasons),
  };
  walk.keep(resource, ['order', key], segment);
  delete walk.report;
  walk.remarked = { resource, element: 'note' };
}

function listed(name: string, values: readonly (JsonObject | undefined)[]): JsonObject {
  const found = values.filter((each) => each !== undefined);
  return found.length ? { [name]: found } : {};
}
