import { isJsonObject, type JsonObject } from '@satchel/fhir';
import type { Format, Head, Parsed, Source } from '../../source.ts';
import { draftsOfOneSource, isResourceOf, type Kept } from '../fhir-json/one-namespace.ts';
import { excerptOf, wholeJson } from '../whole-json.ts';

/** Backups of Mere Medical: its database as JSON, with the resources of each connection as they came. */
export const mere: Format = { name: 'mere', version: '1', recognise, parse, excerpt };

function recognise({ text }: Head): string | undefined {
  return text.startsWith('{') &&
    /"collections"\s*:\s*\[/.test(text) &&
    /"(clinical_documents|connection_documents|user_documents)"/.test(text)
    ? 'Mere Medical backup'
    : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const read = await wholeJson(source);
  if ('trouble' in read) {
    yield read.trouble;
    return;
  }
  for (const { system, kept } of connectionsOf(read.json)) yield* draftsOfOneSource(system, kept);
}

function excerpt(source: Source, place: string): Promise<string | undefined> {
  return excerptOf(source, place, (json) =>
    docsOf(json, 'clinical_documents').map((value, n) => ({
      place: `document ${n + 1}`,
      value: isJsonObject(value['data_record']) ? value['data_record'] : value,
    })),
  );
}

function docsOf(json: JsonObject, name: string): JsonObject[] {
  const collections = Array.isArray(json['collections']) ? json['collections'].filter(isJsonObject) : [];
  const docs = collections.find((each) => each['name'] === name)?.['docs'];
  return Array.isArray(docs) ? docs.filter(isJsonObject) : [];
}

/** What came through each connection, under the address of its server where that is known. Its keys are never looked at. */
function connectionsOf(json: JsonObject): { system: string; kept: Kept[] }[] {
  const locations = new Map(docsOf(json, 'connection_documents').map(({ id, location }) => [id, location]));
  const byConnection = Map.groupBy(docsOf(json, 'clinical_documents').entries(), ([, doc]) => String(doc['connection_record_id'] ?? ''));
  return [...byConnection].map(([id, docs]) => {
    const location = locations.get(id);
    const base = docs.map(([, doc]) => baseOf(doc)).find((each) => each !== undefined);
    const own = typeof location === 'string' && /^https?:\/\//.test(location) ? location.replace(/\/$/, '') : undefined;
    return { system: base ?? own ?? `urn:satchel:mere:${id}`, kept: keptOf(docs) };
  });
}

/** The address under which a server named an entry. */
function baseOf(doc: JsonObject): string | undefined {
  const url = rawOf(doc)?.['fullUrl'];
  return typeof url === 'string' ? /^(https?:\/\/.+)\/[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.exec(url)?.[1] : undefined;
}

function rawOf(doc: JsonObject): JsonObject | undefined {
  const record = doc['data_record'];
  return isJsonObject(record) && isJsonObject(record['raw']) ? record['raw'] : undefined;
}

/** Resources, and documents that were fetched beside them, put where their resource points. */
function keptOf(docs: readonly (readonly [number, JsonObject])[]): Kept[] {
  const kept: Kept[] = [];
  const files = new Map<string, JsonObject>();
  for (const [at, doc] of docs) {
    const raw = rawOf(doc);
    const resource = raw && isResourceOf(raw['resource']) ? raw['resource'] : raw;
    if (isResourceOf(resource)) kept.push({ resource, place: `document ${at + 1}` });
    else fileOf(doc, files);
  }
  return kept.map(({ resource, place }) => ({ place, resource: withFiles(resource, files) }));
}

function fileOf(doc: JsonObject, files: Map<string, JsonObject>): void {
  const { data_record: record, metadata } = doc;
  const url = isJsonObject(metadata) ? metadata['id'] : undefined;
  if (!isJsonObject(record) || typeof record['raw'] !== 'string' || typeof url !== 'string') return;
  const type = record['content_type'];
  files.set(url, {
    contentType: typeof type === 'string' ? type : 'text/plain',
    data: Buffer.from(record['raw'], 'utf8').toString('base64'),
  });
}

function withFiles(resource: JsonObject, files: ReadonlyMap<string, JsonObject>): JsonObject {
  if (resource['resourceType'] !== 'DocumentReference' || files.size === 0 || !Array.isArray(resource['content'])) return resource;
  const content = resource['content'].filter(isJsonObject).map((each) => {
    const { attachment } = each;
    const url = isJsonObject(attachment) ? attachment['url'] : undefined;
    const file = typeof url === 'string' ? files.get(url) : undefined;
    return file && isJsonObject(attachment) && attachment['data'] === undefined
      ? { ...each, attachment: { ...attachment, ...file } }
      : each;
  });
  return { ...resource, content };
}
