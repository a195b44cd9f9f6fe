import { type Holder, openHolder, type Operation, type Row, type Slice, type SliceRule, type World } from '@satchel/record';
import { APP_TOKEN_TAIL, appTokenId, type AppTokenUse, readAppTokenId } from '@satchel/ceremonies';
import { type Bearer, type Bytes, fields, isBearerOf, openToken, parseBearer, spellBearer, storeToken } from '@satchel/vault';
import type { ServiceKey } from '../service-key.ts';
import type { Reach } from '../sittings/reach.ts';
import type { Approval, Approvals, Approved } from './approvals.ts';
import type { Client } from './clients.ts';
import { OAuthRefusal } from './refusal.ts';
import { isWithin, readScopes, rulesOf } from './scopes.ts';

/** What a client gets for a code or a refresh token. */
export interface Issued {
  readonly access: string;
  readonly refresh?: string;
  /** Seconds until the access token ends. */
  readonly expiresIn: number;
  readonly scope: string;
  readonly approved: Approved;
  readonly approval: Approval;
}

/** What a token turned out to be. */
export interface Found {
  readonly use: AppTokenUse;
  readonly row: Row<'token'>;
  readonly bearer: Bearer;
  readonly approved: Approved;
}

/** Milliseconds. An exchanged refresh token is good once more for so long, unless the new one was used. */
const ACCESS = 3_600_000;
const GRACE = 60_000;
/** How long the digest of an exchanged refresh token is kept, to notice that somebody comes back with it. */
const REMEMBERED = 90 * 24 * 3_600_000;
const TRIES = 20;
const NOTHING: Bytes = new Uint8Array(0);

/**
 * Codes become access and refresh tokens, refresh tokens the next ones. Each is a split secret around the grant's private
 * key, so what is stored opens nothing; this server re-wraps from the old to the new while it has both in hand.
 */
export function createTokens(world: World, service: ServiceKey, approvals: Approvals) {
  const { engine, store, now } = world;
  const rotation = service.keyFor('token-rotation');

  const find = async (text: string): Promise<Found | undefined> => {
    const bearer = parseBearer(text);
    const named = bearer && readAppTokenId(bearer.id);
    if (!bearer || !named) return undefined;
    const row = await store.get('token', { shard: bearer.shard, id: bearer.id });
    if (!row || row.expires <= now() || !isBearerOf(engine, bearer, { authHash: row.auth_hash })) return undefined;
    const approved = await approvals.find(bearer.shard, named.grant);
    return approved && { use: named.use, row, bearer, approved };
  };

  const reachOf = ({ bearer, row }: Found): Reach => {
    const reach = openToken(engine, bearer, { shard: row.shard, id: row.id, authHash: row.auth_hash, wrapped: row.wrapped });
    const [only, ...more] = (reach ?? []) as readonly Reach[];
    if (!only || more.length > 0) throw gone();
    return only;
  };

  const mint = (use: AppTokenUse, person: string, grant: string, reach: Reach, expires: number) => {
    const bearer: Bearer = { shard: person, id: appTokenId(use, grant, engine.random(APP_TOKEN_TAIL)), secret: engine.random(32) };
    return { text: spellBearer(bearer), row: rowOf(bearer, reach, expires) };
  };

  const rowOf = (bearer: Bearer, reach: Reach, expires: number): Row<'token'> => {
    const { shard, id, authHash, wrapped } = storeToken(engine, bearer, [reach]);
    return { shard, id, auth_hash: authHash, wrapped, expires };
  };

  /** Made of the old secret and of a key of this service: both workers of a race get the same one, and nobody makes it alone. */
  const nextOf = ({ shard, id, secret }: Bearer, grant: string): Bearer => {
    const bytes = engine.hkdf(secret, rotation, fields('satchel/1/token/next', id), 32 + APP_TOKEN_TAIL);
    return { shard, id: appTokenId('refresh', grant, bytes.slice(32)), secret: bytes.slice(0, 32) };
  };

  const access = (approved: Approved, approval: Approval, reach: Reach, narrowed?: { scope: string; slice: Slice }) => {
    const life = Math.min(ACCESS, approval.until - now());
    const scope = narrowed?.scope ?? approval.scope;
    const { text, row } = mint(
      'access',
      approved.person,
      approved.grant,
      { ...reach, scope, ...(narrowed && { slice: narrowed.slice }) },
      now() + life,
    );
    return { access: text, row, scope, expiresIn: Math.floor(life / 1000), approved, approval };
  };

  const dropExpired = async (shard: string): Promise<Operation[]> => {
    const over: Operation[] = [];
    for await (const batch of store.scan('token', { shard }, { columns: ['expires'] }))
      for (const { id, expires } of batch) if (expires <= now()) over.push({ remove: 'token', prefix: { shard, id } });
    return over;
  };

  const write = async (shard: string, operations: readonly Operation[]): Promise<boolean> =>
    (await store.write({ shard, operations })) === 'written';

  const opened = async (reach: Reach): Promise<Holder> => {
    const holder = await openHolder(world, reach, reach.grant);
    if (!holder.ok) throw gone();
    return holder.value;
  };

  const exchangeCode = async (
    client: Client,
    text: string,
    proof: { readonly redirectUri: string; readonly verifier: string },
  ): Promise<Issued> => {
    const found = await find(text);
    if (found?.use !== 'code') throw gone();
    const { approved, row } = found;
    const { value } = approved.kept;
    const { launch } = value;
    if (!launch || value.client !== client.id) throw gone();
    if (launch.isUsed) {
      await approvals.revoke(approved.person, approved.grant);
      throw gone();
    }
    const isProved = launch.redirectUri === proof.redirectUri && launch.challenge === challengeOf(proof.verifier);
    if (launch.codeUntil <= now() || !isProved) throw gone();
    const reach = reachOf(found);
    const holder = await opened(reach);
    // The device signed what it showed; what is told to the client must be the same.
    if (!sameRules(holder.slice?.rules ?? [], rulesOf(readScopes(value.scope).resources))) throw gone();
    const isLasting = /(^| )(offline|online)_access( |$)/.test(value.scope) && client.grants.includes('refresh_token');
    const refresh = isLasting ? mint('refresh', approved.person, approved.grant, reach, value.until) : undefined;
    const approval: Approval = { ...value, launch: { ...launch, isUsed: true }, ...(refresh && { refresh: refresh.row.id }) };
    const made = access(approved, approval, reach);
    const done = await write(approved.person, [
      approvals.replacing(approved, approval),
      { insert: 'token', rows: [made.row, ...(refresh ? [refresh.row] : [])] },
      { update: 'token', key: { shard: row.shard, id: row.id }, set: { wrapped: NOTHING } },
    ]);
    if (!done) {
      // Somebody else used it in this very moment: one of the two stole it.
      await approvals.revoke(approved.person, approved.grant);
      throw gone();
    }
    return { ...made, ...(refresh && { refresh: refresh.text }) };
  };

  const challengeOf = (verifier: string): string =>
    /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier) ? Buffer.from(engine.sha256(new TextEncoder().encode(verifier))).toString('base64url') : '';

  const refreshOnce = async (client: Client, text: string, scope: string | undefined): Promise<Issued | undefined> => {
    const found = await find(text);
    if (found?.use !== 'refresh' || found.approved.kept.value.client !== client.id) throw gone();
    const { approved, row, bearer } = found;
    const { value } = approved.kept;
    const isPresent = value.refresh === row.id;
    const isAgain = value.before?.id === row.id && value.before.until > now();
    if (!isPresent && !isAgain) {
      await approvals.revoke(approved.person, approved.grant);
      throw gone();
    }
    const reach = reachOf(found);
    await opened(reach);
    const narrowed = scope === undefined ? undefined : narrow(value, scope, (await opened(reach)).slice);
    const next = nextOf(bearer, approved.grant);
    const text2 = spellBearer(next);
    if (isAgain) {
      const made = access(approved, value, reach, narrowed);
      return (await write(approved.person, [{ insert: 'token', rows: [made.row] }])) ? { ...made, refresh: text2 } : undefined;
    }
    const approval: Approval = { ...value, refresh: next.id, before: { id: row.id, until: now() + GRACE } };
    const made = access(approved, approval, reach, narrowed);
    const operations: Operation[] = [
      approvals.replacing(approved, approval),
      { insert: 'token', rows: [made.row, rowOf(next, reach, value.until)] },
      ...(value.before ? [emptied(approved.person, value.before.id)] : []),
      ...(await dropExpired(approved.person)),
    ];
    return (await write(approved.person, operations)) ? { ...made, refresh: text2 } : undefined;
  };

  const emptied = (shard: string, id: string): Operation => ({
    update: 'token',
    key: { shard, id },
    set: { wrapped: NOTHING, expires: now() + REMEMBERED },
  });

  return {
    find,
    exchangeCode,
    /** A race for one token is decided by the store; whoever lost it looks again and finds what the other wrote. */
    async refresh(client: Client, text: string, scope: string | undefined): Promise<Issued> {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const issued = await refreshOnce(client, text, scope);
        if (issued) return issued;
      }
      throw new OAuthRefusal('temporarily_unavailable', 'Too many ask with this token at once.', 503);
    },
    /** A token of one access alone (a service's), for grants that this server opens with its own key. */
    async issueAccess(reaches: readonly Reach[], scope: string, life: number): Promise<string> {
      const [first] = reaches as readonly [Reach];
      const bearer: Bearer = {
        shard: first.person,
        id: appTokenId('access', first.grant, engine.random(APP_TOKEN_TAIL)),
        secret: engine.random(32),
      };
      const { shard, id, authHash, wrapped } = storeToken(
        engine,
        bearer,
        reaches.map((reach) => ({ ...reach, scope })) as readonly Reach[],
      );
      await write(shard, [
        { insert: 'token', rows: [{ shard, id, auth_hash: authHash, wrapped, expires: now() + life }] },
        ...(await dropExpired(shard)),
      ]);
      return spellBearer(bearer);
    },
    /** The scope of an access token, which may be less than its grant's. */
    scopeOf: (found: Found): string => reachOf(found).scope ?? found.approved.kept.value.scope,
    /** Whether its grant still opens. */
    async isActive(found: Found): Promise<boolean> {
      if (found.row.wrapped.length === 0) return false;
      return (await openHolder(world, reachOf(found), found.approved.grant)).ok;
    },
    async remove({ row: { shard, id } }: Found): Promise<void> {
      await store.write({ shard, operations: [{ remove: 'token', prefix: { shard, id } }] });
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;

/** RFC 6749 §6: what is asked for anew is what was granted, or less. The token's lens becomes as narrow as that. */
function narrow({ scope: granted }: Approval, scope: string, slice: Slice | undefined): { scope: string; slice: Slice } {
  const whole = readScopes(granted);
  const asked = readScopes(scope);
  const words = scope.split(' ').filter(Boolean);
  const isLess =
    asked.resources.length + asked.special.length === new Set(words).size &&
    asked.resources.every((each) => isWithin(whole.resources, each)) &&
    asked.special.every((each) => whole.special.includes(each));
  if (!isLess || words.length === 0) throw new OAuthRefusal('invalid_scope', 'Only what was granted can be asked for, or less.');
  return { scope: words.join(' '), slice: { ...slice, rules: rulesOf(asked.resources) } };
}

const sameRules = (a: readonly SliceRule[], b: readonly SliceRule[]): boolean =>
  JSON.stringify(a.map(spelled)) === JSON.stringify(b.map(spelled));
const spelled = ({ type, can, query }: SliceRule) => [type, can, query ?? null];

/** Expired, used, revoked, another's, or never there: one answer. */
const gone = (): OAuthRefusal => new OAuthRefusal('invalid_grant', 'This code or token is not good here, or not any more.');
