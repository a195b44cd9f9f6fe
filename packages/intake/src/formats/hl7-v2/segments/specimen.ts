import type { JsonObject } from '@satchel/fhir';
import { conceptOf } from '../datatypes/concepts.ts';
import { dateTimeOf } from '../datatypes/dates.ts';
import { quantityOf, unitOf } from '../datatypes/numbers.ts';
import { periodOf } from '../datatypes/people.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import type { Walk } from '../walk.ts';

/** SPM: what was examined. It stands after its results in ORU messages, and before them in OUL messages. */
export function spm(segment: Segment, walk: Walk): void {
  const ids = segment.first(2);
  const [placer, filler] = [ids?.inside(1).at(1) ?? '', ids?.inside(2).at(1) ?? ''];
  const key = filler || placer ? ['specimen', filler || placer] : ['specimen', walk.report?.key ?? walk.patientReference, segment.text(1)];
  const collected = periodOf(segment.text(17, 1), segment.text(17, 2), walk.zone);
  const received = dateTimeOf(segment.text(18), walk.zone);
  const amount = quantityOf(segment.text(12), unitOf(segment.first(12)?.inside(2)));
  const collection: JsonObject = {
    ...timeOf(collected),
    ...(amount && { quantity: amount }),
    ...concept('method', segment.first(7)),
    ...concept('bodySite', segment.first(8)),
  };
  const conditions = segment
    .all(24)
    .map(conceptOf)
    .filter((each) => each !== undefined);
  const specimen: JsonObject = {
    resourceType: 'Specimen',
    ...(placer || filler ? { identifier: [placer, filler].filter(Boolean).map((value) => ({ value })) } : {}),
    ...concept('type', segment.first(4)),
    ...walk.subject(),
    ...(received !== undefined && { receivedTime: received }),
    ...(Object.keys(collection).length && { collection }),
    ...(conditions.length && { condition: conditions }),
  };
  const reference = walk.keep(specimen, key, segment);
  walk.remarked = { resource: specimen, element: 'note' };
  const { report } = walk;
  if (!report || /^OUL$/.test(walk.kind)) {
    walk.pendingSpecimen = reference;
    return;
  }
  const before = Array.isArray(report.resource['specimen']) ? report.resource['specimen'] : [];
  report.resource['specimen'] = [...before, { reference }];
  report.specimen ??= reference;
  for (const each of report.observations) each['specimen'] ??= { reference: report.specimen };
}

function timeOf(period: JsonObject | undefined): JsonObject {
  const { start, end } = period ?? {};
  if (start === undefined) return {};
  return end === undefined || end === start ? { collectedDateTime: start } : { collectedPeriod: { start, end } };
}

function concept(name: string, value: Repetition | undefined): JsonObject {
  const found = conceptOf(value);
  return found ? { [name]: found } : {};
}
