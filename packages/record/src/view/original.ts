import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { readOriginal } from '../originals.ts';
import { choosesFacts } from '../slice.ts';
import type { Sight } from './sight.ts';

/** An original by its address (hex). It holds whatever its file held, so a slice that chooses among facts opens none. */
export async function openOriginal({ world, reading }: Sight, address: string, from?: number): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  if (!/^[0-9a-f]{64}$/.test(address) || (reading.slice && (reading.slice.categories ?? choosesFacts(reading.slice))))
    return failure(issue('error', 'not-found', 'There is no such original here.'));
  const opened = await readOriginal(world, reading.person, reading.keysets, new Uint8Array(Buffer.from(address, 'hex')), from);
  return opened.ok ? success(opened.value.bytes) : opened;
}
