import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, fromBase64url, openDeposit, readCertificate, sealDeposit, signDeposit, text, utf8, verifyDeposit } from '@satchel/vault';
import type { Change, Committed, Deposit, Draft, Holder, Receipt } from './doors.ts';
import type { Row } from './storage/schema.ts';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

const TRIES = 50;

/** Keeps what arrives while nobody is there, sealed to the person's drain key; numbered and signed by the service. */
export async function deposit(world: World, { person, origin, drafts, at }: Deposit): Promise<Outcome<Receipt>> {
  const row = await world.store.get('person', { person });
  const certificate = row && readCertificate(world.engine, row.certificate);
  if (!certificate) return failure(issue('error', 'not-found', 'There is no such record here.'));
  const blob = sealDeposit(world.engine, fromBase64url(certificate.drain) as Bytes, person, origin, utf8(JSON.stringify({ at, drafts })));
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const number = (await lastNumber(world, person)) + 1;
    const signature = signDeposit(world.engine, world.serviceKey, person, number, origin, blob);
    const written = await world.store.write({ shard: person, operations: [{ insert: 'inbox', rows: [{ person, number, origin, signature, blob }] }] });
    if (written === 'written') return success({ number });
  }
  return failure(issue('error', 'conflict', 'The inbox is too busy; nothing was kept.', { remedy: 'Send it again.' }));
}

/** Numbers go on after a drain: the counter is the job row that outlives the items. */
async function lastNumber(world: World, person: string): Promise<number> {
  for await (const batch of world.store.scan('inbox', { person }, { descending: true, limit: 1, columns: ['origin'] })) {
    if (batch[0]) return batch[0].number;
  }
  return drainedUpTo(await world.store.get('job', { person, id: DRAINED }));
}

const DRAINED = 'inbox-drained';
const drainedUpTo = (row: Row<'job'> | undefined): number => (row ? Number(text(row.state)) : 0);

/**
 * At unlock: each deposit is verified, opened and committed, and removed in the same transaction. A gap in the numbers,
 * a signature that is not the service's, or an item that does not open is reported and left where it is.
 */
export async function drain(world: World, by: Holder, commit: (change: Change, also: readonly Operation[]) => Promise<Outcome<Committed>>): Promise<Issue[]> {
  const { drain: key } = by.keys;
  if (!key) return [];
  const issues: Issue[] = [];
  let expected = drainedUpTo(await world.store.get('job', { person: by.person, id: DRAINED })) + 1;
  for await (const batch of world.store.scan('inbox', { person: by.person })) {
    for (const row of batch) {
      if (row.number > expected) issues.push(issue('error', 'security', `Deposits ${expected} to ${row.number - 1} of the inbox are missing.`, { remedy: 'Ask the sender to send them again.' }));
      expected = Math.max(expected, row.number + 1);
      const opened = openRow(world, by, key, row);
      if (!opened.ok) {
        issues.push(...opened.issues);
        continue;
      }
      const change: Change = { drafts: opened.value.drafts, origin: { kind: 'deposit', at: opened.value.at, author: row.origin } };
      const done = await commit(change, [
        { remove: 'inbox', prefix: { person: by.person, number: row.number }, expect: 1 },
        { replace: 'job', row: { person: by.person, id: DRAINED, kind: 'inbox', expires: 0, state: utf8(String(row.number)) } },
      ]);
      if (!done.ok) issues.push(...done.issues);
    }
  }
  return issues;
}

function openRow(world: World, by: Holder, key: Bytes, row: Row<'inbox'>): Outcome<{ at: string; drafts: readonly Draft[] }> {
  const service = fromBase64url(by.certificate.service);
  const told = (words: string) => failure(issue('error', 'security', `Deposit ${row.number} ${words}; it was not taken in.`, { remedy: 'Remove it, and ask the sender to send it again.' }));
  if (!service || !verifyDeposit(world.engine, service, by.person, row.number, row.origin, row.blob, row.signature)) return told('is not signed by this service');
  const plain = openDeposit(world.engine, key, by.person, row.origin, row.blob);
  return plain ? success(JSON.parse(text(plain)) as { at: string; drafts: readonly Draft[] }) : told('does not open');
}
