/**
 * Cuts a stream of JSON into the values that are worth holding: each top-level value (NDJSON is a row of them), and
 * each entry of a Bundle by itself, so that a Bundle of any size is never held whole. Only brackets and strings are
 * followed here; whether a value is good JSON is for whoever parses it.
 */
export type Cut =
  | { readonly kind: 'value'; readonly bytes: Uint8Array; readonly line: number }
  | { readonly kind: 'entry'; readonly bytes: Uint8Array; readonly index: number; readonly line: number }
  /** A Bundle without its entries. */
  | { readonly kind: 'shell'; readonly bytes: Uint8Array; readonly line: number }
  | { readonly kind: 'too-long'; readonly index?: number; readonly line: number; readonly size: number }
  /** `start` is how it begins, so that its type can be told. */
  | {
      readonly kind: 'broken';
      readonly line: number;
      readonly why: 'ends-inside' | 'newline-in-string' | 'stray';
      readonly start?: Uint8Array;
    };

/** No single resource is longer than this. */
export const VALUE_LIMIT = 32 * 1024 * 1024;

const QUOTE = 0x22,
  BACKSLASH = 0x5c,
  OPEN = 0x7b,
  CLOSE = 0x7d,
  OPEN_LIST = 0x5b,
  CLOSE_LIST = 0x5d,
  NEWLINE = 0x0a;
const isSpace = (byte: number) => byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09 || byte === 0x2c;
const BUNDLE = /"resourceType"\s*:\s*"Bundle"/;

export async function* cutValues(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Cut> {
  const cutter = new Cutter();
  for await (const chunk of bytes) {
    cutter.push(chunk);
    yield* cutter.take();
  }
  cutter.end();
  yield* cutter.take();
}

class Cutter {
  #cuts: Cut[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  #line = 1;
  /** Bytes of the value under way that are kept: the whole, or the shell of a Bundle. */
  #kept: Uint8Array[] = [];
  #keptSize = 0;
  #startLine = 1;
  /** Top-level list of resources instead of a Bundle. */
  #inList = false;
  /** Depth at which entries stand, while inside a Bundle's `entry` list. */
  #entryDepth = 0;
  #entry: Uint8Array[] | undefined;
  #entrySize = 0;
  #entryLine = 1;
  #index = 0;
  #lineMode = false;
  #valuesSeen = 0;
  /** A byte order mark, or anything else that cannot begin JSON, is told once. */
  #strayTold = false;

  take(): Cut[] {
    const cuts = this.#cuts;
    this.#cuts = [];
    return cuts;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        else if (byte === NEWLINE) {
          this.#line += 1;
          this.#giveUp('newline-in-string', chunk.subarray(from, at));
          from = at + 1;
        }
        continue;
      }
      if (byte === NEWLINE) {
        this.#line += 1;
        if (this.#lineMode && this.#depth > 0) {
          this.#giveUp('ends-inside', chunk.subarray(from, at), this.#line - 1);
          from = at + 1;
        }
        continue;
      }
      if (this.#depth === 0 && !this.#startsValue(byte, chunk, at)) continue;
      if (this.#depth === 0) from = at;
      if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN || byte === OPEN_LIST) from = this.#opened(chunk, from, at, byte);
      else if (byte === CLOSE || byte === CLOSE_LIST) from = this.#closed(chunk, from, at);
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(from));
  }

  end(): void {
    if (this.#depth > 0) this.#giveUp('ends-inside', new Uint8Array(0), this.#line);
  }

  #startsValue(byte: number, chunk: Uint8Array, at: number): boolean {
    if (isSpace(byte) || (byte === CLOSE_LIST && this.#inList)) return false;
    if (byte === OPEN) return true;
    if (byte === OPEN_LIST && this.#valuesSeen === 0 && !this.#inList) {
      this.#inList = true;
      return false;
    }
    const isMark = at < 3 && (chunk[0] === 0xef || byte === 0xef || byte === 0xbb || byte === 0xbf) && this.#valuesSeen === 0;
    if (!isMark && !this.#strayTold) {
      this.#strayTold = true;
      this.#cuts.push({ kind: 'broken', line: this.#line, why: 'stray' });
    }
    return false;
  }

  #opened(chunk: Uint8Array, from: number, at: number, byte: number): number {
    this.#depth += 1;
    if (this.#depth === 1) {
      this.#startLine = this.#line;
      this.#index = 0;
      return at;
    }
    if (this.#entryDepth === 0 && this.#depth === 2 && byte === OPEN_LIST && this.#isEntryList(chunk.subarray(from, at))) {
      this.#keep(chunk.subarray(from, at + 1));
      this.#entryDepth = 3;
      return at + 1;
    }
    if (this.#depth === this.#entryDepth) {
      this.#entry = [];
      this.#entrySize = 0;
      this.#entryLine = this.#line;
      return at;
    }
    return from;
  }

  /** Is the list that opens here the `entry` of an object that has said it is a Bundle? */
  #isEntryList(recent: Uint8Array): boolean {
    if (this.#keptSize + recent.length > 1024 * 1024) return false;
    const shell = Buffer.concat([...this.#kept, recent]).toString('utf8');
    return /"entry"\s*:\s*$/.test(shell) && BUNDLE.test(shell);
  }

  #closed(chunk: Uint8Array, from: number, at: number): number {
    this.#depth -= 1;
    if (this.#entry && this.#depth === this.#entryDepth - 1) {
      this.#keep(chunk.subarray(from, at + 1));
      const entry = this.#entry;
      this.#entry = undefined;
      this.#cuts.push(
        this.#entrySize > VALUE_LIMIT
          ? { kind: 'too-long', index: this.#index, line: this.#entryLine, size: this.#entrySize }
          : { kind: 'entry', bytes: Buffer.concat(entry), index: this.#index, line: this.#entryLine },
      );
      this.#index += 1;
      return at + 1;
    }
    if (this.#entryDepth > 0 && this.#depth === 1) {
      this.#entryDepth = 0;
      return at;
    }
    if (this.#depth > 0) return from;
    this.#keep(chunk.subarray(from, at + 1));
    this.#finishValue();
    return at + 1;
  }

  #finishValue(): void {
    const bytes = this.#keptSize > VALUE_LIMIT ? undefined : Buffer.concat(this.#kept);
    const isShell = this.#index > 0 || (bytes !== undefined && this.#keptSize < 4096 && BUNDLE.test(bytes.toString('utf8')));
    this.#cuts.push(
      bytes === undefined
        ? { kind: 'too-long', line: this.#startLine, size: this.#keptSize }
        : { kind: isShell ? 'shell' : 'value', bytes, line: this.#startLine },
    );
    this.#valuesSeen += 1;
    if (this.#valuesSeen === 1 && !this.#inList) this.#lineMode = this.#line === this.#startLine;
    this.#reset();
  }

  #giveUp(why: 'ends-inside' | 'newline-in-string', recent: Uint8Array, line = this.#startLine): void {
    const start = Buffer.concat([...(this.#entry ?? this.#kept).slice(0, 1), recent]).subarray(0, 512);
    this.#cuts.push({ kind: 'broken', line: this.#lineMode || this.#valuesSeen === 0 ? this.#startLine : line, why, start });
    this.#valuesSeen += 1;
    this.#reset();
  }

  #reset(): void {
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#kept = [];
    this.#keptSize = 0;
    this.#entryDepth = 0;
    this.#entry = undefined;
    this.#index = 0;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#entry) {
      this.#entrySize += bytes.length;
      if (this.#entrySize <= VALUE_LIMIT) this.#entry.push(bytes);
    } else if (this.#entryDepth === 0 || this.#depth < 2) {
      this.#keptSize += bytes.length;
      if (this.#keptSize <= VALUE_LIMIT) this.#kept.push(bytes);
    }
  }
}
