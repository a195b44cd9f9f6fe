import { collectReferences, type Outcome, parseReference, success } from '@satchel/fhir';
import { cardOf, type RecordView, type Stored } from '@satchel/record';
import type { Fact } from '../api.ts';
import { listedOf, resourceOf } from './listed.ts';

/** One fact: as it stands (or stood), who said so, every version, and what it is connected with. */
export async function factOf(view: RecordView, type: string, id: string, version?: number): Promise<Outcome<Fact>> {
  const [read, history, evidence] = [await view.read(type, id, version), await view.history(type, id), await view.evidence(type, id)];
  if (!read.ok) return read;
  if (!history.ok) return history;
  if (!evidence.ok) return evidence;
  return success({
    listed: listedOf(read.value),
    text: read.value.text,
    marks: read.value.marks,
    evidence: evidence.value,
    versions: history.value.map((stored) => ({
      version: stored.version,
      updatedAt: stored.updatedAt,
      card: cardOf(resourceOf(stored)),
      marks: stored.marks,
      text: stored.text,
    })),
    related: await relatedTo(view, read.value),
  });
}

/** What it points at and what points at it, by the element that does; provenance has its own place. */
async function relatedTo(view: RecordView, stored: Stored): Promise<Fact['related']> {
  const self = `${stored.type}/${stored.id}`;
  const page = await view.search(stored.type, `_id=${stored.id}&_include=*&_revinclude=*`);
  if (!page.ok) return [];
  const pathTo = new Map(collectReferences(resourceOf(stored)).map(({ path, reference }) => [localOf(reference), path]));
  return page.value.included
    .filter(({ type }) => type !== 'Provenance')
    .flatMap((other) => {
      const resource = resourceOf(other);
      const path =
        pathTo.get(`${other.type}/${other.id}`) ?? collectReferences(resource).find(({ reference }) => localOf(reference) === self)?.path;
      return path === undefined ? [] : [{ path, listed: listedOf(other, resource) }];
    });
}

function localOf(reference: string): string {
  const parsed = parseReference(reference);
  return parsed?.kind === 'relative' ? `${parsed.type}/${parsed.id}` : reference;
}
