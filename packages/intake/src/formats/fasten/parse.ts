import { isJsonObject, type JsonObject } from '@satchel/fhir';
import type { Format, Head, Parsed, Source } from '../../source.ts';
import { draftsOfOneSource, isResourceOf, type Kept } from '../fhir-json/one-namespace.ts';
import { excerptOf, wholeJson } from '../whole-json.ts';

/** Exports of Fasten Health (YourPHR): FHIR resources by provider and type. */
export const fasten: Format = { name: 'fasten', version: '1', recognise, parse, excerpt };

function recognise({ text }: Head): string | undefined {
  return /^\{\s*(?:"[\w-]+"\s*:\s*(?:"[^"]*"|\d+)\s*,\s*)*"providers"\s*:\s*\[/.test(text) && /"fhir"\s*:/.test(text)
    ? 'Fasten Health export'
    : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const read = await wholeJson(source);
  if ('trouble' in read) {
    yield read.trouble;
    return;
  }
  for (const { name, kept } of providersOf(read.json)) yield* draftsOfOneSource(`urn:satchel:fasten:${encodeURIComponent(name)}`, kept);
}

function excerpt(source: Source, place: string): Promise<string | undefined> {
  return excerptOf(source, place, (json) =>
    providersOf(json).flatMap(({ kept }) => kept.map((each) => ({ place: each.place, value: each.resource }))),
  );
}

/** What each provider gave; the same resource twice is told once, the later one. */
function providersOf(json: JsonObject): { name: string; kept: Kept[] }[] {
  const providers = Array.isArray(json['providers']) ? json['providers'].filter(isJsonObject) : [];
  return providers.map((provider, n) => {
    const found = new Map<string, Kept>();
    const types = isJsonObject(provider['fhir']) ? Object.entries(provider['fhir']) : [];
    for (const [type, list] of types) {
      for (const [at, resource] of (Array.isArray(list) ? list : []).entries()) {
        const place = `provider ${n + 1} ${type} ${at + 1}`;
        if (isResourceOf(resource))
          found.set(`${type}/${typeof resource['id'] === 'string' ? resource['id'] : place}`, { resource, place });
      }
    }
    const { name } = provider;
    return { name: typeof name === 'string' ? name : `provider ${n + 1}`, kept: [...found.values()] };
  });
}
