import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { base64url, type Bytes, type Engine, fromBase64url, utf8 } from '@satchel/vault';

/**
 * This server's own secret. It opens no record: it signs what arrives while a record is locked, answers for names
 * that nobody has, and recognises devices. It lives in a file outside the database, so that a stolen database
 * alone does not even tell who has an account.
 */
export interface ServiceKey {
  /** Ed25519 seed, as the record's world wants it. */
  readonly seed: Bytes;
  readonly publicKey: Bytes;
  /** A key for one use, derived from the seed. */
  keyFor(use: string): Bytes;
}

/** Reads the key, or makes it (mode 0600) where there is none. Of several processes that start at once, one makes it. */
export async function openServiceKey(engine: Engine, file: string): Promise<ServiceKey> {
  const seed = (await read(file)) ?? (await make(engine, file));
  return {
    seed,
    publicKey: engine.signPublic(seed),
    keyFor: (use) => engine.hkdf(seed, new Uint8Array(0), utf8(`satchel/1/service/${use}`), 32),
  };
}

async function read(file: string): Promise<Bytes | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const seed = fromBase64url(text.trim());
  if (seed?.length !== 32) throw new Error('The service key file does not hold a service key.');
  return seed;
}

async function make(engine: Engine, file: string): Promise<Bytes> {
  const seed = engine.random(32);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${process.pid}.${base64url(engine.random(6))}`;
  const handle = await open(mine, 'wx', 0o600);
  try {
    await handle.writeFile(`${base64url(seed)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // A link never replaces: whoever is second takes the first one's key.
  const first = await link(mine, file).then(
    () => true,
    () => false,
  );
  await rm(mine);
  return first ? seed : ((await read(file)) as Bytes);
}
