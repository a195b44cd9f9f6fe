import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { grantRow, type Row, type World } from '@satchel/record';
import { type Bytes, fromBase64url, type GrantKind, openToken, parseBearer, readCertificate, readGrant } from '@satchel/vault';
import type { GrantBytes, NewSession } from '../http/api.ts';

/** The longest a browser's session may last, and a token for scripts. Milliseconds. */
const SESSION_LIFE = 24 * 3_600_000;
const TOKEN_LIFE = 10 * 365 * 24 * 3_600_000;

/** How old a fresh grant may be: one that was revoked since must not come back. */
const FRESH = 10 * 60_000;

/** The account that minted the session, and its public signing key, which the certificates of its records name. */
export interface Minter {
  readonly account: string;
  readonly owner: string;
}

/**
 * Keeps a session or token that the person's device minted. Every grant must be signed by the manage key of its record
 * and be of its present epoch. Grants are written first, each in its record's shard, the token last: until it is
 * there, nothing opens them.
 */
export async function startSession(
  world: World,
  { account, owner }: Minter,
  asked: NewSession,
): Promise<Outcome<{ readonly expiresAt: string }>> {
  const expires = Date.parse(asked.expiresAt);
  const life = expires - world.now();
  if (!(life > 0 && life <= (asked.bearer === undefined ? TOKEN_LIFE : SESSION_LIFE)))
    return failure(issue('error', 'value', 'A session ends within a day, a token within ten years.', { expression: ['expiresAt'] }));
  const row = tokenRow(asked, account, expires);
  if (!row || !bearerFits(world, asked, row))
    return failure(issue('error', 'security', 'The token does not belong to this account, or not to its bearer.'));
  const rows: Row<'grant'>[] = [];
  for (const grant of asked.grants) {
    const checked = await checkedGrant(world, owner, grant);
    if (!checked.ok) return checked;
    rows.push(checked.value);
  }
  for (const grant of rows) {
    await dropExpired(world, grant.person);
    if ((await world.store.write({ shard: grant.person, operations: [{ insert: 'grant', rows: [grant] }] })) === 'conflict')
      return failure(twice());
  }
  await dropExpiredTokens(world, account);
  const written = await world.store.write({ shard: account, operations: [{ insert: 'token', rows: [row] }] });
  return written === 'written' ? success({ expiresAt: new Date(expires).toISOString() }) : failure(twice());
}

function tokenRow({ token }: NewSession, account: string, expires: number): Row<'token'> | undefined {
  const [authHash, wrapped] = [fromBase64url(token.authHash), fromBase64url(token.wrapped)];
  if (token.shard !== account || authHash?.length !== 32 || !wrapped) return undefined;
  return { shard: token.shard, id: token.id, auth_hash: authHash, wrapped, expires };
}

/** A browser hands over the bearer once, to get it back as a cookie: it must be the one that opens this token. */
function bearerFits({ engine }: World, { bearer: text, grants }: NewSession, row: Row<'token'>): boolean {
  if (text === undefined) return true;
  const bearer = parseBearer(text);
  if (bearer?.shard !== row.shard || bearer.id !== row.id) return false;
  const reach = openToken(engine, bearer, { shard: row.shard, id: row.id, authHash: row.auth_hash, wrapped: row.wrapped });
  return (
    reach !== undefined &&
    reach.length === grants.length &&
    reach.every((each) => grants.some(({ person, grant }) => person === each.person && grant === each.grant))
  );
}

/** A fresh grant of one of these kinds, signed by the holder of its record, as a row. */
export async function checkedGrant(
  world: World,
  owner: string,
  bytes: GrantBytes & { readonly person: string },
  kinds: readonly GrantKind[] = ['session', 'token'],
): Promise<Outcome<Row<'grant'>>> {
  const person = await world.store.get('person', { person: bytes.person });
  const certificate = person && readCertificate(world.engine, person.certificate);
  const row = certificate && grantRow(world, certificate.manage, bytes.person, grantOf(bytes));
  const statement = row && readGrant(world.engine, fromBase64url(certificate.manage) as Bytes, row);
  if (!person || !row || !statement || row.grant !== bytes.grant || certificate.owner !== owner) return failure(unsigned());
  if (statement.epoch !== person.epoch)
    return failure(issue('error', 'conflict', 'The keys of this record were renewed meanwhile.', { remedy: 'Sign in again.' }));
  if (Math.abs(Date.parse(statement.createdAt) - world.now()) > FRESH)
    return failure(
      issue('error', 'expired', 'This grant is not fresh, or the clocks of the device and the server differ.', {
        remedy: 'Set the clock of the device and sign in again.',
      }),
    );
  if (!kinds.includes(statement.kind)) return failure(unsigned());
  if (statement.capabilities.manage) return failure(issue('error', 'forbidden', 'The key that signs grants never leaves the device.'));
  return success(row);
}

export function grantOf({ statement, wrap, signature }: GrantBytes) {
  const bytes = (encoded: string): Bytes => fromBase64url(encoded) ?? new Uint8Array(0);
  return { statement: bytes(statement), wrap: bytes(wrap), signature: bytes(signature) };
}

/** Sessions that were never signed out leave their grants behind; they open nothing, and go now. */
async function dropExpired(world: World, person: string): Promise<void> {
  for await (const batch of world.store.scan('grant', { person }, { columns: ['expires'] })) {
    const over = batch.filter(({ expires }) => expires !== 0 && expires <= world.now());
    if (over.length)
      await world.store.write({ shard: person, operations: over.map(({ grant }) => ({ remove: 'grant', prefix: { person, grant } })) });
  }
}

async function dropExpiredTokens(world: World, shard: string): Promise<void> {
  for await (const batch of world.store.scan('token', { shard }, { columns: ['expires'] })) {
    const over = batch.filter(({ expires }) => expires <= world.now());
    if (over.length) await world.store.write({ shard, operations: over.map(({ id }) => ({ remove: 'token', prefix: { shard, id } })) });
  }
}

const unsigned = (): Issue => issue('error', 'security', 'A grant is not signed by the holder of its record.');
const twice = (): Issue => issue('error', 'duplicate', 'This session was started already.', { remedy: 'Sign in again.' });
