import { concat, type Engine, utf8 } from '../src/index.ts';
import { nodeEngine } from '../src/engine-node.ts';
import { webEngine } from '../src/engine-web.ts';

/** One promise, one suite: what is proved of the vault is proved on both engines. */
export const engines = [
  { name: 'node', engine: nodeEngine },
  { name: 'web', engine: webEngine },
] as const;

/** Sealed by the first, opened by the second. */
export const pairs = engines.flatMap((by) => engines.map((on) => ({ name: `${by.name} to ${on.name}`, by: by.engine, on: on.engine })));

/** The figures of SECURITY §4 belong to the nightly run; the ordinary one does a stated fraction. */
export const nightly = process.env.SATCHEL_NIGHTLY === '1';

/** An engine whose randomness is SHA-256(seed, counter), so that what it seals can be written down. */
export function scripted(engine: Engine, seed: string): Engine {
  let counter = 0;
  const block = () => engine.sha256(utf8(`${seed}/${counter++}`));
  return { ...engine, random: (length) => concat(...Array.from({ length: Math.ceil(length / 32) }, block)).slice(0, length) };
}

/** Every copy of these bytes with one bit turned; `step` picks one in so many. */
export function flips(bytes: Uint8Array, step = 1): Uint8Array[] {
  return Array.from({ length: Math.ceil((bytes.length * 8) / step) }, (_, at) => {
    const flipped = bytes.slice();
    const bit = at * step;
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    return flipped;
  });
}
