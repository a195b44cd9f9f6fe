import type { Engine } from '../src/index.ts';
import { acts, type Facts, Given, unhex } from './acts.ts';

export interface Vector {
  readonly act: string;
  readonly given: Facts;
  readonly gives: Facts;
}

/**
 * Runs published vectors on an engine. @returns one sentence for each that does not give what it should, so none when
 * all is well. Runs wherever the engine runs, a browser's page included.
 */
export async function runVectors(engine: Engine, vectors: readonly Vector[]): Promise<string[]> {
  const failures: string[] = [];
  for (const [at, { act, given, gives }] of vectors.entries()) {
    const got = await perform(engine, act, given).catch((error: unknown) => ({ threw: String(error) }));
    if (JSON.stringify(got) !== JSON.stringify(gives))
      failures.push(`Vector ${at} (${act}): expected ${JSON.stringify(gives)}, got ${JSON.stringify(got)}`);
  }
  return failures;
}

/** One act; what it draws at random is the vector's `random`, from the front. Throws for an act nobody knows. */
export async function perform(engine: Engine, act: string, given: Facts): Promise<Facts> {
  const run = acts[act];
  if (!run) throw new TypeError(`There is no act called ${act}.`);
  return run(drawing(engine, unhex(typeof given['random'] === 'string' ? given['random'] : '')), new Given(given));
}

function drawing(engine: Engine, script: Uint8Array): Engine {
  let at = 0;
  return {
    ...engine,
    random(length) {
      if (at + length > script.length) throw new RangeError('The vector has too little random.');
      at += length;
      return script.slice(at - length, at);
    },
  };
}
