import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engines, nightly } from '../testing/engines.ts';
import type { Engine } from './engine.ts';
import { keysetOf, type Keyset } from './keysets.ts';
import { rewrapRow, sealRow } from './row.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const rooms = ['packages', 'apps', 'tools', 'bench', 'journeys', 'fixtures'];

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    if (entry.isDirectory()) yield* sources(join(folder, entry.name));
    else if (/\.(ts|tsx|mts|js|mjs|cjs|jsx)$/.test(entry.name)) yield join(folder, entry.name);
  }
}

/** Lines that say something: not blank, no comment, no import, more than brackets. */
function lines(file: string): number {
  const code = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^(import|export \*|export type \{)[\s\S]*?;$/gm, '');
  return code.split('\n').filter((line) => !line.trim().startsWith('//') && /[^\s[\](){}<>,;]/.test(line)).length;
}

/** Remembers 64 bits of each pair, 8 bytes each, however many millions: a chance repeat among 10^7 is 3 in 10^6. */
class Pairs {
  readonly #slots: number;
  readonly #table: Uint32Array;

  constructor(expected: number) {
    this.#slots = 2 ** Math.ceil(Math.log2(expected * 2));
    this.#table = new Uint32Array(this.#slots * 2);
  }

  /** False when the pair was there already. */
  add(key: Uint8Array, nonce: Uint8Array): boolean {
    const part = (at: number) =>
      (new DataView(key.buffer, key.byteOffset).getUint32(at) ^ new DataView(nonce.buffer, nonce.byteOffset).getUint32(at)) >>> 0 || 1;
    const [high, low] = [part(0), part(4)];
    for (let slot = high % this.#slots; ; slot = (slot + 1) % this.#slots) {
      if (this.#table[slot * 2] === 0) {
        this.#table.set([high, low], slot * 2);
        return true;
      }
      if (this.#table[slot * 2] === high && this.#table[slot * 2 + 1] === low) return false;
    }
  }
}

describe('the only room with ciphers', () => {
  const files = rooms
    .flatMap((room) => [...sources(join(root, room))])
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('.test.tsx'));

  it('[S21] is the vault: nothing else in the repository creates one', () => {
    expect(files.length).toBeGreaterThan(20);
    const creating = files.filter((file) =>
      /\b(createCipher|createDecipher)(iv)?\b|\bsubtle\s*\.\s*(en|de)crypt\b|@noble\/ciphers/.test(readFileSync(file, 'utf8')),
    );
    // A sealed archive is a page that opens by itself, where no room of ours is.
    const page = 'packages/output/src/archive/sealed-page.ts';
    const allowed = ['bench/vault.ts', 'packages/vault/src/engine-node.ts', 'packages/vault/src/engine-web.ts', page];
    expect(creating.map((file) => relative(root, file)).filter((file) => !allowed.includes(file))).toEqual([]);
    expect(creating.length).toBeGreaterThanOrEqual(2);
  });

  it('[S21] always asks for the whole tag', () => {
    const source = readFileSync(join(here, 'engine-node.ts'), 'utf8');
    expect(source.match(/create(C|Dec)ipheriv\(/g)).toHaveLength(2);
    expect(source.match(/create(C|Dec)ipheriv\('aes-256-gcm', createSecretKey\(key\), nonce, GCM\)/g)).toHaveLength(2);
    expect(source).toContain('const GCM = { authTagLength: 16 } as const;');
  });

  it('stays small enough to be read in one sitting: 600 lines without the engines', () => {
    const counted = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('engine'));
    expect(counted.length).toBeGreaterThan(10);
    const total = counted.reduce((sum, name) => sum + lines(join(here, name)), 0);
    expect(total).toBeGreaterThan(400);
    expect(total).toBeLessThanOrEqual(600);
  });
});

describe.each(engines)('seals on the $name engine', ({ name, engine }) => {
  const rows = (nightly ? 5_000_000 : 50_000) / (name === 'web' ? 25 : 1);

  it(`[S21] repeat no pair of key and nonce in ${(rows * 2).toLocaleString('en')}`, () => {
    const pairs = new Pairs(rows * 2);
    let sealed = 0;
    let repeats = 0;
    const e: Engine = {
      ...engine,
      encrypt: (key, nonce, aad, plain) => {
        sealed++;
        if (!pairs.add(key, nonce)) repeats++;
        return engine.encrypt(key, nonce, aad, plain);
      },
    };
    const keyset = keysetOf(e, { epoch: 1, pmk: e.random(32) }, []) as Keyset;
    const place = { person: 'p', id: new Uint8Array(16), version: 1 };
    const body = new Uint8Array(20);
    for (let at = 0; at < rows; at++) sealRow(e, keyset, place, body);
    expect(sealed).toBe(rows * 2);
    expect(repeats).toBe(0);
    expect(pairs.add(keyset.key, new Uint8Array(12)) && pairs.add(keyset.key, new Uint8Array(12))).toBe(false);
  });

  it('[S21] use a fresh data key for every version, and keep it when only the wrap is renewed', () => {
    const keys = new Set<string>();
    const e: Engine = { ...engine, encrypt: (key, ...rest) => (keys.add(Buffer.from(key).toString('hex')), engine.encrypt(key, ...rest)) };
    const keyset = keysetOf(e, { epoch: 1, pmk: e.random(32) }, []) as Keyset;
    const place = { person: 'p', id: new Uint8Array(16), version: 1 };
    for (let version = 1; version <= 100; version++) sealRow(e, keyset, { ...place, version }, new Uint8Array(4));
    expect(keys.size).toBe(101);
    const row = sealRow(e, keyset, place, new Uint8Array(4));
    rewrapRow(e, keyset, keyset, place, row.dek);
    expect(keys.size).toBe(102);
  });
});
