import { type JsonObject, type Outcome, stringify } from '@satchel/fhir';
import { fromXml } from '@satchel/fhir/xml';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { wholeText } from '../../whole-text.ts';
import { fhirJson } from '../fhir-json/parse.ts';

/** FHIR R4 XML: a Bundle or a single resource, read as the JSON that means the same. */
export const fhirXml: Format = { name: 'fhir-xml', version: '1', recognise, parse, excerpt };

const LONGEST = 64 * 1024 * 1024;

function recognise({ text }: Head): string | undefined {
  if (!text.startsWith('<')) return undefined;
  const [, name] = /<(?:\w+:)?([A-Z][A-Za-z]+)\b[^>]*xmlns(?::\w+)?\s*=\s*["']http:\/\/hl7\.org\/fhir["']/.exec(text.slice(0, 4096)) ?? [];
  return name === undefined ? undefined : `FHIR R4 ${name} in XML`;
}

async function* parse(source: Source, reading: Parameters<Format['parse']>[1]): AsyncIterable<Parsed> {
  const read = await asJson(source);
  if (read === undefined) yield unread('This is longer than 64 MB.', source.name, 'too-long', 'Ask the sender for JSON.');
  else if (!read.ok) yield { kind: 'unread', issues: read.issues };
  else yield* fhirJson.parse(jsonSource(source, read.value), reading);
}

/** A place is one of the same resource in JSON, and is shown so. */
async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const read = await asJson(source);
  return read?.ok ? fhirJson.excerpt?.(jsonSource(source, read.value), place) : undefined;
}

async function asJson(source: Source): Promise<Outcome<JsonObject> | undefined> {
  const text = await wholeText(source, LONGEST);
  return text === undefined ? undefined : fromXml(text);
}

function jsonSource({ name }: Source, json: JsonObject): Source {
  const bytes = new TextEncoder().encode(stringify(json));
  return {
    name,
    async *open() {
      yield bytes;
    },
  };
}
