/**
 * The messages of a FIT file (Garmin's Flexible and Interoperable Data Transfer, developer.garmin.com/fit/protocol), decoded
 * without a profile: numbers of messages and fields stay numbers. Developer fields are passed over by their size.
 */
export interface FitMessage {
  /** Global message number. */
  readonly number: number;
  /** Numbers by field number; fields that say "invalid", texts and lists are left out. */
  readonly fields: ReadonlyMap<number, number>;
  /** Seconds since 1970 UTC, from field 253 or the header of the record. */
  readonly time?: number;
}

/** Where the bytes stop making sense: what came before is whole. */
export class BrokenFit extends Error {}

/** 31 December 1989, in seconds since 1970. */
const EPOCH = 631_065_600;
const TIMESTAMP = 253;

interface Field {
  readonly number: number;
  readonly size: number;
  readonly base: number;
}

interface Definition {
  readonly number: number;
  readonly isLittle: boolean;
  readonly fields: readonly Field[];
  /** Bytes of all developer fields. */
  readonly extra: number;
}

export const isFit = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 && (bytes[0] === 12 || bytes[0] === 14) && String.fromCharCode(...bytes.subarray(8, 12)) === '.FIT';

/** All messages of a file, and of the files chained behind it. Throws BrokenFit where it is cut short or makes no sense. */
export function* messagesIn(bytes: Uint8Array): Iterable<FitMessage> {
  let at = 0;
  while (at < bytes.length) {
    const file = bytes.subarray(at);
    if (!isFit(file)) throw new BrokenFit('This is no FIT file.');
    const view = new DataView(file.buffer, file.byteOffset, file.length);
    const header = view.getUint8(0);
    const size = view.getUint32(4, true);
    if (header + size > file.length) throw new BrokenFit('The file is cut short.');
    yield* new Decoder(view, header, header + size).messages();
    if (header + size + 2 <= file.length && crcOf(file.subarray(0, header + size)) !== view.getUint16(header + size, true))
      throw new BrokenFit('The checksum does not fit: the file was changed or damaged.');
    at += header + size + 2;
  }
}

class Decoder {
  readonly #view: DataView;
  readonly #definitions = new Map<number, Definition>();
  readonly #end: number;
  #at: number;
  #time = 0;

  constructor(view: DataView, from: number, end: number) {
    this.#view = view;
    this.#at = from;
    this.#end = end;
  }

  *messages(): Iterable<FitMessage> {
    while (this.#at < this.#end) {
      const header = this.#byte();
      if (header & 0x80) yield this.#data((header >> 5) & 3, header & 0x1f);
      else if (header & 0x40) this.#define(header & 0x0f, (header & 0x20) !== 0);
      else yield this.#data(header & 0x0f);
    }
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new BrokenFit('The file is cut short.');
    return this.#view.getUint8(this.#at++);
  }

  #define(local: number, hasExtra: boolean): void {
    this.#byte();
    const isLittle = this.#byte() === 0;
    const [low, high] = [this.#byte(), this.#byte()];
    const number = isLittle ? low | (high << 8) : (low << 8) | high;
    const fields = Array.from({ length: this.#byte() }, () => ({ number: this.#byte(), size: this.#byte(), base: this.#byte() }));
    let extra = 0;
    if (hasExtra)
      for (let n = this.#byte(); n > 0; n--) {
        this.#byte();
        extra += this.#byte();
        this.#byte();
      }
    this.#definitions.set(local, { number, isLittle, fields, extra });
  }

  #data(local: number, offset?: number): FitMessage {
    const definition = this.#definitions.get(local);
    if (!definition) throw new BrokenFit('A record has no definition before it.');
    const fields = new Map<number, number>();
    for (const { number, size, base } of definition.fields) {
      if (this.#at + size > this.#end) throw new BrokenFit('The file is cut short.');
      const value = valueAt(this.#view, this.#at, size, base, definition.isLittle);
      if (value !== undefined) fields.set(number, value);
      this.#at += size;
    }
    this.#at += definition.extra;
    if (this.#at > this.#end) throw new BrokenFit('The file is cut short.');
    const told = fields.get(TIMESTAMP);
    if (told !== undefined) this.#time = told;
    // The five lowest bits of the time, rolled over where they are less than the last.
    else if (offset !== undefined) this.#time += (offset - (this.#time & 0x1f)) & 0x1f;
    const hasTime = told !== undefined || offset !== undefined;
    return { number: definition.number, fields, ...(hasTime && this.#time > 0x1000_0000 && { time: this.#time + EPOCH }) };
  }
}

/** Base types by their number: size, sign, and the value that means "none". */
const BASES: Readonly<
  Record<number, readonly [size: number, read: (view: DataView, at: number, little: boolean) => number, none: number]>
> = {
  0x00: [1, (view, at) => view.getUint8(at), 0xff],
  0x01: [1, (view, at) => view.getInt8(at), 0x7f],
  0x02: [1, (view, at) => view.getUint8(at), 0xff],
  0x83: [2, (view, at, little) => view.getInt16(at, little), 0x7fff],
  0x84: [2, (view, at, little) => view.getUint16(at, little), 0xffff],
  0x85: [4, (view, at, little) => view.getInt32(at, little), 0x7fff_ffff],
  0x86: [4, (view, at, little) => view.getUint32(at, little), 0xffff_ffff],
  0x88: [4, (view, at, little) => view.getFloat32(at, little), Number.NaN],
  0x89: [8, (view, at, little) => view.getFloat64(at, little), Number.NaN],
  0x0a: [1, (view, at) => view.getUint8(at), 0],
  0x8b: [2, (view, at, little) => view.getUint16(at, little), 0],
  0x8c: [4, (view, at, little) => view.getUint32(at, little), 0],
};

function valueAt(view: DataView, at: number, size: number, base: number, isLittle: boolean): number | undefined {
  const kind = BASES[base];
  if (!kind || kind[0] !== size) return undefined;
  const value = kind[1](view, at, isLittle);
  return value === kind[2] || Number.isNaN(value) ? undefined : value;
}

const NIBBLES = [
  0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01, 0x8801, 0x4400,
];

function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc = ((crc >> 4) & 0x0fff) ^ (NIBBLES[crc & 0xf] as number) ^ (NIBBLES[byte & 0xf] as number);
    crc = ((crc >> 4) & 0x0fff) ^ (NIBBLES[crc & 0xf] as number) ^ (NIBBLES[byte >> 4] as number);
  }
  return crc;
}
