import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@satchel/fhir';
import { fetchRow } from '../open-row.ts';
import type { Item, Work } from './work.ts';

/**
 * A DICOM study comes one image a file, in one import or in many: what a file says of its study is joined to what others
 * said before, so that the last one does not take the place of the rest.
 */
export async function gatherStudyStep(work: Work): Promise<void> {
  const studies = new Map<string, JsonObject>();
  for (const item of work.items) {
    if (item.type !== 'ImagingStudy' || item.source?.system !== 'urn:dicom') continue;
    const before = studies.get(item.id) ?? (await known(work, item));
    if (before) item.resource = joined(before, item.resource);
    studies.set(item.id, item.resource);
  }
}

async function known({ world, reading }: Work, { type, id }: Item): Promise<JsonObject | undefined> {
  const row = reading.index.get(type, id);
  const body = row && !row.flags.includes('withdrawn') ? await fetchRow(world, reading, id, row.version) : undefined;
  const parsed = body?.ok ? parseJson(body.value.resource) : undefined;
  return parsed?.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** The later file speaks for the study as a whole; series and instances are those of both, in order of their numbers. */
function joined(before: JsonObject, after: JsonObject): JsonObject {
  const series = union(before['series'], after['series'], (one, other) => {
    const instance = union(one['instance'], other['instance'], (_, later) => later);
    return { ...one, ...other, numberOfInstances: instance.length, instance };
  });
  const modality = [...objects(before['modality']), ...objects(after['modality'])];
  const codes = [...new Map(modality.map((each) => [String(each['code']), each])).values()];
  return {
    ...before,
    ...after,
    ...(codes.length > 0 && { modality: codes.sort((a, b) => String(a['code']).localeCompare(String(b['code']))) }),
    // Later files of one study may leave out who it is about.
    ...(before['subject'] !== undefined && !isReferring(after['subject']) && { subject: before['subject'] }),
    numberOfSeries: series.length,
    numberOfInstances: series.reduce((sum, { instance }) => sum + objects(instance).length, 0),
    series,
  };
}

function union(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  join: (one: JsonObject, other: JsonObject) => JsonObject,
): JsonObject[] {
  const byUid = new Map<string, JsonObject>();
  for (const each of [...objects(before), ...objects(after)]) {
    const uid = String(each['uid']);
    const known = byUid.get(uid);
    byUid.set(uid, known ? join(known, each) : each);
  }
  return [...byUid.values()].sort((a, b) => numberOf(a) - numberOf(b) || String(a['uid']).localeCompare(String(b['uid'])));
}

const isReferring = (value: JsonValue | undefined): boolean => isJsonObject(value) && value['reference'] !== undefined;
const numberOf = ({ number }: JsonObject): number => (number === undefined ? Number.MAX_SAFE_INTEGER : Number(String(number)));
const objects = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
