import { isUtf8 } from 'node:buffer';
import { text, utf8 } from '@satchel/vault';
import type { SnapshotRow } from '@satchel/record';

/** How every backup begins; the number is the format's. */
export const MAGIC = 'SATCHEL-BACKUP 1\n';

/**
 * How a row stands in a backup (docs/formats/backup.md): a frame is its length (u32, big-endian) and then fields, each
 * its kind (one byte), its length (u32) and its bytes. The first field is the table; then come names and values in turn.
 */
const Kind = { nothing: 0, integer: 1, text: 2, bytes: 3 } as const;
type Cell = SnapshotRow['row'][string];

export function frameOf({ table, row }: SnapshotRow): Uint8Array {
  const fields = [fieldOf(table), ...Object.entries(row).flatMap(([name, value]) => [fieldOf(name), fieldOf(value)])];
  return framed(Buffer.concat(fields));
}

export function framed(content: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function fieldOf(value: Cell): Uint8Array {
  const [kind, content] =
    value === null
      ? ([Kind.nothing, new Uint8Array(0)] as const)
      : typeof value === 'number'
        ? ([Kind.integer, integer(value)] as const)
        : typeof value === 'string'
          ? ([Kind.text, utf8(value)] as const)
          : ([Kind.bytes, value] as const);
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

function integer(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

/** Undefined when the frame is not one of a row. */
export function rowIn(frame: Uint8Array): SnapshotRow | undefined {
  const cells = cellsIn(frame);
  const [table, ...rest] = cells ?? [];
  if (typeof table !== 'string' || rest.length % 2 !== 0) return undefined;
  const row: Record<string, Cell> = {};
  for (let at = 0; at < rest.length; at += 2) {
    const name = rest[at];
    if (typeof name !== 'string') return undefined;
    row[name] = rest[at + 1] as Cell;
  }
  return { table: table as SnapshotRow['table'], row };
}

function cellsIn(frame: Uint8Array): Cell[] | undefined {
  const view = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  const cells: Cell[] = [];
  for (let at = 0; at < view.length;) {
    if (at + 5 > view.length) return undefined;
    const kind = view.readUInt8(at);
    const end = at + 5 + view.readUInt32BE(at + 1);
    const content = new Uint8Array(view.subarray(at + 5, end));
    if (end > view.length || (kind === Kind.integer && content.length !== 8)) return undefined;
    if (kind === Kind.nothing) cells.push(null);
    else if (kind === Kind.integer) cells.push(Number(view.readBigInt64BE(at + 5)));
    else if (kind === Kind.text && isUtf8(content)) cells.push(text(content));
    else if (kind === Kind.bytes) cells.push(content);
    else return undefined;
    at = end;
  }
  return cells;
}
