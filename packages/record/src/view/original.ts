import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { readOriginal } from '../originals.ts';
import type { Sight } from './sight.ts';

/** An original by its address (hex). */
export async function openOriginal({ world, reading }: Sight, address: string): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  if (!/^[0-9a-f]{64}$/.test(address)) return failure(issue('error', 'not-found', 'There is no such original here.'));
  const opened = await readOriginal(world, reading.person, reading.keysets, new Uint8Array(Buffer.from(address, 'hex')));
  return opened.ok ? success(opened.value.bytes) : opened;
}
