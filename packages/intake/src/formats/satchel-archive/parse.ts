import { documentFactsOf, isJsonObject, type JsonObject, mapReferences, parseJson } from '@satchel/fhir';
import { BadArchive } from '../../containers/gunzip.ts';
import { filesIn } from '../../containers/unzip.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';

/** The first file of an archive (packages/output). */
const MANIFEST = 'satchel-archive.json';

/** An archive that a record was written into: its facts by what their sources call them, so that they are known again. */
export const satchelArchive: Format = { name: 'satchel-archive', version: '1', recognise, parse };

/** A ZIP whose first file is our manifest: its name stands behind the local header's 30 bytes. */
function recognise({ bytes }: Head): string | undefined {
  const name = new TextDecoder().decode(bytes.subarray(30, 30 + MANIFEST.length));
  return bytes[0] === 0x50 && bytes[1] === 0x4b && name === MANIFEST ? 'an archive of Satchel' : undefined;
}

interface Kept {
  readonly system?: string;
  readonly id?: string;
  readonly aside?: true;
}

interface Known {
  /** `Type/id` of the record that the archive is of -> what its source calls it. */
  readonly sources: ReadonlyMap<string, Kept>;
  /** DocumentReference of an original -> its place in the archive. */
  readonly paths: ReadonlyMap<string, string>;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const known = await knownIn(source);
  const isHolder = (reference: string) => reference.startsWith('Patient/') && known.sources.get(reference)?.aside !== true;
  // Whoever the record is about first, so that what speaks of others is known when it arrives.
  for (const wanted of [true, false]) {
    for await (const file of filesIn(source)) {
      if (!(wanted ? /^fhir\/Patient\.ndjson$/ : /^fhir\/[A-Z][A-Za-z]+\.ndjson$/).test(file.name)) continue;
      yield* draftsOf(file, known, (reference) => isHolder(reference) === wanted);
    }
  }
}

async function knownIn(source: Source): Promise<Known> {
  const sources = new Map<string, Kept>();
  const paths = new Map<string, string>();
  for await (const file of filesIn(source)) {
    if (file.name === 'sources.ndjson')
      for await (const line of linesOf(file)) {
        const value = parsedText(line);
        if (typeof value?.['ref'] === 'string') sources.set(value['ref'], value);
      }
    if (file.name !== MANIFEST) continue;
    let text = '';
    for await (const line of linesOf(file)) text += line;
    const originals = parsedText(text)?.['originals'];
    for (const each of Array.isArray(originals) ? originals.filter(isJsonObject) : [])
      paths.set(String(each['document']), String(each['path']));
  }
  return { sources, paths };
}

async function* draftsOf(file: Source, known: Known, isWanted: (reference: string) => boolean): AsyncIterable<Parsed> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    const place = `${file.name} line ${line}`;
    const resource = parsedText(text);
    if (typeof resource?.['resourceType'] !== 'string' || typeof resource['id'] !== 'string') {
      yield unread('This line is no resource.', place);
      continue;
    }
    const reference = `${resource['resourceType']}/${resource['id']}`;
    if (!isWanted(reference)) continue;
    const path = known.paths.get(reference);
    yield path === undefined
      ? draftOf(resource, reference, known, place)
      : { kind: 'document', document: documentFactsOf(resource), member: path };
  }
}

/** No line is longer than this; of characters. */
const LINE_LIMIT = 64 * 1024 * 1024;

async function* linesOf(file: Source): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of file.open()) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_LIMIT) throw new BadArchive('A line of the archive is longer than a resource can be.');
    for (const line of lines) if (line) yield line;
  }
  if (rest) yield rest;
}

/** With its source's name it is found again whatever it is called here; without one it keeps its id. */
function draftOf(resource: JsonObject, reference: string, { sources }: Known, place: string): Parsed {
  const { system, id } = sources.get(reference) ?? {};
  const pointing = mapReferences(resource, (literal) => {
    const [, local, version = ''] = /^([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(\/_history\/.*)?$/.exec(literal) ?? [];
    if (local === undefined) return literal;
    const there = sources.get(local);
    return there?.system !== undefined && there.id !== undefined && version === ''
      ? `urn:satchel:there/${encodeURIComponent(there.system)}/${there.id}`
      : `urn:satchel:here/${literal}`;
  });
  const { meta, ...rest } = pointing;
  const { versionId: _v, lastUpdated: _l, ...kept } = isJsonObject(meta) ? meta : {};
  return {
    kind: 'draft',
    draft: {
      resource: { ...rest, ...(Object.keys(kept).length > 0 && { meta: kept }) },
      place,
      isCopy: true,
      ...(system !== undefined && id !== undefined ? { source: { system, id } } : { id: String(resource['id']) }),
    },
  };
}

function parsedText(text: string): JsonObject | undefined {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}
