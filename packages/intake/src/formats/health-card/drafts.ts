import { isJsonObject, type JsonObject, mapReferences, stringify } from '@satchel/fhir';
import type { Draft } from '@satchel/record';
import type { OpenedCard } from './open-card.ts';

/** Says whether somebody stands behind a fact, in `meta.tag`. */
const SIGNATURE = 'urn:satchel:signature';

/** The facts of a card. Its resources have no ids: each is known to its issuer by what it says, so that a renewed card adds nothing twice. */
export async function draftsOf(card: OpenedCard, signature: 'verified' | 'unverified', place: string): Promise<Draft[]> {
  const entries = (card.bundle['entry'] as readonly unknown[]).filter(isJsonObject);
  const resources = entries.flatMap(({ resource, fullUrl }) =>
    isJsonObject(resource) && typeof resource['resourceType'] === 'string'
      ? [{ resource, type: resource['resourceType'], url: typeof fullUrl === 'string' ? fullUrl : '' }]
      : [],
  );
  const typeByUrl = new Map(resources.map(({ url, type }) => [url, type]));
  const named = await Promise.all(
    resources.map(async (each) => ({ ...each, id: await nameOf(mapReferences(each.resource, (to) => typeByUrl.get(to) ?? to)) })),
  );
  const nameByUrl = new Map(named.map(({ url, type, id }) => [url, `${type}/${id}`]));
  return named.map(({ resource, type, id }, n) => ({
    resource: marked(
      mapReferences(resource, (to) => nameByUrl.get(to) ?? to),
      card.iss,
      signature,
    ),
    source: { system: card.iss, id: `${type}/${id}` },
    place: `${place} entry ${n + 1}`,
  }));
}

function marked(resource: JsonObject, iss: string, signature: string): JsonObject {
  const meta = isJsonObject(resource['meta']) ? resource['meta'] : {};
  return { ...resource, meta: { ...meta, source: iss, tag: [{ system: SIGNATURE, code: signature }] } };
}

async function nameOf(resource: JsonObject): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(stringify(resource)));
  return Buffer.from(digest).toString('hex').slice(0, 40);
}
