import { Worker } from 'node:worker_threads';
import { failure, issue, type Outcome, success } from '@satchel/fhir';

/** Reads the letters in pictures, on this machine alone. */
export interface PictureReader {
  /** Tesseract's table of words of a PNG, JPEG or BMP picture. One picture at a time; the rest wait. */
  read(picture: Uint8Array): Promise<Outcome<string>>;
}

/** A page takes seconds; whatever takes longer is no page. Milliseconds. */
const PATIENCE = 90_000;
/** So many may wait. */
const QUEUE = 20;

/** Each picture has a worker of its own: 140 MB that are given back when it is read, and no way to hold up anybody else. */
export function createPictureReader(): PictureReader {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async read(picture) {
      if (waiting >= QUEUE)
        return failure(issue('error', 'throttled', 'Many pictures are waiting to be read.', { remedy: 'Try again in a minute.' }));
      waiting += 1;
      const mine = last.then(() => readOne(picture));
      last = mine;
      try {
        return await mine;
      } finally {
        waiting -= 1;
      }
    },
  };
}

function readOne(picture: Uint8Array): Promise<Outcome<string>> {
  const worker = new Worker(new URL('./read-text.worker.ts', import.meta.url), {
    workerData: { picture },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise((resolve) => {
    const end = (outcome: Outcome<string>) => {
      clearTimeout(patience);
      resolve(outcome);
      void worker.terminate();
    };
    const patience = setTimeout(() => end(failure(unreadable('It took too long.'))), PATIENCE);
    worker.once('message', (tsv: string | undefined) => end(tsv === undefined ? failure(unreadable('It is no picture.')) : success(tsv)));
    worker.once('error', () => end(failure(unreadable('The reader stopped.'))));
    worker.once('exit', () => end(failure(unreadable('The reader stopped.'))));
  });
}

const unreadable = (why: string) =>
  issue('error', 'processing', `The text in this picture could not be read. ${why}`, {
    remedy: 'The picture is kept; type its values in by hand.',
  });
