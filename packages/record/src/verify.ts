import { issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { base64url, type Bytes, equal, fromBase64url, genesis, headMessage, hex, text } from '@satchel/vault';
import { type Anchor, readAccessLog } from './access-log.ts';
import { decodeBody } from './body.ts';
import { prepareUnits } from './canonical.ts';
import { breathe } from './breathe.ts';
import { ChainWalk } from './chain.ts';
import type { Holder } from './doors.ts';
import { statementOf } from './holder.ts';
import { ANCHOR_ROW, isEventRow, uuidOf } from './ids.ts';
import { fetchRow } from './open-row.ts';
import { DamagedOriginal, readOriginal } from './originals.ts';
import { putRow, rowsIn } from './put-row.ts';
import { emptyReading, plainOf, type Reading, rolledBack } from './reading.ts';
import { proveSearch } from './search-proof.ts';
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

/** What a device remembers of the record as it last saw it. */
export interface Remembered {
  readonly incarnation: string;
  readonly seq: number;
  readonly head: Bytes;
}

export interface VerifyOptions {
  readonly remembered?: Remembered;
  /** Ends the verification early; what it found so far is then of no use. */
  readonly signal?: AbortSignal;
}

/**
 * Opens everything: every row against its digest, place and keyset; the chain against the signed head, and against what
 * a device remembers; every piece of every original; every grant's signature; the access log against its anchors; the
 * store's own pages; the index in use against one built anew from the rows; and search against brute force, on a sample.
 * Commits may go on meanwhile.
 */
export async function verifyRecord(
  world: World,
  holder: Holder,
  inUse?: Reading,
  { remembered, signal }: VerifyOptions = {},
): Promise<Outcome<Verification>> {
  await prepareUnits();
  const person = await world.store.get('person', { person: holder.person });
  if (!person)
    return success({
      rows: 0,
      originals: 0,
      grants: 0,
      logEntries: 0,
      damage: [issue('error', 'not-found', 'There is no such record here.')],
    });
  // The index as it is at this position, before anybody moves it on.
  const used = inUse?.full && inUse.upto === person.seq ? describe(inUse) : undefined;
  const damage: Issue[] = (await world.store.check()).map((words) =>
    issue('error', 'exception', `The store itself is damaged: ${words}`, { remedy: 'Restore a backup.' }),
  );
  const fresh = emptyReading(world, holder, person);
  try {
    const rows = await verifyRows(world, holder, person, { fresh, damage, remembered, signal });
    if (used) compareIndexes(used, fresh, damage);
    // Where nobody moved the index in use on meanwhile, it is the one that is asked.
    const asked = () => (inUse?.full && inUse.upto === fresh.upto ? inUse.index : fresh.index);
    damage.push(...(await proveSearch(world, fresh, asked, signal)));
    const originals = await verifyOriginals(world, fresh, damage, signal);
    const grants = await verifyGrants(world, holder, damage);
    const logEntries = await verifyLog(world, holder, rows.anchors, damage);
    return success({ rows: rows.count, originals, grants, logEntries, damage });
  } finally {
    fresh.index.close();
  }
}

interface Checks {
  readonly fresh: Reading;
  readonly damage: Issue[];
  readonly remembered: Remembered | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Rows opened before others have a turn: some ten milliseconds. */
const STRETCH = 64;

async function verifyRows(
  world: World,
  holder: Holder,
  person: Row<'person'>,
  { fresh, damage, remembered, signal }: Checks,
): Promise<{ count: number; anchors: Anchor[] }> {
  const anchors: Anchor[] = [];
  let count = 0;
  const chain = new ChainWalk(world, genesis(world.engine, person.person), 0);
  let past: Bytes | undefined = remembered?.seq === 0 ? genesis(world.engine, person.person) : undefined;
  for await (const batch of world.store.scan('row', { person: person.person }, { by: 'seq' })) {
    const rows = batch.filter((row) => row.seq <= person.seq);
    for (let from = 0; from < rows.length && !signal?.aborted; from += STRETCH) {
      fresh.index.transaction(() => {
        for (const row of rows.slice(from, from + STRETCH)) {
          if (remembered && row.seq > remembered.seq) past ??= chain.end().head;
          chain.add(row);
          count += 1;
          const told = verifyRow(world, fresh, row);
          if (told.anchor) anchors.push(told.anchor);
          if (told.damage) damage.push(told.damage);
        }
      });
      await breathe();
    }
    if (rows.length < batch.length || signal?.aborted) break;
  }
  const { head, upto } = chain.end();
  fresh.upto = upto;
  if (remembered && !descends(person, remembered, past ?? head)) damage.push(rolledBack());
  const write = fromBase64url(holder.certificate.write) as Bytes;
  if (!equal(head, person.head) || upto !== person.seq)
    damage.push(
      issue('error', 'security', 'The chain does not end at its signed head: entries were removed, added, changed or reordered.', {
        remedy: 'Restore a backup.',
      }),
    );
  if (!world.engine.verify(write, headMessage(person.person, person.incarnation, person.seq, person.epoch, person.head), person.signature))
    damage.push(issue('error', 'security', 'The head of the chain is not signed by the write key of this record.'));
  return { count, anchors };
}

const descends = (person: Row<'person'>, { incarnation, seq, head }: Remembered, past: Bytes): boolean =>
  person.incarnation === incarnation && person.seq >= seq && equal(past, head);

function verifyRow(world: World, fresh: Reading, row: Row<'row'>): { damage?: Issue; anchor?: Anchor } {
  const id = uuidOf(row.id);
  const bad = (words: string) => ({
    damage: issue('error', 'security', `Entry ${id} version ${row.version} ${words}.`, { remedy: 'Restore a backup.' }),
  });
  if (row.body === null || row.dek === null) return bad('was emptied');
  if (!equal(world.engine.sha256(row.body), row.digest)) return bad('was changed');
  const keyset = fresh.keysets.get(hex(row.keyset));
  if (!keyset) return fresh.full ? bad('is sealed under an unknown key') : {};
  const plain = plainOf(world, fresh.person, keyset, row);
  if (!plain) return bad('does not open where it stands');
  if (isEventRow(row.id)) return equal(row.id, ANCHOR_ROW) ? { anchor: JSON.parse(text(plain)) as Anchor } : {};
  const opened = { id, version: row.version, seq: row.seq, labels: keyset.labels, body: decodeBody(plain) };
  for (const each of rowsIn(opened)) putRow(fresh.index, each);
  return {};
}

/** Every original that the store holds, and every one that the record names. */
async function verifyOriginals(world: World, fresh: Reading, damage: Issue[], signal: AbortSignal | undefined): Promise<number> {
  const addresses = new Map<string, Bytes>();
  for await (const batch of world.store.scan('chunk', { person: fresh.person }, { columns: [] })) {
    for (const { address, n } of batch) if (n === 0) addresses.set(hex(address), address);
  }
  for (const address of await originalsNamed(world, fresh)) addresses.set(address, new Uint8Array(Buffer.from(address, 'hex')));
  for (const [name, address] of addresses) {
    if (signal?.aborted) break;
    if (!(await opensWhole(world, fresh, address)))
      damage.push(
        issue('error', 'security', `An original (${name.slice(0, 12)}…) is missing, damaged or incomplete.`, {
          remedy: 'Import the file again, or restore a backup.',
        }),
      );
  }
  return addresses.size;
}

async function originalsNamed(world: World, fresh: Reading): Promise<string[]> {
  const addresses: string[] = [];
  for (const { id, version } of fresh.index.list(['DocumentReference', 'Basic'], { also: ['withdrawn', 'aside'] })) {
    const body = await fetchRow(world, fresh, id, version);
    const address = body.ok && body.value.head.o === 1 ? /"url":"Binary\/([0-9a-f]{64})"/.exec(body.value.resource)?.[1] : undefined;
    if (address) addresses.push(address);
  }
  return addresses;
}

async function opensWhole(world: World, fresh: Reading, address: Bytes): Promise<boolean> {
  try {
    const opened = await readOriginal(world, fresh.person, fresh.keysets, address);
    if (opened.ok) for await (const _ of opened.value.bytes) await breathe();
    return opened.ok;
  } catch (fault) {
    if (fault instanceof DamagedOriginal) return false;
    throw fault;
  }
}

async function verifyGrants(world: World, holder: Holder, damage: Issue[]): Promise<number> {
  let count = 0;
  for await (const batch of world.store.scan('grant', { person: holder.person })) {
    for (const row of batch) {
      count += 1;
      const statement = statementOf(world, holder.certificate, row);
      if (statement?.grant !== row.grant || statement.person !== row.person)
        damage.push(
          issue('error', 'security', `Grant ${row.grant} was not signed by the holder of this record; it opens nothing.`, {
            remedy: 'Remove it.',
          }),
        );
    }
  }
  return count;
}

async function verifyLog(world: World, holder: Holder, anchors: readonly Anchor[], damage: Issue[]): Promise<number> {
  if (!holder.keys.audit) return 0;
  const entries = await readAccessLog(world, holder);
  for (const entry of entries)
    if (!entry.intact)
      damage.push(
        issue('error', 'security', `The access log of sitting ${entry.session} was changed.`, {
          remedy: 'Somebody with access to the database did this; ask who.',
        }),
      );
  for (const anchor of anchors) {
    for (const [session, [n, digest]] of Object.entries(anchor)) {
      const last = await world.store.get('audit', { person: holder.person, session, n: n - 1 });
      if (!last || base64url(world.engine.sha256(last.blob)) !== digest)
        damage.push(
          issue('error', 'security', `Entries of the access log of sitting ${session} were removed or changed.`, {
            remedy: 'Somebody with access to the database did this; ask who.',
          }),
        );
    }
  }
  return entries.length;
}

/** Every fact with its version, labels and content. */
const describe = (reading: Reading): string[] =>
  reading.index
    .list(undefined, { also: ['withdrawn', 'aside'] })
    .map(
      (each) =>
        `${each.type}/${each.id} ${each.version} ${each.labels} ${each.fingerprint} ${each.flags.join('+')} ${JSON.stringify(each.card)}`,
    );

/** The image equals a rebuild. */
function compareIndexes(used: readonly string[], fresh: Reading, damage: Issue[]): void {
  const rebuilt = new Set(describe(fresh));
  if (used.length !== rebuilt.size || used.some((line) => !rebuilt.has(line)))
    damage.push(
      issue('error', 'exception', 'The search index in use differs from one built anew.', { remedy: 'Lock and unlock: it is rebuilt.' }),
    );
}
