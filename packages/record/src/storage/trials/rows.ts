import type { Row } from '../schema.ts';
import type { Store } from '../store.ts';

/** How the suite gets a fresh, empty store; `dispose` runs once after all of them. */
export interface Fixture {
  readonly open: () => Promise<Store>;
  readonly dispose?: () => Promise<void>;
}

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

export function rowOf(person: string, id: number, version: number, seq: number, more: Partial<Row<'row'>> = {}): Row<'row'> {
  return {
    person,
    id: bytes(id),
    version,
    seq,
    n: 0,
    epoch: 1,
    keyset: bytes(1),
    dek: bytes(2, seq & 255),
    digest: bytes(3),
    body: bytes(0, 255, id, version & 255),
    ...more,
  };
}

export function personOf(person: string, seq = 0, more: Partial<Row<'person'>> = {}): Row<'person'> {
  return { person, incarnation: 'first', epoch: 1, certificate: bytes(), seq, head: bytes(9), signature: bytes(8), ...more };
}

export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

export async function every<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** Plain rows whatever class the engine's bytes have. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, cell) =>
      cell?.type === 'Buffer'
        ? Buffer.from(cell.data).toString('hex')
        : cell instanceof Uint8Array
          ? Buffer.from(cell).toString('hex')
          : cell,
    ),
  );

export async function* stream<T>(rows: readonly T[]): AsyncIterable<T> {
  yield* rows;
}
