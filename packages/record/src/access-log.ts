import { type AuditChain, base64url, hex, fromBase64url, openAudit, sealAudit, startAudit, type Bytes } from '@satchel/vault';
import type { Holder } from './doors.ts';
import { everyKey } from './former-keys.ts';
import type { Row } from './storage/schema.ts';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

/** One line of the access log: who did what, when and why. Sealed to the record's audit key. */
export interface AccessEntry {
  readonly at: string;
  readonly grant: string;
  readonly purpose?: string;
  readonly action: 'open' | 'read' | 'history' | 'search' | 'list' | 'original' | 'export' | 'commit' | 'erase' | 'log';
  /** `Observation/<id>`, a type, or counts. */
  readonly what: string;
}

type NewEntry = Omit<AccessEntry, 'at' | 'grant'>;

interface Sitting {
  readonly holder: Holder;
  /** Unique to this process: the holder's own name for its sitting, and four random bytes. */
  readonly session: string;
  chain?: AuditChain;
  pending: AccessEntry[];
  writing: Promise<void>;
}

/** Where each log chain of a person stands: session -> [entries, digest of the last]. */
export type Anchor = Readonly<Record<string, readonly [number, string]>>;

const ANCHOR_EVERY = 60_000;

/** The hash-chained access log, one chain a sitting; entries that gather while one write is under way go together in the next. */
export interface AccessLog {
  record(holder: Holder, entry: NewEntry): void;
  /** Resolves when every entry of this sitting so far is durable. */
  settled(holder: Holder): Promise<void>;
  /**
   * Writes this entry, and those before it, in the one transaction that `write` makes with them; where it writes nothing,
   * this entry never was, and those before it wait on. Answers what `write` did.
   */
  along<T>(holder: Holder, entry: NewEntry, write: (lines: Operation) => Promise<T | undefined>): Promise<T | undefined>;
  /** What an anchor would say, when one is due: at the first commit of a sitting, then every minute, and `now` at its end. */
  dueAnchor(person: string, at: number, now?: boolean): Anchor | undefined;
  anchored(person: string, at: number, anchor: Anchor): void;
  end(holder: Holder): void;
}

export function createAccessLog(world: World): AccessLog {
  const sittings = new Map<string, Sitting>();
  const ends = new Map<string, Map<string, readonly [number, string]>>();
  const anchoredAt = new Map<string, number>();
  const nameOf = (holder: Holder) => `${holder.person} ${holder.session}`;

  const sittingOf = (holder: Holder): Sitting => {
    let sitting = sittings.get(nameOf(holder));
    if (!sitting) {
      sitting = { holder, session: `${holder.session}.${hex(world.engine.random(4))}`, pending: [], writing: Promise.resolve() };
      sittings.set(nameOf(holder), sitting);
    }
    return sitting;
  };

  const lineOf = (holder: Holder, entry: NewEntry): AccessEntry => ({
    at: new Date(world.now()).toISOString(),
    grant: holder.grant,
    ...entry,
  });

  /** What has gathered, and `last`, as one write, which answers undefined where it wrote nothing. */
  const flush = async <T>(
    sitting: Sitting,
    last: readonly AccessEntry[],
    write: (lines: Operation) => Promise<T | undefined>,
  ): Promise<T | undefined> => {
    const { person } = sitting.holder;
    const waiting = sitting.pending.splice(0);
    const rows: Row<'audit'>[] = [];
    let chain = sitting.chain;
    for (const entry of [...waiting, ...last]) {
      const made = chain
        ? sealAudit(world.engine, chain, entry)
        : startAudit(world.engine, fromBase64url(sitting.holder.certificate.audit) as Bytes, person, sitting.session, entry);
      chain = made.next;
      rows.push({ person, session: sitting.session, ...made.row });
    }
    let written: T | undefined;
    try {
      written = await write({ insert: 'audit', rows });
    } finally {
      // A full disk, say: nothing is forgotten, and the next request tries again before it is answered.
      if (written === undefined) sitting.pending.unshift(...waiting);
    }
    if (written === undefined || !chain) return written;
    sitting.chain = chain;
    const of = ends.get(person) ?? new Map<string, readonly [number, string]>();
    of.set(sitting.session, [chain.n, base64url(chain.prev)]);
    ends.set(person, of);
    return written;
  };

  const writeAlone = async (sitting: Sitting): Promise<void> => {
    if (sitting.pending.length === 0) return;
    await flush(sitting, [], async (lines) => {
      const written = await world.store.write({ shard: sitting.holder.person, operations: [lines] });
      if (written === 'conflict') throw new Error('Two writers share one sitting of the access log.');
      return written;
    });
  };

  return {
    record(holder, entry) {
      sittingOf(holder).pending.push(lineOf(holder, entry));
    },
    settled(holder) {
      const sitting = sittingOf(holder);
      if (sitting.pending.length === 0) return sitting.writing;
      // One write at a time; whatever has gathered when the last one ends goes with the next.
      sitting.writing = sitting.writing.catch(() => undefined).then(() => writeAlone(sitting));
      return sitting.writing;
    },
    along(holder, entry, write) {
      const sitting = sittingOf(holder);
      const turn = sitting.writing.catch(() => undefined).then(() => flush(sitting, [lineOf(holder, entry)], write));
      // What others wait for does not wait for this: where nothing came of it, theirs goes alone.
      sitting.writing = turn.catch(() => undefined).then((written) => (written === undefined ? writeAlone(sitting) : undefined));
      sitting.writing.catch(() => undefined);
      return turn;
    },
    dueAnchor(person, at, now = false) {
      const of = ends.get(person);
      if (!of?.size || (!now && at - (anchoredAt.get(person) ?? Number.NEGATIVE_INFINITY) < ANCHOR_EVERY)) return undefined;
      return Object.fromEntries(of);
    },
    anchored(person, at, anchor) {
      anchoredAt.set(person, at);
      const of = ends.get(person);
      for (const [session, [n]] of Object.entries(anchor)) if (of?.get(session)?.[0] === n) of.delete(session);
    },
    end: (holder) => void sittings.delete(nameOf(holder)),
  };
}

export interface LoggedEntry extends AccessEntry {
  readonly session: string;
  readonly intact: boolean;
}

/** The whole log of a person for whoever holds the audit key, oldest first within each sitting; broken links are marked. */
export async function readAccessLog(world: World, holder: Holder): Promise<readonly LoggedEntry[]> {
  const audits = everyKey(holder, 'audit');
  if (audits.length === 0) return [];
  const bySession = new Map<string, Row<'audit'>[]>();
  for await (const batch of world.store.scan('audit', { person: holder.person })) {
    for (const row of batch) bySession.set(row.session, [...(bySession.get(row.session) ?? []), row]);
  }
  const lines: LoggedEntry[] = [];
  for (const [session, rows] of bySession) {
    const opened = audits.map((audit) => openAudit(world.engine, audit, holder.person, session, rows)).find((each) => each !== undefined);
    for (const each of opened ?? [{ intact: false, entry: undefined }])
      lines.push({ ...UNREADABLE, ...(each.entry as AccessEntry | undefined), session, intact: each.intact });
  }
  return lines.sort((a, b) => a.at.localeCompare(b.at));
}

const UNREADABLE: AccessEntry = { at: '', grant: '', action: 'log', what: 'An entry that was changed or does not open.' };
