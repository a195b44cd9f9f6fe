import { type Bytes, concat, equal, json, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, sealTo, unseal, unsealFrom } from './envelope.ts';
import { pad, padme, unpad } from './padding.ts';

/** Where the next entry of a session's access log goes. */
export interface AuditChain {
  readonly person: string;
  readonly session: string;
  /** The session's own audit key, which entry 0 carries to whoever holds the record's audit key. */
  readonly key: Bytes;
  readonly n: number;
  /** SHA-256 of the blob of entry n - 1. */
  readonly prev: Bytes;
}

/** An entry as it is stored. `prev` of entry 0 is empty. */
export interface AuditRow {
  readonly n: number;
  readonly prev: Bytes;
  readonly blob: Sealed<unknown>;
}

/** An entry as it is read: `intact` unless it was changed, or does not follow the one before. */
export interface AuditEntry {
  readonly n: number;
  readonly intact: boolean;
  readonly entry?: unknown;
}

/** Opens a session's log: entry 0 is sealed to the record's audit public key. Entries are JSON values. */
export function startAudit(e: Engine, audit: Bytes, person: string, session: string, entry: unknown): { row: AuditRow; next: AuditChain } {
  const key = e.random(32);
  const blob = sealTo<unknown>(e, Kind.audit, audit, ['audit', person, session], concat(key, padded(entry)));
  return { row: { n: 0, prev: NONE, blob }, next: { person, session, key, n: 1, prev: e.sha256(blob) } };
}

export function sealAudit(e: Engine, chain: AuditChain, entry: unknown): { row: AuditRow; next: AuditChain } {
  const { n, prev } = chain;
  const blob = seal<unknown>(e, Kind.audit, chain.key, ['audit', chain.person, chain.session, n, prev], padded(entry));
  return { row: { n, prev, blob }, next: { ...chain, n: n + 1, prev: e.sha256(blob) } };
}

/** Reads a session's rows in order of `n`; `audit` is the private half. Undefined when entry 0 is missing or does not open. */
export function openAudit(
  e: Engine,
  audit: Bytes,
  person: string,
  session: string,
  rows: readonly AuditRow[],
): readonly AuditEntry[] | undefined {
  const first = rows[0]?.n === 0 ? unsealFrom(e, Kind.audit, audit, ['audit', person, session], rows[0].blob) : undefined;
  if (!first || first.length < 32) return undefined;
  return rows.map(({ n, prev, blob }, at) => {
    const before = rows[at - 1];
    const opened = before ? unseal(e, Kind.audit, first.subarray(0, 32), ['audit', person, session, n, prev], blob) : first.subarray(32);
    const plain = opened && unpad(opened);
    const follows = !before || (n === before.n + 1 && equal(prev, e.sha256(before.blob)));
    return plain ? { n, intact: follows, entry: json(plain) } : { n, intact: false };
  });
}

const padded = (entry: unknown): Bytes => pad(utf8(JSON.stringify(entry)), padme);
