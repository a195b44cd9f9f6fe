import { type JsonObject, mapReferences } from '@satchel/fhir';
import type { Item, Work } from './work.ts';

const LOCAL = /^([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Before a reference by our own id, in a draft whose other references are its source's. */
const HERE = 'urn:satchel:here/';

/** A reference to what another source than the draft's own calls so. */
const THERE = /^urn:satchel:there\/([^/]+)\/(.+)$/;

/**
 * Ids become ours. A draft from a source is known by what the source calls it, and its references follow by the
 * same rule, so a reference to something that arrives later already points at it. Absolute references under the
 * source's own base are local ones; everything else stays as it is written.
 */
export function normaliseStep(work: Work): void {
  const known = new Map<string, string>();
  for (const item of work.items) {
    const { source } = item;
    if (!source && !item.isCopy) continue;
    const base = source && `${source.system}/`;
    item.resource = mapReferences(item.resource, (reference) => {
      if (reference.startsWith(HERE)) return reference.slice(HERE.length);
      const there = THERE.exec(reference);
      if (there) return ours(work, decodeURIComponent(there[1] as string), there[2] as string);
      if (!source || !base) return reference;
      const key = `${source.system} ${reference}`;
      let here = known.get(key);
      if (here === undefined) {
        here = translate(work, source.system, reference.startsWith(base) ? reference.slice(base.length) : reference) ?? reference;
        known.set(key, here);
      }
      return here;
    });
  }
}

function translate(work: Work, system: string, reference: string): string | undefined {
  const local = LOCAL.exec(reference)?.[1];
  return local && ours(work, system, local);
}

/** Our reference to what a source calls so, in whatever letters it does. */
const ours = (work: Work, system: string, name: string): string => `${name.slice(0, name.indexOf('/'))}/${work.idOf(system, name)}`;

/** The parts of a resource that a row keeps: the resource without id and meta, and its own meta without version and time. */
export function split(item: Item): { resource: JsonObject; meta?: JsonObject } {
  const { id: _, meta, resourceType, ...rest } = item.resource;
  const resource = { resourceType: resourceType as string, ...rest };
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return { resource };
  const { versionId: _v, lastUpdated: _l, ...kept } = meta;
  return Object.keys(kept).length ? { resource, meta: kept } : { resource };
}
