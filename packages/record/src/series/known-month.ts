import { failure, issue, type JsonObject, type Outcome, success } from '@satchel/fhir';
import { fetchRow } from '../open-row.ts';
import { DamagedOriginal, readOriginal } from '../originals.ts';
import type { Reading } from '../reading.ts';
import type { World } from '../world.ts';
import { type Chunk, decodeChunk } from './chunk.ts';
import { type Month, monthIn } from './month.ts';

/** The row of a month as it stands; undefined where there is none yet. */
export async function readMonth(world: World, reading: Reading, id: string): Promise<Outcome<Month | undefined>> {
  const known = reading.index.get('Basic', id);
  if (!known) return success(undefined);
  const body = await fetchRow(world, reading, id, known.version);
  if (!body.ok) return body;
  return success(monthIn(JSON.parse(body.value.resource) as JsonObject));
}

/** The samples behind a month, opened with whatever keys the reading has. */
export async function readChunk(world: World, reading: Reading, id: string, { address }: Month): Promise<Outcome<Chunk>> {
  const bytes = new Uint8Array(Buffer.from(address, 'hex'));
  try {
    const opened = await readOriginal(world, reading.person, reading.keysets, bytes);
    if (!opened.ok) return failure(lost());
    const parts: Uint8Array[] = [];
    for await (const part of opened.value.bytes) parts.push(part);
    const chunk = decodeChunk(parts.length === 1 ? (parts[0] as Uint8Array<ArrayBuffer>) : new Uint8Array(Buffer.concat(parts)));
    return chunk?.row === id ? success(chunk) : failure(lost());
  } catch (fault) {
    if (fault instanceof DamagedOriginal) return failure(lost());
    throw fault;
  }
}

const lost = () =>
  issue('error', 'security', 'The readings of a month are missing or damaged.', {
    remedy: 'Restore a backup, or remove this month and import its file again.',
  });
