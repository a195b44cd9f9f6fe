import { isJsonObject } from './json/value.ts';
import type { JsonObject, JsonValue } from './json/value.ts';
import { isResourceType } from './types.ts';
import type { ResourceType } from './resource-types.ts';

/**
 * A literal reference taken apart (http://hl7.org/fhir/R4/references.html#literal).
 *
 * - `contained`: `#x`; `id` is empty for `#`, which means the container itself
 * - `relative`: `Patient/1`, `Patient/1/_history/2`
 * - `absolute`: the same under a server's base, `https://example.org/fhir/Patient/1`
 * - `uuid`, `oid`: `urn:uuid:...`, `urn:oid:...`
 * - `conditional`: `Patient?identifier=x` (only in transactions)
 * - `url`: any other absolute URI
 */
export type LiteralReference =
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'relative'; readonly type: ResourceType; readonly id: string; readonly version?: string }
  | { readonly kind: 'absolute'; readonly base: string; readonly type: ResourceType; readonly id: string; readonly version?: string }
  | { readonly kind: 'uuid'; readonly uuid: string }
  | { readonly kind: 'oid'; readonly oid: string }
  | { readonly kind: 'conditional'; readonly type: ResourceType; readonly query: string }
  | { readonly kind: 'url'; readonly url: string };

const RESTFUL = /^(?:(https?:\/\/[^?#\s]+)\/)?([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/;

/** Takes a literal reference apart; undefined for text that is none. */
export function parseReference(text: string): LiteralReference | undefined {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) };
  if (text.startsWith('urn:uuid:')) return { kind: 'uuid', uuid: text.slice(9).toLowerCase() };
  if (text.startsWith('urn:oid:')) return { kind: 'oid', oid: text.slice(8) };
  return parseRestful(text) ?? parseConditional(text) ?? (/^[a-z][a-z0-9+.-]*:\S+$/i.test(text) ? { kind: 'url', url: text } : undefined);
}

function parseRestful(text: string): LiteralReference | undefined {
  const match = RESTFUL.exec(text);
  if (match === null) return undefined;
  const [, base, type, id = '', version] = match;
  if (!isResourceType(type)) return undefined;
  const target = { type, id, ...(version === undefined ? {} : { version }) };
  return base === undefined ? { kind: 'relative', ...target } : { kind: 'absolute', base, ...target };
}

function parseConditional(text: string): LiteralReference | undefined {
  const mark = text.indexOf('?');
  const type = text.slice(0, Math.max(mark, 0));
  return isResourceType(type) ? { kind: 'conditional', type, query: text.slice(mark + 1) } : undefined;
}

/** The text of a literal reference; the reverse of `parseReference`. */
export function formatReference(reference: LiteralReference): string {
  switch (reference.kind) {
    case 'contained':
      return `#${reference.id}`;
    case 'uuid':
      return `urn:uuid:${reference.uuid}`;
    case 'oid':
      return `urn:oid:${reference.oid}`;
    case 'url':
      return reference.url;
    case 'conditional':
      return `${reference.type}?${reference.query}`;
    case 'relative':
      return restful(reference);
    case 'absolute':
      return `${reference.base}/${restful(reference)}`;
  }
}

function restful(target: { type: string; id: string; version?: string }): string {
  const history = target.version === undefined ? '' : `/_history/${target.version}`;
  return `${target.type}/${target.id}${history}`;
}

/** One reference and the FHIRPath of the element whose text it is. */
export interface FoundReference {
  /** `Observation.subject.reference`, `DocumentReference.content[0].attachment.url`. */
  readonly path: string;
  readonly reference: string;
}

/** Every literal reference in `resource`: `Reference.reference`, and `Attachment.url` to a Binary. */
export function collectReferences(resource: JsonObject): FoundReference[] {
  const found: FoundReference[] = [];
  const type = resource['resourceType'];
  collect(resource, typeof type === 'string' ? type : 'Resource', found);
  return found;
}

function collect(node: JsonObject, path: string, found: FoundReference[]): void {
  for (const name in node) {
    const value = node[name]!;
    if (typeof value === 'string') {
      if (isReference(name, value, node)) found.push({ path: `${path}.${name}`, reference: value });
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => isJsonObject(item) && collect(item, `${path}.${name}[${i}]`, found));
    } else if (isJsonObject(value)) {
      collect(value, `${path}.${name}`, found);
    }
  }
}

/**
 * `resource` with every literal reference replaced by what `rewrite` returns for it. Parts that do
 * not change are shared with the original, which is never altered; when nothing changes the
 * original itself is returned. `uri` and `canonical` elements are left alone.
 */
export function mapReferences(resource: JsonObject, rewrite: (reference: string) => string): JsonObject {
  let copy: JsonObject | undefined;
  for (const name in resource) {
    const value = resource[name]!;
    const mapped =
      typeof value === 'string'
        ? isReference(name, value, resource)
          ? rewrite(value)
          : value
        : typeof value === 'object' && value !== null
          ? mapValue(value, rewrite)
          : value;
    if (mapped !== value) (copy ??= { ...resource })[name] = mapped;
  }
  return copy ?? resource;
}

function mapValue(value: JsonObject | JsonValue[], rewrite: (reference: string) => string): JsonObject | JsonValue[] {
  if (!Array.isArray(value)) return mapReferences(value, rewrite);
  let copy: JsonValue[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const item = value[i]!;
    if (typeof item !== 'object' || item === null) continue;
    const mapped = mapValue(item, rewrite);
    if (mapped !== item) (copy ??= Object.assign([], value))[i] = mapped;
  }
  return copy ?? value;
}

/**
 * Told by shape, which in R4 is enough: the string elements named `reference` that are no reference
 * (DetectedIssue, Expression, Immunization.education) stand beside members no Reference has, and of
 * the elements named `url` those of Attachment alone end in Binary/id, but for requests and links of
 * a Bundle.
 */
function isReference(name: string, value: string, holder: JsonObject): boolean {
  if (name === 'reference') return !hasAny(holder, BESIDE_URI_REFERENCE);
  return name === 'url' && BINARY.test(value) && !hasAny(holder, BESIDE_BUNDLE_URL);
}

const BINARY = /(?:^|\/)Binary\/[A-Za-z0-9\-.]{1,64}$/;
const BESIDE_URI_REFERENCE = ['language', 'documentType', 'presentationDate', 'publicationDate', 'resourceType'];
const BESIDE_BUNDLE_URL = ['method', 'relation'];

function hasAny(holder: JsonObject, names: readonly string[]): boolean {
  return names.some((name) => name in holder);
}
