import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { type Bytes, text, utf8 } from '@satchel/vault';
import { emptySamples } from './samples.ts';
import type { Samples, SeriesSource } from './series.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/** What one month of one series holds, as it is sealed (docs/security/vault-format.md §18). */
export interface Chunk {
  /** Id of the row that names it: two months with the same samples are two chunks. */
  readonly row: string;
  readonly sources: readonly ChunkSource[];
  readonly samples: Samples;
}

export interface ChunkSource extends SeriesSource {
  /** Its samples do not count, for this reason. */
  readonly withdrawn?: string;
}

const FORMAT = 1;
const COLUMNS = ['start', 'duration', 'offset', 'value', 'source'] as const;
/** Values with more decimals than this are kept as floating point. */
const DECIMALS = 9;
const EXACT = Number.MAX_SAFE_INTEGER / 4;

export function encodeChunk({ row, sources, samples }: Chunk): Bytes {
  const tick = tickOf(samples);
  const decimals = decimalsOf(samples.value);
  const columns = {
    start: deltas(samples.start, tick),
    duration: whole(samples.duration, tick),
    offset: deltas(samples.offset, 1),
    value: decimals === undefined ? floats(samples.value) : scaled(samples.value, decimals),
    source: whole(samples.source, 1),
  };
  const head = {
    format: FORMAT,
    row,
    count: samples.start.length,
    tick,
    ...(decimals !== undefined && { decimals }),
    sources,
    columns: COLUMNS.map((name) => columns[name].length),
  };
  const parts = [utf8(`${JSON.stringify(head)}\n`), ...COLUMNS.map((name) => columns[name])];
  return new Uint8Array(Buffer.concat(parts));
}

/** Undefined for bytes that are no chunk of this format. */
export function decodeChunk(bytes: Bytes): Chunk | undefined {
  const cut = bytes.indexOf(0x0a);
  const head = cut < 0 ? undefined : headIn(bytes.subarray(0, cut));
  if (!head) return undefined;
  const samples = emptySamples(head.count);
  const columns: Uint8Array[] = [];
  let at = cut + 1;
  for (const length of head.columns) columns.push(bytes.subarray(at, (at += length)));
  const [start, duration, offset, value, source] = columns;
  if (at !== bytes.length || !start || !duration || !offset || !value || !source) return undefined;
  try {
    sum(start, samples.start, head.tick);
    each(duration, samples.duration, head.tick);
    sum(offset, samples.offset, 1);
    if (head.decimals === undefined) fromFloats(value, samples.value);
    else sum(value, samples.value, 1, 10 ** head.decimals);
    each(source, samples.source, 1);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return { row: head.row, sources: head.sources, samples };
}

interface Head {
  readonly row: string;
  readonly count: number;
  readonly tick: number;
  readonly decimals?: number;
  readonly sources: readonly ChunkSource[];
  readonly columns: readonly number[];
}

function headIn(bytes: Uint8Array): Head | undefined {
  try {
    const head = JSON.parse(text(new Uint8Array(bytes))) as JsonObject | null;
    if (!isJsonObject(head ?? undefined) || head?.['format'] !== FORMAT || !Array.isArray(head['columns'])) return undefined;
    return head as unknown as Head;
  } catch {
    return undefined;
  }
}

/** Whole seconds where all times are; else milliseconds. */
function tickOf({ start, duration }: Samples): number {
  for (let at = 0; at < start.length; at++) if ((start[at] as number) % 1000 || (duration[at] as number) % 1000) return 1;
  return 1000;
}

/** As few decimals as give every value back exactly; undefined where none do. */
function decimalsOf(values: Float64Array): number | undefined {
  let decimals = 0;
  for (const value of values) {
    while (decimals <= DECIMALS && !isExact(value, 10 ** decimals)) decimals += 1;
    if (decimals > DECIMALS) return undefined;
  }
  return decimals;
}

function isExact(value: number, scale: number): boolean {
  const whole = Math.round(value * scale);
  return Math.abs(whole) < EXACT && whole / scale === value && !Object.is(value, -0);
}

type Column = Float64Array | Int16Array | Uint16Array;

/** Differences from one to the next, the first from 0. */
function deltas(values: Column, tick: number): Uint8Array {
  const writer = new VarintWriter();
  let before = 0;
  for (const value of values) {
    const now = value / tick;
    writer.putSigned(now - before);
    before = now;
  }
  return writer.bytes();
}

function scaled(values: Float64Array, decimals: number): Uint8Array {
  const scale = 10 ** decimals;
  return deltas(
    values.map((value) => Math.round(value * scale)),
    1,
  );
}

function whole(values: Column, tick: number): Uint8Array {
  const writer = new VarintWriter();
  for (const value of values) writer.put(value / tick);
  return writer.bytes();
}

/** IEEE 754, 64 bits, lowest byte first. */
function floats(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let at = 0; at < values.length; at++) view.setFloat64(at * 8, values[at] as number, true);
  return new Uint8Array(view.buffer);
}

function sum(bytes: Uint8Array, into: Column, tick: number, scale = 1): void {
  const reader = new VarintReader(bytes);
  let now = 0;
  for (let at = 0; at < into.length; at++) {
    now += reader.takeSigned();
    into[at] = scale === 1 ? now * tick : now / scale;
  }
}

function each(bytes: Uint8Array, into: Column, tick: number): void {
  const reader = new VarintReader(bytes);
  for (let at = 0; at < into.length; at++) into[at] = reader.take() * tick;
}

function fromFloats(bytes: Uint8Array, into: Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < into.length; at++) into[at] = view.getFloat64(at * 8, true);
}
