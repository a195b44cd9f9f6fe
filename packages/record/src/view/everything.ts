import type { Stored } from '../doors.ts';
import { readMany } from './read.ts';
import type { Sight } from './sight.ts';

const BATCH = 200;

/** Every current resource of some types (all without), in order of type and id; memory stays at one batch. */
export async function* everythingIn(sight: Sight, types?: readonly string[]): AsyncIterable<Stored> {
  const wanted = sight.reading.index.list(types, { also: ['aside'] });
  for (let from = 0; from < wanted.length; from += BATCH) yield* await readMany(sight, wanted.slice(from, from + BATCH));
}
