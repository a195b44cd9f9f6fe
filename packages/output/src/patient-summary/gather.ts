import {
  collectReferences,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Outcome,
  parseJson,
  parseReference,
  success,
} from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { fit } from './fit.ts';

/** One resource of the document. */
export interface Entry {
  /** `Type/id` in the record. */
  readonly key: string;
  readonly fullUrl: string;
  readonly resource: JsonObject;
}

/** Who and what facts are told with; what a summary follows a reference to, one step and its own parts. */
const FOLLOWED = new Set(['Practitioner', 'PractitionerRole', 'Organization', 'Medication', 'Specimen', 'Device']);

/** Reads what was chosen, in the shape of the summary; what can only be told in words is missing in the answer. */
export async function gather(view: RecordView, keys: readonly string[], subject: string): Promise<Outcome<ReadonlyMap<string, Entry>>> {
  const entries = new Map<string, Entry>();
  const waiting = [...keys];
  for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
    if (entries.has(key)) continue;
    const [type = '', id = ''] = key.split('/');
    const stored = await view.read(type, id);
    if (!stored.ok || stored.value.marks.withdrawn !== undefined) continue;
    const parsed = parseJson(stored.value.text);
    const resource = parsed.ok ? fit(parsed.value, subject) : undefined;
    if (!resource) continue;
    entries.set(key, { key, fullUrl: fullUrlOf(id), resource });
    for (const { reference } of collectReferences(resource)) {
      const target = parseReference(reference);
      if (target?.kind === 'relative' && FOLLOWED.has(target.type)) waiting.push(`${target.type}/${target.id}`);
    }
  }
  return success(entries);
}

/** Ids of the record are random UUIDs; the few of another form stay recognisable. */
export const fullUrlOf = (id: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? `urn:uuid:${id}` : `urn:satchel:${id}`;

/** The resource with every reference pointing into the document; what is not in it keeps its words and its type. */
export function pointedInside(resource: JsonObject, urls: ReadonlyMap<string, string>): JsonObject {
  return walked(resource, (reference) => {
    const literal = reference['reference'];
    if (typeof literal !== 'string' || literal.startsWith('#')) return reference;
    const target = parseReference(literal);
    const key = target?.kind === 'relative' ? `${target.type}/${target.id}` : literal;
    const url = urls.get(key);
    if (url !== undefined) return { ...reference, reference: url };
    const { reference: _gone, ...rest } = reference;
    const type = target && 'type' in target ? target.type : undefined;
    return Object.keys(rest).length > 0 || type === undefined ? { ...(type && { type }), ...rest } : { type };
  }) as JsonObject;
}

const REFERENCE_MEMBERS = new Set(['reference', 'type', 'identifier', 'display', 'id', 'extension']);

function walked(value: JsonValue, rewrite: (reference: JsonObject) => JsonObject): JsonValue {
  if (Array.isArray(value)) return Object.assign([...value], mapped(value, rewrite));
  if (!isJsonObject(value)) return value;
  if (typeof value['reference'] === 'string' && Object.keys(value).every((name) => REFERENCE_MEMBERS.has(name))) return rewrite(value);
  const copy: JsonObject = { ...value };
  for (const name of Object.keys(value)) copy[name] = walked(value[name] as JsonValue, rewrite);
  return copy;
}

const mapped = (values: readonly JsonValue[], rewrite: (reference: JsonObject) => JsonObject): JsonValue[] =>
  values.map((each) => walked(each, rewrite));
