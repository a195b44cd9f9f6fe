import { isJsonObject, type JsonObject, type JsonValue, type Outcome, success } from '@satchel/fhir';
import type { Evidence, Origin, OriginalRef } from '../doors.ts';
import type { Indexed } from '../index/index.ts';
import { fetchRow } from '../open-row.ts';
import { openVersions } from './read.ts';
import type { Sight } from './sight.ts';

/** Who said so, when, through which file and where in it: one line for each version, newest first (PH.0#01, RI.1.1.1). */
export async function evidenceOf(sight: Sight, type: string, id: string): Promise<Outcome<readonly Evidence[]>> {
  const versions = await openVersions(sight, type, id);
  if (!versions.ok) return versions;
  const bySeq = provenancesOf(sight, type, id);
  const lines: Evidence[] = [];
  for (const { seq, stored } of versions.value) {
    for (const provenance of bySeq.get(seq) ?? []) {
      const line = await fromProvenance(sight, provenance);
      if (line) lines.push({ ...line, version: stored.version, ...(stored.place !== undefined && { place: stored.place }) });
    }
  }
  return success(lines);
}

/** A version and its Provenance came in the same commit. */
function provenancesOf({ reading }: Sight, type: string, id: string): ReadonlyMap<number, readonly Indexed[]> {
  const links = reading.index.referrers(type, id, ['target']).filter((link) => link.type === 'Provenance');
  const known = links.map((link) => reading.index.get(link.type, link.id)).filter((each) => each !== undefined);
  return Map.groupBy(known, ({ seq }) => seq);
}

/** Ours only: a Provenance that came in with a file is a fact like others, whatever it says. */
async function fromProvenance(sight: Sight, { id, version }: Indexed): Promise<Omit<Evidence, 'version' | 'place'> | undefined> {
  const body = await fetchRow(sight.world, sight.reading, id, version);
  if (!body.ok || body.value.head.o !== 1) return undefined;
  const provenance = JSON.parse(body.value.resource) as JsonObject;
  const original = await originalOf(sight, provenance);
  const author = at(provenance, 'agent', 'who', 'display');
  const parser = extension(provenance, 'urn:satchel:parser', 'valueString');
  return {
    provenance: id,
    recordedAt: String(provenance['recorded']),
    kind: (extension(provenance, 'urn:satchel:origin', 'valueCode') ?? 'entry') as Origin['kind'],
    ...(author !== undefined && { author }),
    ...(original && { original }),
    ...(parser !== undefined && { parser }),
  };
}

async function originalOf(sight: Sight, provenance: JsonObject): Promise<OriginalRef | undefined> {
  const id = at(provenance, 'entity', 'what', 'reference')?.split('/')[1];
  const known = id === undefined ? undefined : sight.reading.index.get('DocumentReference', id);
  const body = known && (await fetchRow(sight.world, sight.reading, known.id, known.version));
  if (!body?.ok) return undefined;
  const attachment = first(first((JSON.parse(body.value.resource) as JsonObject)['content'])?.['attachment']);
  const url = attachment?.['url'];
  if (!attachment || typeof url !== 'string') return undefined;
  return {
    address: url.replace('Binary/', ''),
    name: String(attachment['title']),
    mediaType: String(attachment['contentType']),
    size: Number(attachment['size']),
  };
}

function extension(resource: JsonObject, url: string, value: string): string | undefined {
  const found = Array.isArray(resource['extension'])
    ? resource['extension'].filter(isJsonObject).find((each) => each['url'] === url)?.[value]
    : undefined;
  return typeof found === 'string' ? found : undefined;
}

function at(resource: JsonObject, ...path: readonly string[]): string | undefined {
  let node: JsonValue | undefined = resource;
  for (const name of path) node = first(node)?.[name];
  return typeof node === 'string' ? node : undefined;
}

function first(value: JsonValue | undefined): JsonObject | undefined {
  return Array.isArray(value) ? value.find(isJsonObject) : isJsonObject(value) ? value : undefined;
}
