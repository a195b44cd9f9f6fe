import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type Issue, issue } from '@satchel/fhir';
import { type Bytes, equal, openImage, sealImage } from '@satchel/vault';
import { walkChain } from './chain.ts';
import { deserialise, type PersonIndex } from './index/index.ts';
import { IMAGE_VERSION } from './put-row.ts';
import { monthOfDay } from './series/day-id.ts';
import { alarm, broken, type Reading, rolledBack } from './reading.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/**
 * The full reader's index as it was, sealed in the store: a cache. One of another version or that does not open is not
 * used. One whose past the store does not have any more says what is missing, and is not used either.
 */
export async function loadImage(world: World, reading: Reading, pmk: Bytes, person: Row<'person'>): Promise<void> {
  const image = await world.store.get('image', { person: reading.person, reader: reading.reader });
  if (!image || image.index_version !== IMAGE_VERSION) return;
  const packed = openImage(world.engine, pmk, placeOf(reading, image.upto, image.head), image.blob);
  const bytes = packed && unpacked(packed);
  if (!bytes) {
    alarm(reading, issue('warning', 'security', 'The stored search index did not open; it is built anew from the record.'));
    return;
  }
  const index = deserialise(bytes);
  const walked = await walkChain(world, reading.person, Math.min(image.upto, person.seq));
  if (equal(walked.head, image.head)) {
    reading.index.close();
    Object.assign(reading, { index, upto: image.upto, head: image.head, imaged: image.upto });
    return;
  }
  for (const each of missingFrom(index, walked.rows)) alarm(reading, each);
  index.close();
  alarm(reading, image.upto > person.seq ? rolledBack() : broken(` (up to entry ${image.upto})`));
}

/** The sealed index remembers what the store has lost. */
function missingFrom(index: PersonIndex, rows: ReadonlySet<string>): Issue[] {
  const missing = index
    .list(undefined, { also: ['withdrawn', 'aside'] })
    .filter(({ id, version }) => !rows.has(`${id} ${version}`) && !rows.has(`${monthOfDay(id)} ${version}`));
  return missing.slice(0, 20).map(({ type, id, version }) =>
    issue('error', 'security', `${type}/${id} version ${version} was removed from the store.`, {
      expression: [`${type}/${id}`],
      remedy: 'Restore a backup.',
    }),
  );
}

/**
 * Keeps the index where it has seen more than the stored one, or that one is of no use any more. Never while something
 * is wrong: the image of a better past is what names the damage.
 */
export async function saveImage(world: World, reading: Reading, pmk: Bytes): Promise<void> {
  if (!reading.full || reading.upto <= reading.imaged || reading.alarms.some(({ severity }) => severity === 'error')) return;
  const { person, reader, upto, head, epoch } = reading;
  const blob = sealImage(world.engine, pmk, placeOf(reading, upto, head), pack(reading.index.serialise()));
  const row = { person, reader, upto, head, index_version: IMAGE_VERSION, blob };
  const stored = await world.store.get('image', { person, reader });
  const isUseless = stored !== undefined && (stored.index_version !== IMAGE_VERSION || reading.imaged < 0);
  await world.store.write({
    shard: person,
    operations: [
      // Nobody whose keys are over leaves an image under them.
      { require: 'person', key: { person }, equals: { epoch } },
      ...(isUseless ? [{ remove: 'image', prefix: { person, reader } } as const] : []),
      { replace: 'image', row, grows: 'upto' },
    ],
  });
  reading.imaged = upto;
}

/** No image inflates to more than this. */
const LIMIT = 1024 * 1024 * 1024;

/** Brotli takes a quarter less than DEFLATE for the pages of a database, and only this server reads them. */
function pack(image: Bytes): Bytes {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint } = constants;
  return brotliCompressSync(image, { params: { [quality]: 5, [hint]: image.length } });
}

function unpacked(image: Bytes): Bytes | undefined {
  try {
    return brotliDecompressSync(image, { maxOutputLength: LIMIT });
  } catch {
    return undefined;
  }
}

const placeOf = ({ person, reader }: Reading, upto: number, head: Bytes) => ({ person, reader, upto, head, indexVersion: IMAGE_VERSION });
