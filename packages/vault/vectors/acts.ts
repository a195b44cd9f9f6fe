import {
  addressKey,
  base64url,
  type Bytes,
  type Capabilities,
  type Category,
  categoryKey,
  type Certificate,
  coarse,
  depositMessage,
  type Engine,
  type Field,
  fields,
  formatKit,
  fromBase64url,
  fromKit,
  fromPassphrase,
  genesis,
  headMessage,
  hex,
  type Kdf,
  type Keyset,
  keysetOf,
  type Kind,
  type Labels,
  type Link,
  makeGrant,
  mintToken,
  nextHead,
  openAccount,
  openAudit,
  openDeposit,
  openGrant,
  openImage,
  openKeyring,
  openPiece,
  openPiecesHead,
  openRow,
  openToken,
  padme,
  parseBearer,
  parseKit,
  type Place,
  readCertificate,
  type RecordKeys,
  sealAudit,
  sealDeposit,
  sealKeyring,
  sealPiecesHead,
  sealRow,
  seal,
  sealTo,
  signCertificate,
  signDeposit,
  startAudit,
  storedAuth,
  type Terms,
  text,
  unseal,
  unsealFrom,
  utf8,
  verifyDeposit,
  type WrapName,
  wrapAccount,
} from '../src/index.ts';

/** A value as the files spell it: bytes are hexadecimal, fields of a context say what they are. */
export type Spelled = string | number | boolean | null | readonly Spelled[] | { readonly [name: string]: Spelled };
export type Facts = { readonly [name: string]: Spelled };
type Act = (e: Engine, given: Given) => Facts | Promise<Facts>;

/** What a vector is given, read by name. Throws where the file does not hold what the act needs. */
export class Given {
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  value<T>(name: string): T {
    const value = this.#facts[name];
    if (value === undefined) throw new TypeError(`The vector lacks ${name}.`);
    return value as T;
  }

  has = (name: string): boolean => name in this.#facts;
  text = (name: string): string => this.value<string>(name);
  number = (name: string): number => this.value<number>(name);
  bytes = (name: string): Bytes => unhex(this.text(name));
  context = (): readonly Field[] =>
    this.value<readonly { text?: string; number?: number; bytes?: string }[]>('context').map(
      (field) => field.text ?? field.number ?? unhex(field.bytes ?? ''),
    );
}

export const unhex = (digits: string): Bytes => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const shown = (bytes: Bytes | undefined): string | null => (bytes ? hex(bytes) : null);
const keysetIn = (e: Engine, given: Given): Keyset =>
  keysetOf(e, { epoch: given.number('epoch'), pmk: given.bytes('pmk') }, given.value<Labels>('labels')) as Keyset;
const placeIn = (given: Given): Place => ({ person: given.text('person'), id: given.bytes('id'), version: given.number('version') });
const dictionaryIn = (given: Given) => new Map(given.has('dictionary') ? [[given.number('dictionary_id'), given.bytes('dictionary')]] : []);

/** What can be done with the vault, each from facts to facts. Those that seal draw `random` in the order the format page gives. */
export const acts: Readonly<Record<string, Act>> = {
  fields: (_, given) => ({ bytes: hex(fields(...given.context())) }),
  padding: (_, given) => ({ padme: given.value<number[]>('lengths').map(padme), coarse: given.value<number[]>('lengths').map(coarse) }),

  seal(e, given) {
    const [kind, key, context] = [given.number('kind') as Kind, given.bytes('key'), given.context()] as const;
    const sealed = seal(e, kind, key, context, given.bytes('plain'), { coding: given.number('coding'), keyId: given.bytes('key_id') });
    return { sealed: hex(sealed), opened: shown(unseal(e, kind, key, context, sealed)) };
  },
  'seal to a public key'(e, given) {
    const [kind, secret, context] = [given.number('kind') as Kind, given.bytes('secret'), given.context()] as const;
    const sealed = sealTo(e, kind, e.exchangePublic(secret), context, given.bytes('plain'));
    return { public: hex(e.exchangePublic(secret)), sealed: hex(sealed), opened: shown(unsealFrom(e, kind, secret, context, sealed)) };
  },
  open: (e, given) => ({
    opened: shown(unseal(e, given.number('kind') as Kind, given.bytes('key'), given.context(), given.bytes('sealed'))),
  }),
  'open with a private key': (e, given) => ({
    opened: shown(unsealFrom(e, given.number('kind') as Kind, given.bytes('secret'), given.context(), given.bytes('sealed'))),
  }),

  async passphrase(e, given) {
    const halves = await fromPassphrase(e, given.text('passphrase'), given.value<Kdf>('kdf'));
    return { auth: shown(halves?.auth), unlock: shown(halves?.unlock), stored: shown(halves && storedAuth(e, halves.auth)) };
  },
  kit(e, given) {
    const code = given.bytes('code');
    const halves = fromKit(e, code, given.text('account'));
    const printed = formatKit(e, code);
    return { printed, parsed: shown(parseKit(e, printed.toLowerCase())), auth: hex(halves.auth), unlock: hex(halves.unlock) };
  },
  'typed kit': (e, given) => ({ code: shown(parseKit(e, given.text('typed'))) }),
  account(e, given) {
    const [account, by] = [given.text('account'), given.text('by') as WrapName];
    const halves = { auth: new Uint8Array(32), unlock: given.bytes('unlock') };
    const wrap = wrapAccount(e, account, by, halves, { exchange: given.bytes('exchange'), sign: given.bytes('sign') });
    const opened = openAccount(e, account, by, halves, { [by]: wrap });
    return { wrap, exchange: shown(opened?.exchange), sign: shown(opened?.sign) };
  },
  keyring(e, given) {
    const keys = { exchange: given.bytes('exchange'), sign: new Uint8Array(32) };
    const sealed = sealKeyring(e, given.text('account'), keys, given.value('held'));
    return { sealed: hex(sealed), held: (openKeyring(e, given.text('account'), keys, sealed) ?? null) as Spelled };
  },

  'category key': (e, given) => ({
    key: hex(categoryKey(e, given.bytes('pmk'), given.text('category') as Category, given.number('epoch'))),
  }),
  keyset(e, given) {
    const keyset = keysetIn(e, given);
    return { id: hex(keyset.id), key: hex(keyset.key), address_key: hex(addressKey(e, keyset)) };
  },
  row(e, given) {
    const row = sealRow(e, keysetIn(e, given), placeIn(given), given.bytes('body'));
    const opened = openRow(e, keysetIn(e, given), placeIn(given), row, new Map());
    return { keyset: hex(row.keyset), dek: hex(row.dek), body: hex(row.body), digest: hex(row.digest), opened: shown(opened) };
  },
  'open row': (e, given) => ({
    opened: shown(
      openRow(e, keysetIn(e, given), placeIn(given), { dek: given.bytes('dek'), body: given.bytes('body') }, dictionaryIn(given)),
    ),
  }),
  chain(e, given) {
    const person = given.text('person');
    let head = genesis(e, person);
    const heads = [hex(head)];
    for (const link of given.value<readonly { seq: number; epoch: number; rows: { id: string; version: number; digest: string }[] }[]>(
      'links',
    )) {
      const rows: Link['rows'] = link.rows.map((row) => ({ id: unhex(row.id), version: row.version, digest: unhex(row.digest) }));
      head = nextHead(e, head, { ...link, rows });
      heads.push(hex(head));
    }
    const message = headMessage(person, given.text('incarnation'), given.number('seq'), given.number('epoch'), head);
    return { heads, public: hex(e.signPublic(given.bytes('write'))), signature: hex(e.sign(given.bytes('write'), message)) };
  },

  'head of pieces'(e, given) {
    const keyset = keysetIn(e, given);
    const head = { key: given.bytes('key'), pieces: given.number('pieces'), size: given.number('size'), address: given.bytes('address') };
    const sealed = sealPiecesHead(e, given.text('person'), keyset, head);
    const opened = openPiecesHead(e, given.text('person'), keyset, head.address, sealed);
    return { sealed: hex(sealed), key: shown(opened?.key), pieces: opened?.pieces ?? null, size: opened?.size ?? null };
  },
  'open piece': (e, given) => ({
    opened: shown(
      openPiece(e, given.text('person'), given.bytes('key'), given.number('n'), given.value<boolean>('final'), given.bytes('sealed')),
    ),
  }),
  'open image'(e, given) {
    const place = { person: given.text('person'), reader: given.text('reader'), upto: given.number('upto'), head: given.bytes('head') };
    return {
      opened: shown(openImage(e, given.bytes('pmk'), { ...place, indexVersion: given.text('index_version') }, given.bytes('sealed'))),
    };
  },
  deposit(e, given) {
    const [person, origin, number] = [given.text('person'), given.text('origin'), given.number('number')] as const;
    const sealed = sealDeposit(e, e.exchangePublic(given.bytes('drain')), person, origin, given.bytes('content'));
    const signature = signDeposit(e, given.bytes('service'), person, number, origin, sealed);
    return {
      sealed: hex(sealed),
      message: hex(depositMessage(person, number, origin, e.sha256(sealed))),
      signature: hex(signature),
      opened: shown(openDeposit(e, given.bytes('drain'), person, origin, sealed)),
      verified: verifyDeposit(e, e.signPublic(given.bytes('service')), person, number, origin, sealed, signature),
    };
  },
  audit(e, given) {
    const [person, session] = [given.text('person'), given.text('session')];
    const [first, ...later] = given.value<readonly [Spelled, ...Spelled[]]>('entries');
    let { row, next } = startAudit(e, e.exchangePublic(given.bytes('audit')), person, session, first);
    const rows = [row];
    for (const entry of later) {
      ({ row, next } = sealAudit(e, next, entry));
      rows.push(row);
    }
    const opened = openAudit(e, given.bytes('audit'), person, session, rows) ?? [];
    return {
      rows: rows.map(({ n, prev, blob }) => ({ n, prev: hex(prev), blob: hex(blob) })),
      entries: opened.map((entry) => entry.entry as Spelled),
    };
  },

  certificate(e, given) {
    const signed = signCertificate(e, given.bytes('owner'), given.bytes('manage'), given.value<Certificate>('certificate'));
    return { signed: hex(signed), read: (readCertificate(e, signed, e.signPublic(given.bytes('owner'))) ?? null) as Spelled };
  },
  grant(e, given) {
    const secrets = {
      write: given.bytes('write'),
      manage: given.bytes('manage'),
      drain: given.bytes('drain'),
      audit: given.bytes('audit'),
    };
    const read = given.value<readonly { epoch: number; pmk: string }[]>('read').map(({ epoch, pmk }) => ({ epoch, pmk: unhex(pmk) }));
    const keys: RecordKeys = { read, ...secrets };
    const terms = { ...given.value<Terms>('terms'), capabilities: given.value<Capabilities>('capabilities') };
    const grant = makeGrant(e, keys, e.exchangePublic(given.bytes('holder')), terms);
    const held = openGrant(e, e.signPublic(keys.manage), given.bytes('holder'), grant)?.keys;
    const spelled = JSON.parse(
      JSON.stringify(held ?? null, (_, value: unknown) => (value instanceof Uint8Array ? hex(value) : value)),
    ) as Spelled;
    return { statement: text(grant.statement), wrap: hex(grant.wrap), signature: hex(grant.signature), held: spelled };
  },
  'open grant'(e, given) {
    const grant = { statement: utf8(given.text('statement')), wrap: given.bytes('wrap'), signature: given.bytes('signature') };
    return { opens: openGrant(e, given.bytes('manage_public'), given.bytes('holder'), grant) !== undefined };
  },
  token(e, given) {
    const { bearer, stored } = mintToken(e, given.text('shard'), given.value('reach'));
    const parsed = parseBearer(bearer);
    return {
      bearer,
      auth_hash: hex(stored.authHash),
      wrapped: hex(stored.wrapped),
      reach: ((parsed && openToken(e, parsed, stored)) ?? null) as Spelled,
    };
  },
  base64url: (_, given) => ({ encoded: base64url(given.bytes('bytes')), decoded: shown(fromBase64url(base64url(given.bytes('bytes')))) }),
};
