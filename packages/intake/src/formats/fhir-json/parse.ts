import { isJsonObject, issue, type Issue, type JsonObject, mapReferences, parseJson } from '@satchel/fhir';
import { type Format, type Parsed, type Source, unread } from '../../source.ts';
import { type Cut, cutValues } from './values.ts';
import { excerpt } from './excerpt.ts';
import { recognise } from './recognise.ts';
import { sourceOf } from './source-of.ts';

/** FHIR R4 JSON in any wrapping: Bundles of every type, NDJSON, lists, single resources. */
export const fhirJson: Format = { name: 'fhir-json', version: '1', recognise, parse, excerpt };

/** `fullUrl` of an entry -> `Type/id` in the source's own words, so that `urn:uuid:` references find their type. */
type FullUrls = ReadonlyMap<string, string>;

async function* parse(source: Source): AsyncIterable<Parsed> {
  let fullUrls: FullUrls | undefined;
  for await (const cut of cutValues(source.open())) {
    if (cut.kind === 'entry' && !fullUrls) fullUrls = await collectFullUrls(source);
    yield* parseCut(cut, fullUrls ?? new Map());
  }
}

function* parseCut(cut: Cut, fullUrls: FullUrls): Iterable<Parsed> {
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
    yield* resourceDraft(value, undefined, place, fullUrls, parsed.issues);
  else yield* entryDraft(value, place, fullUrls, parsed.issues);
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

function* entryDraft(entry: JsonObject, place: string, fullUrls: FullUrls, issues: readonly Issue[]): Iterable<Parsed> {
  const { resource, fullUrl, request } = entry;
  const url = typeof fullUrl === 'string' ? fullUrl : undefined;
  if (isJsonObject(resource)) {
    yield* resourceDraft(resource, url, place, fullUrls, issues);
    return;
  }
  const method = isJsonObject(request) ? request['method'] : undefined;
  const target = isJsonObject(request) && typeof request['url'] === 'string' ? (fullUrls.get(url ?? '') ?? request['url']) : undefined;
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
  fullUrls: FullUrls,
  issues: readonly Issue[],
): Iterable<Parsed> {
  const type = resource['resourceType'];
  if (typeof type !== 'string' || !/^[A-Z][A-Za-z]+$/.test(type)) {
    yield unread('This does not say which type of resource it is.', place, 'required');
    return;
  }
  if (type === 'Bundle' && Array.isArray(resource['entry'])) {
    yield* innerBundle(resource, place, issues);
    return;
  }
  const name = localName(type, resource['id'], fullUrl);
  yield {
    kind: 'draft',
    draft: {
      resource: withLocalReferences(resource, fullUrls),
      place,
      ...(name !== undefined && { source: sourceOf(resource, fullUrl, name) }),
      ...(issues.length > 0 && { issues }),
    },
  };
}

/** A Bundle that came as one line or inside another. */
function* innerBundle(bundle: JsonObject, place: string, issues: readonly Issue[]): Iterable<Parsed> {
  const entries = (bundle['entry'] as readonly unknown[]).filter(isJsonObject);
  const fullUrls = new Map(entries.flatMap((entry) => fullUrlOf(entry)));
  for (const [at, entry] of entries.entries()) yield* entryDraft(entry, `${place} entry ${at + 1}`, fullUrls, issues);
}

/** `Type/id` as the source names it; the fullUrl speaks where the resource has no id. */
function localName(type: string, id: unknown, fullUrl: string | undefined): string | undefined {
  if (typeof id === 'string' && id !== '') return `${type}/${id}`;
  const last = fullUrl?.split(/[/:]/).at(-1);
  return last ? `${type}/${last}` : undefined;
}

async function collectFullUrls(source: Source): Promise<FullUrls> {
  const found = new Map<string, string>();
  for await (const cut of cutValues(source.open())) {
    if (cut.kind !== 'entry') continue;
    try {
      const entry: unknown = JSON.parse(decode(cut.bytes) ?? '');
      if (isJsonObject(entry)) for (const [url, name] of fullUrlOf(entry)) found.set(url, name);
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
  return name === undefined ? [] : [[fullUrl, name]];
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
