import { failure, issue, type Issue, type JsonObject, type Outcome, parseJson, stringify, success } from '@satchel/fhir';
import {
  type Bytes,
  concat,
  fromBase64url,
  openDeposit,
  readCertificate,
  sealDeposit,
  signDeposit,
  text,
  u64,
  utf8,
  verifyDeposit,
} from '@satchel/vault';
import type { Change, Committed, Deposit, Draft, Holder, Receipt } from './doors.ts';
import { everyKey } from './former-keys.ts';
import { openState, sealState } from './sealed-state.ts';
import type { Row } from './storage/schema.ts';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

const TRIES = 50;

/** Keeps what arrives while nobody is there, sealed to the person's drain key; numbered and signed by the service. */
export async function deposit(world: World, { person, origin, drafts, at }: Deposit): Promise<Outcome<Receipt>> {
  const row = await world.store.get('person', { person });
  const certificate = row && readCertificate(world.engine, row.certificate);
  if (!certificate) return failure(issue('error', 'not-found', 'There is no such record here.'));
  const blob = sealDeposit(
    world.engine,
    fromBase64url(certificate.drain) as Bytes,
    person,
    origin,
    utf8(stringify({ at, drafts } as unknown as JsonObject)),
  );
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const number = (await lastNumber(world, person)) + 1;
    const signature = signDeposit(world.engine, world.serviceKey, person, number, origin, blob);
    const written = await world.store.write({
      shard: person,
      operations: [{ insert: 'inbox', rows: [{ person, number, origin, signature, blob }] }],
    });
    if (written === 'written') return success({ number });
  }
  return failure(issue('error', 'conflict', 'The inbox is too busy; nothing was kept.', { remedy: 'Send it again.' }));
}

const TAKEN = 'inbox-taken';

/**
 * Numbers go on after a drain: beside the items stands how far they were taken in. The number is in the clear, for
 * whoever deposits without a key; and again sealed by a writer, for whoever drains and believes nobody else.
 */
async function lastNumber(world: World, person: string): Promise<number> {
  let last = 0;
  for await (const batch of world.store.scan('inbox', { person }, { descending: true, limit: 1, columns: ['origin'] }))
    last = batch[0]?.number ?? 0;
  const taken = await world.store.get('job', { person, id: TAKEN });
  return Math.max(last, taken ? numberIn(taken.state) : 0);
}

const numberIn = (state: Bytes): number => Number(new DataView(state.buffer, state.byteOffset, 8).getBigUint64(0));

function takenUpTo(world: World, by: Holder, row: Row<'job'> | undefined): number | undefined {
  if (!row) return 0;
  const sealed = openState<{ number: number }>(world, by, TAKEN, row.state.subarray(8));
  return sealed?.number === numberIn(row.state) ? sealed.number : undefined;
}

function takenRow(world: World, by: Holder, number: number): Row<'job'> {
  return { person: by.person, id: TAKEN, kind: 'inbox', expires: 0, state: concat(u64(number), sealState(world, by, TAKEN, { number })) };
}

/**
 * At unlock: each deposit is verified, opened and committed, and removed in the same transaction. A gap in the numbers,
 * a signature that is not the service's, one that was taken in before, or an item that does not open is reported and
 * left where it is. `isTaken` asks the record itself, for the store's count can be put back.
 */
export async function drain(
  world: World,
  by: Holder,
  isTaken: (number: number) => boolean,
  commit: (change: Change, also: readonly Operation[]) => Promise<Outcome<Committed>>,
): Promise<Issue[]> {
  const drains = everyKey(by, 'drain');
  if (drains.length === 0 || !by.keys.write) return [];
  const issues: Issue[] = [];
  const taken = takenUpTo(world, by, await world.store.get('job', { person: by.person, id: TAKEN }));
  if (taken === undefined)
    issues.push(
      issue('error', 'security', 'The count of deposits was changed: some may be missing.', {
        remedy: 'Ask those who send to you what they sent.',
      }),
    );
  let expected = taken === undefined ? undefined : taken + 1;
  for await (const batch of world.store.scan('inbox', { person: by.person })) {
    for (const row of batch) {
      if (expected !== undefined && row.number > expected) issues.push(missing(expected, row.number - 1));
      expected = Math.max(expected ?? 0, row.number + 1);
      const opened = openItem(world, by, drains, row, (number) => number <= (taken ?? 0) || isTaken(number));
      if (!opened.ok) {
        issues.push(...opened.issues);
        continue;
      }
      const change: Change = {
        drafts: opened.value.drafts,
        origin: { kind: 'deposit', at: opened.value.at, author: row.origin, deposit: row.number },
      };
      const done = await commit(change, [
        { remove: 'inbox', prefix: { person: by.person, number: row.number }, expect: 1 },
        { replace: 'job', row: takenRow(world, by, row.number) },
      ]);
      if (done.ok) continue;
      // Another process took it in meanwhile, and goes on; else the rest waits too, for the order matters.
      if (await world.store.get('inbox', { person: by.person, number: row.number })) issues.push(...done.issues);
      return issues;
    }
  }
  return issues;
}

function missing(from: number, to: number): Issue {
  return issue('error', 'security', `Deposits ${from} to ${to} of the inbox are missing.`, {
    remedy: 'Ask the sender to send them again.',
  });
}

function openItem(
  world: World,
  by: Holder,
  drains: readonly Bytes[],
  row: Row<'inbox'>,
  isTaken: (number: number) => boolean,
): Outcome<{ at: string; drafts: readonly Draft[] }> {
  // The certificate names the service for others to see; we know our own.
  const service = world.engine.signPublic(world.serviceKey);
  const told = (words: string) =>
    failure(
      issue('error', 'security', `Deposit ${row.number} ${words}; it was not taken in.`, {
        remedy: 'Remove it, and ask the sender to send it again.',
      }),
    );
  if (!verifyDeposit(world.engine, service, by.person, row.number, row.origin, row.blob, row.signature))
    return told('is not signed by this service');
  if (isTaken(row.number)) return told('was taken in before');
  const plain = drains.map((key) => openDeposit(world.engine, key, by.person, row.origin, row.blob)).find((each) => each !== undefined);
  const parsed = plain && parseJson(text(plain), { depth: DEPTH });
  return parsed?.ok ? success(parsed.value as unknown as { at: string; drafts: readonly Draft[] }) : told('does not open');
}

/** A resource as deep as any that we take, in its draft, in the list of drafts. */
const DEPTH = 110;
