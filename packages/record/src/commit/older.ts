import { issue } from '@satchel/fhir';
import { fingerprintOf } from '../fingerprint.ts';
import { fetchRow } from '../open-row.ts';
import { documentId } from './attribute.ts';
import type { Item, Work } from './work.ts';

/** Versions of one fact that are looked through for what a file said before. */
const REMEMBERED = 50;

/**
 * Arriving later is not being newer. What a file says again that it has said before changes nothing, whatever came in since;
 * and what its own source dates before what is here does not take its place: it is told, and stays in its original.
 */
export async function olderStep(work: Work): Promise<void> {
  const document = work.change.origin.original && documentId(work);
  const imports = new Set(
    document === undefined ? [] : work.reading.index.referrers('DocumentReference', document, ['entity']).map(({ id }) => id),
  );
  for (const item of work.items) {
    if (item.effect !== 'changed' || !item.source || item.isEdit) continue;
    if (imports.size > 0 && (await isSaidBefore(work, item, imports))) item.effect = 'unchanged';
    else if (await isDatedBefore(work, item)) {
      item.effect = 'unchanged';
      item.isOlder = true;
      item.issues.push(
        issue('information', 'informational', 'Its source dates this before what is here; it was not taken over.', {
          expression: [`${item.type}/${item.id}`],
          remedy: 'The file keeps it: open it from Documents.',
        }),
      );
    }
  }
}

/** Whether this very original brought this very content already, as a version that something else has replaced. */
async function isSaidBefore(
  { world, reading }: Work,
  { type, id, before, fingerprint }: Item,
  imports: ReadonlySet<string>,
): Promise<boolean> {
  if (!reading.index.referrers(type, id, ['target']).some((link) => imports.has(link.id))) return false;
  for (let version = before - 1; version > Math.max(0, before - REMEMBERED); version--) {
    const body = await fetchRow(world, reading, id, version);
    if (body.ok && fingerprintOf(body.value) === fingerprint) return true;
  }
  return false;
}

async function isDatedBefore({ world, reading }: Work, { id, before, body }: Item): Promise<boolean> {
  const { u: updated, s: source } = body?.head ?? {};
  if (updated === undefined) return false;
  const known = await fetchRow(world, reading, id, before);
  return known.ok && known.value.head.s?.[0] === source?.[0] && updated < (known.value.head.u ?? Number.NEGATIVE_INFINITY);
}
