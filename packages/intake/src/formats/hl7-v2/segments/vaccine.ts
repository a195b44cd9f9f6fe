import type { JsonObject } from '@satchel/fhir';
import { codeOf, conceptOf, keyOf } from '../datatypes/concepts.ts';
import { dateOf, dateTimeOf } from '../datatypes/dates.ts';
import { quantityOf, unitOf } from '../datatypes/numbers.ts';
import { entityOf } from '../datatypes/people.ts';
import type { Segment } from '../syntax/segment.ts';
import type { Walk } from '../walk.ts';
import { obx } from './observation.ts';
import { practitioner } from './people.ts';

const ROLE = 'http://terminology.hl7.org/CodeSystem/v2-0443';
/** CVX: nothing was given; what follows only tells of immunity or of what is due. */
const NOTHING_GIVEN = '998';

/** RXA in an immunization message: a vaccine given, or refused. */
export function rxa(segment: Segment, walk: Walk): void {
  if (walk.kind !== 'VXU' && walk.kind !== 'VXR' && walk.kind !== 'RSP') {
    walk.unread(segment, 'This administration of a medicine is not read yet.');
    return;
  }
  const key = vaccineKey(segment, walk);
  const about = key.join(' ');
  delete walk.report;
  if (segment.text(21) === 'D') {
    walk.withdraw('Immunization', key, 'The sender has deleted this vaccination.', segment);
    delete walk.vaccine;
    delete walk.remarked;
    return;
  }
  const resource = immunization(segment, walk);
  walk.vaccine = { key: about, resource, line: segment.line };
  delete walk.remarked;
  if (segment.text(5) === NOTHING_GIVEN) return;
  walk.keep(resource, key, segment);
  walk.remarked = { resource, element: 'note' };
}

/** The filler's number (ORC-3), unless the sender uses one number for everything; else who, what and when. */
function vaccineKey(segment: Segment, walk: Walk): string[] {
  const filler = walk.order?.text(3) ?? '';
  return filler !== '' && filler !== '9999'
    ? ['vaccine', filler]
    : ['vaccine', walk.patientReference, keyOf(segment.first(5)), segment.text(3)];
}

function immunization(segment: Segment, walk: Walk): JsonObject {
  const refusal = segment
    .all(18)
    .map(conceptOf)
    .filter((each) => each !== undefined);
  const isNotDone = /^(RE|NA)$/.test(segment.text(20)) || refusal.length > 0;
  const source = segment.first(9);
  const dose = segment.text(6) === '999' ? undefined : quantityOf(segment.text(6), unitOf(segment.first(7)));
  const performers = [
    { who: practitioner(segment.first(10), segment, walk), role: 'AP' },
    { who: practitioner(walk.order?.first(12), segment, walk), role: 'OP' },
  ].flatMap(({ who, role }) => (who ? [{ function: codeOf(role, ROLE), actor: who }] : []));
  const place = segment.text(11, 4) || segment.text(27, 1) || segment.text(11, 1);
  const [lot, expiry, maker] = [segment.text(15), dateOf(segment.text(16)), segment.text(17, 2) || segment.text(17)];
  const number = entityOf(walk.order?.first(3), 'FILL');
  const isHistorical = source !== undefined && source.at(1) !== '00';
  const origin = isHistorical ? conceptOf(source) : undefined;
  return {
    resourceType: 'Immunization',
    ...(number && { identifier: [number] }),
    status: isNotDone ? 'not-done' : 'completed',
    ...(refusal[0] && { statusReason: refusal[0] }),
    vaccineCode: conceptOf(segment.first(5)) ?? { text: 'Vaccine' },
    ...walk.subject('patient'),
    ...occurrence(segment, walk),
    ...(source && { primarySource: !isHistorical }),
    ...(origin && { reportOrigin: origin }),
    ...(place !== '' && { location: { display: place } }),
    ...(maker !== '' && { manufacturer: { display: maker } }),
    ...(lot !== '' && { lotNumber: lot }),
    ...(expiry !== undefined && expiry.length === 10 && { expirationDate: expiry }),
    ...(dose && Number(dose['value']) > 0 && { doseQuantity: dose }),
    ...(performers.length > 0 && { performer: performers }),
  };
}

function occurrence(segment: Segment, walk: Walk): JsonObject {
  const at = dateTimeOf(segment.text(3), walk.zone);
  return at === undefined ? { occurrenceString: 'unknown' } : { occurrenceDateTime: at };
}

/** RXR: how and where it was given. */
export function rxr(segment: Segment, walk: Walk): void {
  const { vaccine } = walk;
  if (!vaccine) return;
  const [route, site] = [conceptOf(segment.first(1)), conceptOf(segment.first(2))];
  if (route) vaccine.resource['route'] = route;
  if (site) vaccine.resource['site'] = site;
}

/** OBX under a vaccine: what it says of the vaccination goes into it, the rest are observations of their own. */
export function vaccineObx(segment: Segment, walk: Walk): void {
  const { resource } = walk.vaccine ?? {};
  const code = segment.text(3);
  const concept = conceptOf(segment.first(5));
  if (!resource) obx(segment, walk);
  else if (code === '30963-3' && concept) resource['fundingSource'] = concept;
  else if (code === '64994-7' && concept) add(resource, 'programEligibility', concept);
  else if (code === '30973-2') protocol(resource, doseNumber(segment.text(5)));
  else if (code === '59782-3') protocol(resource, seriesDoses(segment.text(5)));
  else if (code === '30956-7' || code === '69764-9') education(resource, segment, { documentType: segment.text(5, 2) || segment.text(5) });
  else if (code === '29768-9') education(resource, segment, date('publicationDate', segment, walk));
  else if (code === '29769-7') education(resource, segment, date('presentationDate', segment, walk));
  else obx(segment, walk);
}

function add(resource: JsonObject, name: string, value: JsonObject): void {
  const before = Array.isArray(resource[name]) ? resource[name] : [];
  resource[name] = [...before, value];
}

const doseNumber = (text: string): JsonObject =>
  /^[1-9]\d*$/.test(text) ? { doseNumberPositiveInt: Number(text) } : { doseNumberString: text || 'unknown' };
const seriesDoses = (text: string): JsonObject =>
  /^[1-9]\d*$/.test(text) ? { seriesDosesPositiveInt: Number(text) } : { seriesDosesString: text || 'unknown' };

/** R4 asks for the number of the dose wherever it speaks of a series. */
function protocol(resource: JsonObject, part: JsonObject): void {
  const [before] = Array.isArray(resource['protocolApplied']) ? (resource['protocolApplied'] as JsonObject[]) : [];
  const joined = { ...before, ...part };
  if ('doseNumberPositiveInt' in joined) delete joined['doseNumberString'];
  else joined['doseNumberString'] ??= 'unknown';
  resource['protocolApplied'] = [joined];
}

/** Leaflets: the sub-id says which lines speak of the same one. */
function education(resource: JsonObject, segment: Segment, part: JsonObject): void {
  if (Object.keys(part).length === 0) return;
  const all = Array.isArray(resource['education']) ? (resource['education'] as JsonObject[]) : [];
  const sub = segment.text(4) || 'only';
  const found = all.find((each) => each['id'] === `leaflet${sub}`);
  if (found) Object.assign(found, part);
  else resource['education'] = [...all, { id: `leaflet${sub}`, ...part }];
}

function date(name: string, segment: Segment, walk: Walk): JsonObject {
  const at = dateTimeOf(segment.text(5), walk.zone);
  return at === undefined ? {} : { [name]: at };
}
