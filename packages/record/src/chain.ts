import { type Bytes, genesis, nextHead } from '@satchel/vault';
import { uuidOf } from './ids.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

type LinkRow = Pick<Row<'row'>, 'id' | 'version' | 'seq' | 'epoch' | 'digest'>;

/** Recomputes heads from rows as they come in the order of the chain; their digests are enough. */
export class ChainWalk {
  readonly #world: World;
  #link: LinkRow[] = [];
  #head: Bytes;
  #upto: number;

  constructor(world: World, head: Bytes, upto: number) {
    this.#world = world;
    this.#head = head;
    this.#upto = upto;
  }

  add(row: LinkRow): void {
    if (this.#link[0] && this.#link[0].seq !== row.seq) this.#close();
    this.#link.push(row);
  }

  /** The head after everything added, and the number of its commit. */
  end(): { readonly head: Bytes; readonly upto: number } {
    this.#close();
    return { head: this.#head, upto: this.#upto };
  }

  #close(): void {
    const first = this.#link[0];
    if (!first) return;
    // A commit has one epoch: rows that say otherwise lead nowhere.
    const isOne = this.#link.every(({ epoch }) => epoch === first.epoch);
    this.#head = isOne ? nextHead(this.#world.engine, this.#head, { seq: first.seq, epoch: first.epoch, rows: this.#link }) : NOWHERE;
    this.#upto = first.seq;
    this.#link = [];
  }
}

const NOWHERE: Bytes = new Uint8Array(32);

/** Recomputes the chain up to `upto` from the stored digests alone (no bodies), and says which rows there are. */
export async function walkChain(
  world: World,
  person: string,
  upto: number,
): Promise<{ head: Bytes; seq: number; rows: ReadonlySet<string> }> {
  const chain = new ChainWalk(world, genesis(world.engine, person), 0);
  const rows = new Set<string>();
  for await (const batch of world.store.scan('row', { person }, { by: 'seq', columns: ['seq', 'epoch', 'digest'] })) {
    const before = batch.filter((row) => row.seq <= upto);
    for (const row of before) {
      chain.add(row);
      rows.add(`${uuidOf(row.id)} ${row.version}`);
    }
    if (before.length < batch.length) break;
  }
  const end = chain.end();
  return { head: end.head, seq: end.upto, rows };
}
