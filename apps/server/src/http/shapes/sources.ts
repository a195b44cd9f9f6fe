import { documentFactsOf, isJsonObject, type JsonObject, type JsonValue, type Outcome, success } from '@satchel/fhir';
import type { Listed, RecordView, Stored } from '@satchel/record';
import type { SourceLine } from '../api.ts';
import { everyMatch } from './every-match.ts';
import { resourceOf } from './listed.ts';

/** An imported file, as its document in the record tells it. */
export type KnownOriginal = Omit<SourceLine, 'resources' | 'first' | 'last'>;

/** Every imported file with what came out of it: how many facts that still stand, from when to when; the latest import first. */
export async function sourcesOf(view: RecordView): Promise<Outcome<readonly SourceLine[]>> {
  const all = await everyFact(view);
  return all.ok ? sourcesAmong(view, all.value) : all;
}

/** All that stands, from the index alone. */
export async function everyFact(view: RecordView, options: { readonly newestDays?: boolean } = {}): Promise<Outcome<readonly Listed[]>> {
  const counts = await view.counts();
  return counts.ok ? view.list(Object.keys(counts.value), { limit: Number.MAX_SAFE_INTEGER, ...options }) : counts;
}

/** The same for who has all the facts already. */
export async function sourcesAmong(view: RecordView, all: readonly Listed[]): Promise<Outcome<readonly SourceLine[]>> {
  const originals = await originalsIn(view);
  if (originals.length === 0) return success([]);
  const provenance = await everyMatch(view, 'Provenance', 'entity:missing=false');
  if (!provenance.ok) return provenance;
  const facts = new Map(all.map((listed) => [`${listed.type}/${listed.id}`, listed]));
  const targets = targetsByDocument(provenance.value);
  return success(originals.map((line) => ({ ...line, ...reachOf(targets.get(line.document) ?? new Set(), facts, line.document) })));
}

export async function originalsIn(view: RecordView): Promise<readonly KnownOriginal[]> {
  const documents = await everyMatch(view, 'DocumentReference', 'category=urn:satchel:document%7Coriginal');
  if (!documents.ok) return [];
  return documents.value.flatMap((stored) => originalOf(stored) ?? []).sort((a, b) => b.at.localeCompare(a.at));
}

function originalOf(stored: Stored): KnownOriginal | undefined {
  const resource = resourceOf(stored);
  const attachment = first(first(resource['content'])?.['attachment']);
  const url = attachment?.['url'];
  if (!attachment || typeof url !== 'string') return undefined;
  const { title, date } = documentFactsOf(resource);
  return {
    document: `DocumentReference/${stored.id}`,
    original: url.replace('Binary/', ''),
    name: String(attachment['title']),
    mediaType: String(attachment['contentType']),
    size: Number(attachment['size']),
    at: String(resource['date']),
    ...(title !== undefined && { title }),
    ...(date !== undefined && { made: date }),
  };
}

function targetsByDocument(provenances: readonly Stored[]): ReadonlyMap<string, ReadonlySet<string>> {
  const targets = new Map<string, Set<string>>();
  for (const { text } of provenances) {
    const resource = JSON.parse(text) as JsonObject;
    const document = first(first(resource['entity'])?.['what'])?.['reference'];
    if (typeof document !== 'string' || !Array.isArray(resource['target'])) continue;
    const known = targets.get(document) ?? new Set<string>();
    for (const target of resource['target'])
      if (isJsonObject(target) && typeof target['reference'] === 'string') known.add(target['reference']);
    targets.set(document, known);
  }
  return targets;
}

function reachOf(
  targets: ReadonlySet<string>,
  facts: ReadonlyMap<string, Listed>,
  document: string,
): Pick<SourceLine, 'resources' | 'first' | 'last'> {
  const standing = [...targets].filter((target) => target !== document).flatMap((target) => facts.get(target) ?? []);
  const dated = standing
    .filter(({ type, timelineAt }) => type !== 'Patient' && timelineAt !== null)
    .sort((a, b) => (a.timelineAt ?? 0) - (b.timelineAt ?? 0));
  const [from, to] = [dated[0]?.card.date, dated.at(-1)?.card.date];
  return { resources: standing.length, ...(from !== undefined && { first: from }), ...(to !== undefined && { last: to }) };
}

/** An element's one object, or the first of its list. */
export function first(value: JsonValue | undefined): JsonObject | undefined {
  return Array.isArray(value) ? value.find(isJsonObject) : isJsonObject(value) ? value : undefined;
}
