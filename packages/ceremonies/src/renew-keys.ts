import {
  type Bytes,
  type Capabilities,
  type Certificate,
  type Engine,
  type Grant,
  type RecordKeys,
  type Statement,
  base64url,
  formerHolder,
  fromBase64url,
  headMessage,
  latest,
  limitsOf,
  makeGrant,
  readCertificate,
  readGrant,
  signCertificate,
} from '@satchel/vault';

/** A grant as it travels; all bytes base64url. */
export interface CodedGrant {
  readonly grant: string;
  readonly statement: string;
  readonly wrap: string;
  readonly signature: string;
}

/** What a server keeps of a record's keys. Nothing in it is believed unless this account's own keys signed it. */
export interface KeysInUse {
  readonly person: string;
  readonly incarnation: string;
  readonly seq: number;
  readonly head: string;
  /** Of the head, by the write key in use. */
  readonly signature: string;
  readonly certificate: string;
  readonly grants: readonly CodedGrant[];
}

/** The next epoch of a record, made and signed on the holder's device. */
export interface NewKeys {
  readonly epoch: number;
  readonly incarnation: string;
  readonly seq: number;
  readonly certificate: string;
  readonly signature: string;
  readonly grants: readonly CodedGrant[];
  /** Grants of the present epoch that end with it, by id: those taken back, and those that nobody here can make anew. */
  readonly ended: readonly string[];
}

export interface Renewal {
  readonly next: NewKeys;
  readonly keys: RecordKeys;
}

/** Who holds the record: what they need to give it other keys. */
export interface KeyHolder {
  readonly person: string;
  /** Ed25519 seed of the account. */
  readonly sign: Bytes;
  readonly keys: RecordKeys;
}

const RENEWED = ['write', 'drain', 'audit'] as const;

/**
 * New keys for a record: whoever was revoked opens nothing that is written from now on, nor, once it is re-wrapped, anything
 * that lies there. PMK, write, drain and audit are replaced; every grant of the present epoch that has not expired is made
 * anew for the same holder on the same terms, but those in `revoked`. Undefined when what the server shows was not signed by
 * this record's keys. `newId` makes the ids of grants, `now` is milliseconds since 1970.
 */
export function renewKeys(
  e: Engine,
  { person, sign, keys }: KeyHolder,
  inUse: KeysInUse,
  { revoked, now, newId }: { readonly revoked: readonly string[]; readonly now: number; readonly newId: () => string },
): Renewal | undefined {
  const manage = e.signPublic(keys.manage);
  const certificate = readCertificate(e, bytes(inUse.certificate), e.signPublic(sign));
  const { epoch } = latest(keys.read);
  const head = bytes(inUse.head);
  const shown = headMessage(person, inUse.incarnation, inUse.seq, epoch, head);
  if (certificate?.person !== person || certificate.manage !== base64url(manage)) return undefined;
  if (!e.verify(e.signPublic(keys.write), shown, bytes(inUse.signature))) return undefined;

  const createdAt = new Date(now).toISOString();
  const next: RecordKeys = {
    read: [...keys.read, { epoch: epoch + 1, pmk: e.random(32) }],
    write: e.random(32),
    manage: keys.manage,
    drain: e.random(32),
    audit: e.random(32),
  };
  const { staying, former } = sorted(e, manage, person, inUse.grants);
  const present = staying.filter((statement) => statement.epoch === epoch && !isOver(statement, now));
  const renewed = present.flatMap((statement) => (revoked.includes(statement.grant) ? [] : anew(e, next, statement)));
  const leading = RENEWED.map((name) => leadingBack(e, name, keys, next, { person, grant: newId(), createdAt }));
  const kept = new Set(renewed.map(({ grant }) => grant));
  return {
    keys: next,
    next: {
      epoch: epoch + 1,
      incarnation: inUse.incarnation,
      seq: inUse.seq,
      certificate: base64url(signCertificate(e, sign, keys.manage, certificateOf(e, certificate, next, createdAt))),
      signature: base64url(e.sign(next.write, headMessage(person, inUse.incarnation, inUse.seq, epoch + 1, head))),
      grants: [...renewed, ...leading, ...former],
      ended: present.map(({ grant }) => grant).filter((grant) => !kept.has(grant)),
    },
  };
}

/** Whose signature is right, apart: who may read, and what leads from key to key. */
function sorted(
  e: Engine,
  manage: Bytes,
  person: string,
  grants: readonly CodedGrant[],
): { readonly staying: readonly Statement[]; readonly former: readonly CodedGrant[] } {
  const staying: Statement[] = [];
  const former: CodedGrant[] = [];
  for (const coded of grants) {
    const statement = readGrant(e, manage, decoded(coded));
    if (statement?.person !== person || statement.grant !== coded.grant) continue;
    if (statement.kind === 'former') former.push(coded);
    else staying.push(statement);
  }
  return { staying, former };
}

const isOver = ({ expiresAt }: Statement, now: number): boolean => expiresAt !== null && Date.parse(expiresAt) <= now;

/** The same grant for the new keys; none where its limits do not open, for without them it would open more. */
function anew(e: Engine, keys: RecordKeys, statement: Statement): CodedGrant[] {
  const { person, grant, kind, label, capabilities, history, createdAt, expiresAt } = statement;
  const limits = limitsOf(e, keys.manage, statement);
  const holder = fromBase64url(statement.holder);
  if (!holder || (statement.limits !== undefined && limits === undefined)) return [];
  const terms = { person, grant, kind, label, capabilities, history, createdAt, expiresAt };
  return [coded(grant, makeGrant(e, keys, holder, terms, limits))];
}

/** From the key that comes to the key that goes, for what was sealed under it. */
function leadingBack(
  e: Engine,
  name: (typeof RENEWED)[number],
  from: RecordKeys,
  to: RecordKeys,
  at: { readonly person: string; readonly grant: string; readonly createdAt: string },
): CodedGrant {
  const capabilities: Capabilities = { [name]: true };
  const terms = { ...at, kind: 'former', label: 'Key of an earlier epoch', capabilities, history: false, expiresAt: null } as const;
  const holder = e.exchangePublic(formerHolder(e, to[name]));
  return coded(at.grant, makeGrant(e, { ...to, [name]: from[name] }, holder, terms));
}

function certificateOf(e: Engine, before: Certificate, keys: RecordKeys, createdAt: string): Certificate {
  return {
    ...before,
    createdAt,
    write: base64url(e.signPublic(keys.write)),
    drain: base64url(e.exchangePublic(keys.drain)),
    audit: base64url(e.exchangePublic(keys.audit)),
  };
}

const bytes = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array(0);

const decoded = ({ statement, wrap, signature }: CodedGrant): Grant => ({
  statement: bytes(statement),
  wrap: bytes(wrap),
  signature: bytes(signature),
});

const coded = (grant: string, { statement, wrap, signature }: Grant): CodedGrant => ({
  grant,
  statement: base64url(statement),
  wrap: base64url(wrap),
  signature: base64url(signature),
});
