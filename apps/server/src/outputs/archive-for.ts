import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Outcome, success } from '@satchel/fhir';
import { archiveOf, sealedPageOf } from '@satchel/output';
import type { Holder, RecordView } from '@satchel/record';
import type { Bytes, Kdf } from '@satchel/vault';
import type { House } from '../house.ts';
import { originalsIn } from '../http/shapes/sources.ts';
import { seesAll } from './summary-for.ts';

export interface Seal {
  readonly kdf: Kdf;
  readonly key: Bytes;
}

/** Everything that this holder sees as one archive, made while it is sent; sealed where a key is given. */
export async function archiveFor(
  { world, version }: Pick<House, 'world' | 'version'>,
  holder: Holder,
  view: RecordView,
  accessLog: readonly object[] | undefined,
  seal?: Seal,
): Promise<Outcome<AsyncIterable<Uint8Array | string>>> {
  const known = await originalsIn(view);
  const made = await archiveOf({
    view,
    now: world.now(),
    newId: randomUUID,
    version,
    isPart: !seesAll(holder),
    originals: known.map(({ document, original, name, mediaType, size, at }) => ({
      document,
      name,
      mediaType,
      size,
      at,
      open: () => opened(view, original),
    })),
    ...(accessLog && { accessLog }),
  });
  return made.ok && seal ? success(sealedPageOf(made.value, { engine: world.engine, ...seal, argon2: argon2() })) : made;
}

async function* opened(view: RecordView, address: string): AsyncIterable<Uint8Array> {
  const bytes = await view.original(address);
  if (!bytes.ok) throw new Error('An original that is listed does not open.');
  yield* bytes.value;
}

/** The very library that derives keys in the app, in the form that a page can carry. */
const argon2 = (): string =>
  readFileSync(join(createRequire(import.meta.url).resolve('hash-wasm/package.json'), '../dist/argon2.umd.min.js'), 'utf8');
