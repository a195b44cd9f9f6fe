import { isJsonObject, issue, type Issue, type JsonObject, mapReferences, parseJson } from '@satchel/fhir';
import { type Format, type Parsed, type Source, unread } from '../../source.ts';
import { FileVersion, inR4, type OldVersion, toR4, votesOf } from '../fhir-versions/index.ts';
import { type Cut, cutValues } from './values.ts';
import { excerpt } from './excerpt.ts';
import { recognise } from './recognise.ts';
import { sourceOf } from './source-of.ts';

/** FHIR JSON in any wrapping: Bundles of every type, NDJSON, lists, single resources. DSTU2, STU3 and R5 are brought to R4. */
export const fhirJson: Format = { name: 'fhir-json', version: '2', recognise, parse, excerpt };

/** `fullUrl` of an entry -> `Type/id` in the source's own words, so that `urn:uuid:` references find their type. */
type FullUrls = ReadonlyMap<string, string>;

/** What is known of a file beside the resource at hand. */
interface Known {
  readonly fullUrls: FullUrls;
  readonly version: FileVersion;
  /** How many resources were brought to R4, by the version they were. */
  readonly brought: Map<OldVersion, number>;
}

/** So many entries say of which version the rest is. */
const SAMPLE = 500;

async function* parse(source: Source): AsyncIterable<Parsed> {
  let known: Known = { fullUrls: new Map(), version: new FileVersion(), brought: new Map() };
  let isBundle = false;
  for await (const cut of cutValues(source.open())) {
    if (cut.kind === 'entry' && !isBundle) {
      known = { ...known, fullUrls: await lookThrough(source, known.version) };
      isBundle = true;
    }
    yield* parseCut(cut, known);
  }
  for (const [version, count] of known.brought) yield { kind: 'note', issue: broughtNote(version, count) };
}

function broughtNote(version: OldVersion, count: number): Issue {
  return issue(
    'information',
    'informational',
    `FHIR ${version}: ${count} ${count === 1 ? 'resource was' : 'resources were'} brought to R4.`,
    {
      remedy: 'The original is kept as it came.',
    },
  );
}

function* parseCut(cut: Cut, known: Known): Iterable<Parsed> {
  const place = placeOf(cut);
  if (cut.kind === 'broken') {
    yield { ...unread(BROKEN[cut.why], place), ...typeGuess(new TextDecoder().decode(cut.start)) };
    return;
  }
  if (cut.kind === 'too-long') {
    yield unread(
      `This is ${Math.ceil(cut.size / 1_048_576)} MB long; a single resource may be 32 MB at most.`,
      place,
      'too-long',
      'The original is kept.',
    );
    return;
  }
  const text = decode(cut.bytes);
  if (text === undefined) {
    yield unread('This is not text in UTF-8.', place);
    return;
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    yield { kind: 'unread', ...typeGuess(text), issues: parsed.issues.map((each) => within(each, place)) };
    return;
  }
  const value = parsed.value;
  if (cut.kind === 'shell') yield* shellNotes(value, place);
  else if (cut.kind === 'value' && typeof value['resourceType'] === 'string')
    yield* resourceDraft(value, undefined, place, known, parsed.issues);
  else yield* entryDraft(value, place, known, parsed.issues);
}

const BROKEN = {
  'ends-inside': 'The text ends in the middle of this.',
  'newline-in-string': 'A text in here is never closed.',
  stray: 'There is something here that is not JSON.',
} as const;

function placeOf(cut: Cut): string {
  if (cut.kind === 'entry' || (cut.kind === 'too-long' && cut.index !== undefined)) return `entry ${(cut.index ?? 0) + 1}`;
  return `line ${cut.line}`;
}

function* entryDraft(entry: JsonObject, place: string, known: Known, issues: readonly Issue[]): Iterable<Parsed> {
  const { resource, fullUrl, request } = entry;
  const url = typeof fullUrl === 'string' ? fullUrl : undefined;
  if (isJsonObject(resource)) {
    yield* resourceDraft(resource, url, place, known, issues);
    return;
  }
  const method = isJsonObject(request) ? request['method'] : undefined;
  const target =
    isJsonObject(request) && typeof request['url'] === 'string' ? (known.fullUrls.get(url ?? '') ?? inR4(request['url'])) : undefined;
  if (method === 'DELETE' && target !== undefined && /^[A-Z]\w+\/[A-Za-z0-9\-.]+$/.test(target)) {
    yield {
      kind: 'withdrawal',
      type: target.slice(0, target.indexOf('/')),
      source: sourceOf({}, url, target),
      reason: 'The source has deleted it.',
      place,
    };
    return;
  }
  yield unread('This entry holds no resource.', place, 'required');
}

function* resourceDraft(
  resource: JsonObject,
  fullUrl: string | undefined,
  place: string,
  known: Known,
  issues: readonly Issue[],
): Iterable<Parsed> {
  const type = resource['resourceType'];
  if (typeof type !== 'string' || !/^[A-Z][A-Za-z]+$/.test(type)) {
    yield unread('This does not say which type of resource it is.', place, 'required');
    return;
  }
  if (type === 'Bundle' && Array.isArray(resource['entry'])) {
    yield* innerBundle(resource, place, known, issues);
    return;
  }
  const { resource: brought, issues: told } = asR4(withLocalReferences(resource, known.fullUrls), known, place);
  const name = localName(String(brought['resourceType']), resource['id'], fullUrl);
  const all = [...issues, ...told];
  yield {
    kind: 'draft',
    draft: {
      resource: brought,
      place,
      ...(name !== undefined && { source: sourceOf(brought, fullUrl, name) }),
      ...(all.length > 0 && { issues: all }),
    },
  };
}

function asR4(resource: JsonObject, { version: file, brought }: Known, place: string): { resource: JsonObject; issues: readonly Issue[] } {
  const votes = votesOf(resource);
  file.see(votes);
  const version = file.of(votes);
  if (version === undefined) return { resource, issues: [] };
  brought.set(version, (brought.get(version) ?? 0) + 1);
  const { resource: asR4, issues } = toR4(resource, version);
  return { resource: asR4, issues: issues.map((each) => ({ ...each, location: place })) };
}

/** A Bundle that came as one line or inside another. */
function* innerBundle(bundle: JsonObject, place: string, known: Known, issues: readonly Issue[]): Iterable<Parsed> {
  const entries = (bundle['entry'] as readonly unknown[]).filter(isJsonObject);
  for (const { resource } of entries.slice(0, SAMPLE)) if (isJsonObject(resource)) known.version.see(votesOf(resource));
  const inner: Known = { ...known, fullUrls: new Map(entries.flatMap((entry) => fullUrlOf(entry))) };
  for (const [at, entry] of entries.entries()) yield* entryDraft(entry, `${place} entry ${at + 1}`, inner, issues);
}

/** `Type/id` as the source names it; the fullUrl speaks where the resource has no id. */
function localName(type: string, id: unknown, fullUrl: string | undefined): string | undefined {
  if (typeof id === 'string' && id !== '') return `${type}/${id}`;
  const last = fullUrl?.split(/[/:]/).at(-1);
  return last ? `${type}/${last}` : undefined;
}

/** A first look at a Bundle: who is called how, and of which version it is. */
async function lookThrough(source: Source, version: FileVersion): Promise<FullUrls> {
  const found = new Map<string, string>();
  let seen = 0;
  for await (const cut of cutValues(source.open())) {
    if (cut.kind !== 'entry') continue;
    try {
      const entry: unknown = JSON.parse(decode(cut.bytes) ?? '');
      if (!isJsonObject(entry)) continue;
      for (const [url, name] of fullUrlOf(entry)) found.set(url, name);
      if (seen++ < SAMPLE && isJsonObject(entry['resource'])) version.see(votesOf(entry['resource']));
    } catch {
      // Told as unread when its turn comes.
    }
  }
  return found;
}

function fullUrlOf(entry: JsonObject): [string, string][] {
  const { fullUrl, resource } = entry;
  if (typeof fullUrl !== 'string' || !isJsonObject(resource) || typeof resource['resourceType'] !== 'string') return [];
  const name = localName(resource['resourceType'], resource['id'], fullUrl);
  return name === undefined ? [] : [[fullUrl, inR4(name)]];
}

/** References by fullUrl (`urn:uuid:` and absolute ones of the same file) become local: `Type/id`. */
function withLocalReferences(resource: JsonObject, fullUrls: FullUrls): JsonObject {
  return fullUrls.size === 0
    ? resource
    : mapReferences(resource, (reference) => (reference.startsWith('urn:') ? fullUrls.get(reference) : undefined) ?? reference);
}

function* shellNotes(shell: JsonObject, place: string): Iterable<Parsed> {
  if (typeof shell['type'] !== 'string')
    yield {
      kind: 'note',
      issue: issue('warning', 'required', 'The Bundle does not say of which type it is.', { location: place, expression: ['Bundle.type'] }),
    };
  const links = Array.isArray(shell['link']) ? shell['link'].filter(isJsonObject) : [];
  if (links.some((link) => link['relation'] === 'next')) {
    yield {
      kind: 'note',
      issue: issue('warning', 'incomplete', 'This is one page of several: the source has more than this file.', {
        location: place,
        remedy: 'Import the other pages too.',
      }),
    };
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function typeGuess(text: string): { type?: string } {
  const type = /"resourceType"\s*:\s*"([A-Z][A-Za-z]{1,40})"/.exec(text)?.[1];
  return type === undefined || type === 'Bundle' ? {} : { type };
}

const within = (each: Issue, place: string): Issue => ({
  ...each,
  location: each.location === undefined ? place : `${place}, ${each.location}`,
});
