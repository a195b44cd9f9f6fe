import { issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { base64url, type Bytes, equal, fromBase64url, genesis, headMessage, hex, nextHead, openRow, text } from '@satchel/vault';
import { type Anchor, readAccessLog } from './access-log.ts';
import { decodeBody, dictionaries } from './body.ts';
import { prepareUnits } from './canonical.ts';
import { breathe } from './breathe.ts';
import type { Holder } from './doors.ts';
import { statementOf } from './holder.ts';
import { ANCHOR_ROW, isEventRow, uuidOf } from './ids.ts';
import { putRow } from './put-row.ts';
import { emptyReading, type Reading } from './reading.ts';
import { readOriginal } from './originals.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/** What a full verification found; `damage` is empty only when every check ran and passed. */
export interface Verification {
  readonly rows: number;
  readonly originals: number;
  readonly grants: number;
  readonly logEntries: number;
  readonly damage: readonly Issue[];
}

/**
 * Opens everything: every row against its digest, place and keyset; the chain against the signed head; every piece of
 * every original; every grant's signature; the access log against its anchors; the store's own pages; and the
 * index in use against one built anew from the rows.
 */
export async function verifyRecord(world: World, holder: Holder, inUse?: Reading): Promise<Outcome<Verification>> {
  const person = await world.store.get('person', { person: holder.person });
  if (!person) return success({ rows: 0, originals: 0, grants: 0, logEntries: 0, damage: [issue('error', 'not-found', 'There is no such record here.')] });
  const damage: Issue[] = (await world.store.check()).map((words) => issue('error', 'exception', `The store itself is damaged: ${words}`, { remedy: 'Restore a backup.' }));
  await prepareUnits();
  const fresh = emptyReading(world, holder, person);
  const rows = await verifyRows(world, holder, person, fresh, damage);
  const originals = await verifyOriginals(world, fresh, damage);
  const grants = await verifyGrants(world, holder, damage);
  const logEntries = await verifyLog(world, holder, rows.anchors, damage);
  if (inUse && inUse.full && inUse.upto === fresh.upto) compareIndexes(inUse, fresh, damage);
  fresh.index.close();
  return success({ rows: rows.count, originals, grants, logEntries, damage });
}

async function verifyRows(world: World, holder: Holder, person: Row<'person'>, fresh: Reading, damage: Issue[]): Promise<{ count: number; anchors: Anchor[] }> {
  const anchors: Anchor[] = [];
  let count = 0;
  let head = genesis(world.engine, person.person);
  let link: Row<'row'>[] = [];
  const close = () => {
    if (link[0]) head = nextHead(world.engine, head, { seq: link[0].seq, epoch: link[0].epoch, rows: link });
    if (link[0]) fresh.upto = link[0].seq;
    link = [];
  };
  for await (const batch of world.store.scan('row', { person: person.person }, { by: 'seq' })) {
    for (const row of batch) {
      if (link[0] && link[0].seq !== row.seq) close();
      link.push(row);
      count += 1;
      const told = verifyRow(world, fresh, row);
      if (told.anchor) anchors.push(told.anchor);
      if (told.damage) damage.push(told.damage);
    }
    await breathe();
  }
  close();
  const write = fromBase64url(holder.certificate.write) as Bytes;
  if (!equal(head, person.head) || fresh.upto !== person.seq) damage.push(issue('error', 'security', 'The chain does not end at its signed head: entries were removed, added, changed or reordered.', { remedy: 'Restore a backup.' }));
  if (!world.engine.verify(write, headMessage(person.person, person.incarnation, person.seq, person.epoch, person.head), person.signature)) damage.push(issue('error', 'security', 'The head of the chain is not signed by the write key of this record.'));
  return { count, anchors };
}

function verifyRow(world: World, fresh: Reading, row: Row<'row'>): { damage?: Issue; anchor?: Anchor } {
  const id = uuidOf(row.id);
  const bad = (words: string) => ({ damage: issue('error', 'security', `Entry ${id} version ${row.version} ${words}.`, { remedy: 'Restore a backup.' }) });
  if (row.body === null || row.dek === null) return {};
  if (!equal(world.engine.sha256(row.body), row.digest)) return bad('was changed');
  const keyset = fresh.keysets.get(hex(row.keyset));
  if (!keyset) return fresh.full ? bad('is sealed under an unknown key') : {};
  const plain = openRow(world.engine, keyset, { person: fresh.person, id: row.id, version: row.version }, { dek: row.dek, body: row.body }, dictionaries);
  if (!plain) return bad('does not open where it stands');
  if (isEventRow(row.id)) return equal(row.id, ANCHOR_ROW) ? { anchor: JSON.parse(text(plain)) as Anchor } : {};
  putRow(fresh.index, { id, version: row.version, seq: row.seq, labels: keyset.labels, body: decodeBody(plain) });
  return {};
}

async function verifyOriginals(world: World, fresh: Reading, damage: Issue[]): Promise<number> {
  let count = 0;
  for await (const batch of world.store.scan('chunk', { person: fresh.person }, { columns: [] })) {
    for (const { address, n } of batch) {
      if (n !== 0) continue;
      count += 1;
      try {
        const opened = await readOriginal(world, fresh.person, fresh.keysets, address);
        if (!opened.ok) throw new Error('head');
        for await (const _ of opened.value.bytes);
      } catch {
        damage.push(issue('error', 'security', `An original (${hex(address).slice(0, 12)}…) is damaged or incomplete.`, { remedy: 'Import the file again, or restore a backup.' }));
      }
    }
  }
  return count;
}

async function verifyGrants(world: World, holder: Holder, damage: Issue[]): Promise<number> {
  let count = 0;
  for await (const batch of world.store.scan('grant', { person: holder.person })) {
    for (const row of batch) {
      count += 1;
      const statement = statementOf(world, holder.certificate, row);
      if (statement?.grant !== row.grant || statement.person !== row.person) damage.push(issue('error', 'security', `Grant ${row.grant} was not signed by the holder of this record; it opens nothing.`, { remedy: 'Remove it.' }));
    }
  }
  return count;
}

async function verifyLog(world: World, holder: Holder, anchors: readonly Anchor[], damage: Issue[]): Promise<number> {
  if (!holder.keys.audit) return 0;
  const entries = await readAccessLog(world, holder);
  for (const entry of entries) if (!entry.intact) damage.push(issue('error', 'security', `The access log of sitting ${entry.session} was changed.`, { remedy: 'Somebody with access to the database did this; ask who.' }));
  for (const anchor of anchors) {
    for (const [session, [n, digest]] of Object.entries(anchor)) {
      const last = await world.store.get('audit', { person: holder.person, session, n: n - 1 });
      if (!last || base64url(world.engine.sha256(last.blob)) !== digest) damage.push(issue('error', 'security', `Entries of the access log of sitting ${session} were removed or changed.`, { remedy: 'Somebody with access to the database did this; ask who.' }));
    }
  }
  return entries.length;
}

/** The image equals a rebuild: same facts, versions, labels and content. */
function compareIndexes(inUse: Reading, fresh: Reading, damage: Issue[]): void {
  const describe = (reading: Reading) => reading.index.list(undefined, { also: ['withdrawn', 'aside'] }).map((each) => `${each.type}/${each.id} ${each.version} ${each.labels} ${each.fingerprint} ${each.flags.join('+')}`);
  const rebuilt = new Set(describe(fresh));
  const used = describe(inUse);
  if (used.length !== rebuilt.size || used.some((line) => !rebuilt.has(line))) damage.push(issue('error', 'exception', 'The search index in use differs from one built anew.', { remedy: 'Lock and unlock: it is rebuilt.' }));
}
