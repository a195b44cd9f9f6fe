import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import type { Source } from '../source.ts';
import { BadArchive, UNFOLD_LIMIT } from './gunzip.ts';

const FILES_LIMIT = 100_000;
/** Files that say who the record is about are read before the rest. */
const isAboutPeople = (name: string) => /(^|[/\\])Patient/i.test(name);

/**
 * The files inside a ZIP, streamed one after the other; names are only shown, never used as paths. Patients come
 * first, so that what belongs to somebody else is known when it arrives.
 */
export async function* filesIn(source: Source): AsyncIterable<Source> {
  for (const first of [true, false]) {
    for await (const file of inOrder(source)) {
      if (isAboutPeople(file.name) === first && !file.name.endsWith('/')) yield file;
    }
  }
}

async function* inOrder(source: Source): AsyncIterable<Source> {
  const names: string[] = [];
  const listing = new Unzip((file) => {
    if (names.push(file.name) > FILES_LIMIT) throw new BadArchive('The archive holds more than 100,000 files.');
  });
  listing.register(UnzipInflate);
  await feed(listing, source, () => false);
  for (const [at, name] of names.entries()) yield { name, open: () => unfoldOne(source, at) };
}

async function* unfoldOne(source: Source, wanted: number): AsyncIterable<Uint8Array> {
  let ready: Uint8Array[] = [];
  let seen = 0;
  let size = 0;
  let done = false;
  const unzip = new Unzip((file: UnzipFile) => {
    if (seen++ !== wanted) return;
    file.ondata = (error, data, final) => {
      if (error) throw new BadArchive('A file in the archive is damaged.', { cause: error });
      size += data.length;
      if (size > UNFOLD_LIMIT) throw new BadArchive('A file in the archive unfolds to more than 8 GB.');
      if (data.length) ready.push(data);
      done = final;
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for await (const chunk of source.open()) {
    push(unzip, chunk, false);
    yield* ready;
    ready = [];
    if (done) return;
  }
  push(unzip, new Uint8Array(0), true);
  yield* ready;
  if (!done) throw new BadArchive('The archive is cut short.');
}

async function feed(unzip: Unzip, source: Source, stop: () => boolean): Promise<void> {
  for await (const chunk of source.open()) {
    push(unzip, chunk, false);
    if (stop()) return;
  }
  push(unzip, new Uint8Array(0), true);
}

function push(unzip: Unzip, chunk: Uint8Array, final: boolean): void {
  try {
    // Small steps bound what one push can unfold to.
    for (let at = 0; at < chunk.length; at += 16_384) unzip.push(chunk.subarray(at, at + 16_384), false);
    if (final) unzip.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    throw new BadArchive('The archive is damaged.', { cause: error });
  }
}
