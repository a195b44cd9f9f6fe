import type { Issue, Outcome } from '@satchel/fhir';
import { type Holder, openHolder, type OpenHall, raiseIncarnation, randomId, type Row, type World } from '@satchel/record';
import { readAppTokenId } from '@satchel/ceremonies';
import { type Bearer, equal, openToken, parseBearer, readGrant, fromBase64url, utf8 } from '@satchel/vault';
import type { Reach } from './reach.ts';

/** A session or token in use by this process. Its keys are in memory, its truth is in the store. */
export interface Sitting {
  readonly shard: string;
  readonly token: string;
  readonly reach: readonly Reach[];
}

/** Whoever works for a sitting while its keys are in memory: proofs in the background, rules. */
export interface Attendant {
  unlocked(holder: Holder, kind: string): void;
  end(holder: Holder): void;
}

/** One record of a sitting, opened. */
export interface Place {
  readonly reach: Reach;
  readonly holder: Holder;
  readonly kind: string;
  readonly label: string;
  /** Takes in what waited, and says what is wrong with the record. */
  unlock(): Promise<Outcome<{ readonly seq: number; readonly alarms: readonly Issue[] }>>;
}

/**
 * Who is sitting here. Several processes may serve one store, so nothing is believed from memory alone: the token is
 * looked up at every request, and so are the grant and the record's epoch. What is kept in memory are opened keys.
 */
export interface Sittings {
  /** The sitting of this bearer, if its token is in the store, unexpired, and its own. */
  find(bearer: string | undefined): Promise<Sitting | undefined>;
  /** The record, if the sitting reaches it and its grant still holds. */
  enter(sitting: Sitting, person: string): Promise<Place | undefined>;
  expiresAt(sitting: Sitting): Promise<number | undefined>;
  /** Work with this sitting's keys is under way: they stay until it is done. */
  during<T>(sitting: Sitting, work: () => Promise<T>): Promise<T>;
  /** Signs out: token and grants are removed, for every process. */
  end(sitting: Sitting): Promise<void>;
  /** Forgets the keys of sittings that ended, expired, or were not used for a while. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Keys of a sitting that nobody uses for this long leave memory; the next request opens them again. Milliseconds. */
const IDLE = 15 * 60_000;

interface Opened extends Place {
  readonly epoch: number;
  readonly signature: Uint8Array;
  readonly expires: number;
}

interface Kept extends Sitting {
  readonly digest: Uint8Array;
  readonly authHash: Uint8Array;
  readonly places: Map<string, Promise<Opened | undefined>>;
  usedAt: number;
  busy: number;
  /** Opened places to lock as soon as nobody is in them. */
  readonly leaving: Opened[];
}

export function createSittings(world: World, hall: OpenHall, attendants: readonly Attendant[]): Sittings {
  const { store, engine } = world;
  const kept = new Map<string, Kept>();

  const tokenRow = async (shard: string, id: string): Promise<Row<'token'> | undefined> => {
    const row = await store.get('token', { shard, id });
    if (!row || row.expires > world.now()) return row;
    // Gone for good: a clock that is set back must not revive it.
    await store.write({ shard, operations: [{ remove: 'token', prefix: { shard, id } }] });
    return undefined;
  };

  const lockLeft = async (sitting: Kept): Promise<void> => {
    if (sitting.busy > 0) return;
    for (const place of sitting.leaving.splice(0)) {
      for (const attendant of attendants) attendant.end(place.holder);
      await hall.lock(place.holder);
    }
  };

  const forget = async (sitting: Kept): Promise<void> => {
    kept.delete(sitting.token);
    const places = [...sitting.places.values()];
    sitting.places.clear();
    for (const place of await Promise.all(places.map((each) => each.catch(() => undefined)))) if (place) sitting.leaving.push(place);
    await lockLeft(sitting);
  };

  const openSitting = (bearer: Bearer, digest: Uint8Array, row: Row<'token'>): Kept | undefined => {
    const reach = openToken(engine, bearer, { shard: row.shard, id: row.id, authHash: row.auth_hash, wrapped: row.wrapped });
    return (
      reach && {
        shard: row.shard,
        token: row.id,
        reach,
        digest,
        authHash: row.auth_hash,
        places: new Map(),
        leaving: [],
        usedAt: world.now(),
        busy: 0,
      }
    );
  };

  const rowsOf = (reach: Reach) =>
    Promise.all([store.get('person', { person: reach.person }), store.get('grant', { person: reach.person, grant: reach.grant })]);

  const open = async (sitting: Sitting, reach: Reach): Promise<Opened | undefined> => {
    const session = `${sitting.token}.${randomId(engine).slice(0, 13)}`;
    const opened = await openHolder(world, reach, session);
    if (!opened.ok) return undefined;
    const holder = { ...opened.value, ...(reach.slice && { slice: reach.slice }) };
    await raiseIncarnation(world, holder);
    const [person, grant] = await rowsOf(reach);
    const manage = fromBase64url(reach.manage);
    const statement = grant && manage && readGrant(engine, manage, grant);
    if (!person || !grant || !statement) return undefined;
    const expires = statement.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(statement.expiresAt);
    hall.tools.log.record(holder, { action: 'open', what: `${statement.kind}: ${statement.label}` });
    const unlock = async () => {
      const unlocked = await hall.unlock(holder);
      if (unlocked.ok) for (const attendant of attendants) attendant.unlocked(holder, statement.kind);
      return unlocked;
    };
    return {
      reach,
      holder,
      kind: statement.kind,
      label: statement.label,
      unlock,
      epoch: person.epoch,
      signature: grant.signature,
      expires,
    };
  };

  /** The one tiny question of every request. */
  const holds = async ({ reach, epoch, signature, expires }: Opened): Promise<boolean> => {
    const [person, grant] = await rowsOf(reach);
    return person?.epoch === epoch && grant !== undefined && equal(grant.signature, signature) && expires > world.now();
  };

  return {
    async find(text) {
      const bearer = text === undefined ? undefined : parseBearer(text);
      if (!bearer || text === undefined || !isForAccess(bearer.id)) return undefined;
      const row = await tokenRow(bearer.shard, bearer.id);
      const known = kept.get(bearer.id);
      if (!row) {
        if (known) await forget(known);
        return undefined;
      }
      const digest = engine.sha256(utf8(text));
      if (known && equal(known.authHash, row.auth_hash)) {
        if (!equal(known.digest, digest)) return undefined;
        known.usedAt = world.now();
        return known;
      }
      const sitting = openSitting(bearer, digest, row);
      if (sitting) kept.set(sitting.token, sitting);
      return sitting;
    },
    async enter(sitting, person) {
      const reach = sitting.reach.find((each) => each.person === person);
      const { places, leaving } = sitting as Kept;
      if (!reach) return undefined;
      const known = places.get(person);
      const before = await known;
      if (before && (await holds(before))) return before;
      // Its grant may have been made anew meanwhile, for the keys of another epoch: what is in the store decides.
      if (before && places.get(person) === known && places.delete(person)) leaving.push(before);
      const opening = places.get(person) ?? keep(places, person, open(sitting, reach));
      const place = await opening;
      if (!place && places.get(person) === opening) places.delete(person);
      await lockLeft(sitting as Kept);
      return place;
    },
    async expiresAt({ shard, token }) {
      return (await tokenRow(shard, token))?.expires;
    },
    async during(sitting, work) {
      const used = sitting as Kept;
      used.busy += 1;
      try {
        return await work();
      } finally {
        used.busy -= 1;
        used.usedAt = world.now();
        await lockLeft(used);
      }
    },
    async end(sitting) {
      const { shard, token, reach } = sitting;
      // The token first: without it nothing opens the grants that are left if the power goes now.
      await store.write({ shard, operations: [{ remove: 'token', prefix: { shard, id: token } }] });
      for (const { person, grant } of reach)
        await store.write({ shard: person, operations: [{ remove: 'grant', prefix: { person, grant } }] });
      await forget(sitting as Kept);
    },
    async sweep() {
      for (const sitting of kept.values()) {
        if (sitting.busy > 0) continue;
        const isIdle = world.now() - sitting.usedAt > IDLE;
        if (isIdle || !(await tokenRow(sitting.shard, sitting.token))) await forget(sitting);
      }
    },
    async close() {
      for (const sitting of [...kept.values()]) await forget(sitting);
    },
  };
}

/** Codes and refresh tokens hold the same keys, and open nothing by themselves. */
const isForAccess = (id: string): boolean => (readAppTokenId(id)?.use ?? 'access') === 'access';

function keep(places: Kept['places'], person: string, opening: Promise<Opened | undefined>): Promise<Opened | undefined> {
  places.set(person, opening);
  // A store that failed once may answer the next request.
  opening.catch(() => places.get(person) === opening && places.delete(person));
  return opening;
}
