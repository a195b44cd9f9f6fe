import { argon2id } from 'hash-wasm';
import { base64url, type Bytes, fromBase64url, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';

/** Argon2id parameters as stored beside an account; memory in KiB. */
export interface Kdf {
  readonly name: 'argon2id';
  readonly salt: string;
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What a secret typed by the person becomes: one half proves it to the server, the other opens the keys. */
export interface Halves {
  readonly auth: Bytes;
  readonly unlock: Bytes;
}

/** The floor that a client enforces, whatever a server asks for: 64 MiB, three passes. */
export const KDF_FLOOR = { memory: 65_536, passes: 3, lanes: 1 } as const;
/** What a client is willing to spend: a hostile server must not exhaust a phone. */
const KDF_CEILING = { memory: 1_048_576, passes: 20, lanes: 8 } as const;

export const newKdf = (e: Engine): Kdf => ({ name: 'argon2id', salt: base64url(e.random(16)), ...KDF_FLOOR });

export function isAcceptableKdf(kdf: Kdf): boolean {
  const within = (at: 'memory' | 'passes' | 'lanes') =>
    Number.isSafeInteger(kdf[at]) && kdf[at] >= KDF_FLOOR[at] && kdf[at] <= KDF_CEILING[at];
  const salt = fromBase64url(kdf.salt)?.length ?? 0;
  return kdf.name === 'argon2id' && salt >= 16 && salt <= 64 && within('memory') && within('passes') && within('lanes');
}

/** Runs where the person is. Undefined when the parameters are below the floor or above what a client will spend. */
export async function fromPassphrase(e: Engine, passphrase: string, kdf: Kdf): Promise<Halves | undefined> {
  if (!isAcceptableKdf(kdf)) return undefined;
  const root = await argon2id({
    password: utf8(passphrase.normalize('NFKC')),
    salt: fromBase64url(kdf.salt) as Bytes,
    memorySize: kdf.memory,
    iterations: kdf.passes,
    parallelism: kdf.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  return halves(e, root, 'passphrase');
}

/** A recovery kit code is 128 random bits, so it needs no slow derivation; the account id salts it. */
export function fromKit(e: Engine, code: Bytes, account: string): Halves {
  return halves(e, e.hkdf(code, utf8(account), utf8('satchel/1/kit'), 32), 'kit');
}

/** The server keeps this digest of the auth half, so that a stolen database cannot sign in. */
export const storedAuth = (e: Engine, auth: Bytes): Bytes => e.sha256(auth);

function halves(e: Engine, root: Bytes, by: string): Halves {
  const half = (use: string) => e.hkdf(root, NONE, utf8(`satchel/1/${by}/${use}`), 32);
  return { auth: half('auth'), unlock: half('unlock') };
}
