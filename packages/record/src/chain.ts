import { type Bytes, genesis, nextHead } from '@satchel/vault';
import { uuidOf } from './ids.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

type LinkRow = Pick<Row<'row'>, 'id' | 'version' | 'seq' | 'n' | 'epoch' | 'digest'>;

/** Recomputes the chain up to `upto` from the stored digests alone (no bodies), and says which rows there are. */
export async function walkChain(world: World, person: string, upto: number): Promise<{ head: Bytes; seq: number; rows: ReadonlySet<string> }> {
  let head = genesis(world.engine, person);
  let seq = 0;
  let link: LinkRow[] = [];
  const rows = new Set<string>();
  const close = () => {
    const first = link[0];
    if (!first) return;
    head = nextHead(world.engine, head, { seq: first.seq, epoch: first.epoch, rows: link });
    seq = first.seq;
    link = [];
  };
  for await (const batch of world.store.scan('row', { person }, { by: 'seq', columns: ['seq', 'n', 'epoch', 'digest'] })) {
    for (const row of batch) {
      if (row.seq > upto) break;
      if (link[0] && link[0].seq !== row.seq) close();
      link.push(row);
      rows.add(`${uuidOf(row.id)} ${row.version}`);
    }
  }
  close();
  return { head, seq, rows };
}
