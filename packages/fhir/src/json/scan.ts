/**
 * One strict pass over JSON text (RFC 8259) that builds nothing. It finds what `JSON.parse` would
 * pass over in silence (duplicate names, lost digits, lone surrogates) or answer with a crash or a
 * snippet of somebody's health data (depth, syntax).
 */

/** Names and indexes from the root to a value. */
export type Path = readonly (string | number)[];

/** Something worth telling that does not stop the reading. */
export interface Oddity {
  readonly kind: 'duplicate-name' | 'unsafe-name' | 'lone-surrogate' | 'null-character';
  readonly at: number;
  readonly path: Path;
}

/** A number whose text JavaScript would not write back. */
export interface ExactNumber {
  readonly path: Path;
  readonly text: string;
}

/** Why reading stopped, at which character. The reason holds nothing of the text. */
export class JsonFault extends Error {
  readonly at: number;
  readonly kind: 'invalid' | 'value' | 'too-costly';
  constructor(reason: string, at: number, kind: JsonFault['kind'] = 'invalid') {
    super(reason);
    this.at = at;
    this.kind = kind;
  }
}

const QUOTE = 34,
  COMMA = 44,
  MINUS = 45,
  DOT = 46,
  ZERO = 48,
  NINE = 57,
  COLON = 58;
const OPEN_ARRAY = 91,
  BACKSLASH = 92,
  CLOSE_ARRAY = 93,
  OPEN_OBJECT = 123,
  CLOSE_OBJECT = 125;

/** Up to this many names in one object are compared one by one; beyond, a `Set` is faster. */
const FEW_NAMES = 24;

/** 15 significant digits always survive a double (IEEE 754). */
const SAFE_DIGITS = 15;

/** FNV-1a, 32 bits. */
const FNV_OFFSET = 0x811c9dc5,
  FNV_PRIME = 0x01000193;

function hashOf(name: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), FNV_PRIME);
  return hash;
}

/** Names that reach a prototype when code copies or looks up members carelessly. */
const UNSAFE_NAMES = ['__proto__', 'constructor'];
const UNSAFE_HASHES = UNSAFE_NAMES.map(hashOf);

/** More oddities than this and the text is refused: listing them helps nobody and costs time. */
const MAX_ODDITIES = 50;

export class Scanner {
  readonly oddities: Oddity[] = [];
  exact: ExactNumber[] = [];
  private at: number;
  private depth = 0;
  /** Where the name of each open object's current member begins; for an array, `-1 - index`. */
  private readonly steps: number[] = [];
  /** Hash and start of each name in the open objects, innermost last. */
  private readonly hashes: number[] = [];
  private readonly starts: number[] = [];
  private readonly text: string;
  private readonly maxDepth: number;
  private readonly wellFormed: boolean;

  constructor(text: string, start: number, maxDepth: number) {
    this.text = text;
    this.at = start;
    this.maxDepth = maxDepth;
    this.wellFormed = text.isWellFormed();
  }

  /** Reads the one value of the text. @throws {JsonFault} */
  scan(): void {
    this.space();
    this.value();
    this.space();
    if (this.at < this.text.length) this.fail('Text follows the end of the JSON value');
  }

  private fail(reason: string, at = this.at): never {
    throw new JsonFault(at >= this.text.length ? 'The JSON text ends too early' : reason, at);
  }

  private space(): number {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c;
      this.at++;
    }
  }

  private value(): void {
    const c = this.text.charCodeAt(this.at);
    if (c === QUOTE) this.string();
    else if (c === OPEN_OBJECT) this.object();
    else if (c === OPEN_ARRAY) this.array();
    else if (c === MINUS || (c >= ZERO && c <= NINE)) this.number();
    else this.word();
  }

  private word(): void {
    const word = ['true', 'false', 'null'].find((each) => this.text.startsWith(each, this.at));
    if (word === undefined) this.fail('A value was expected here');
    this.at += word.length;
  }

  private enter(): void {
    if (++this.depth > this.maxDepth) {
      throw new JsonFault(`The JSON is nested deeper than ${this.maxDepth} levels`, this.at, 'too-costly');
    }
    this.at++;
  }

  private array(): void {
    this.enter();
    if (this.space() === CLOSE_ARRAY) return this.leave();
    const { steps } = this;
    steps.push(0);
    for (;;) {
      steps[steps.length - 1]!--;
      this.space();
      this.value();
      const c = this.space();
      if (c === CLOSE_ARRAY) break;
      if (c !== COMMA) this.fail('A comma or a closing bracket was expected here');
      this.at++;
    }
    steps.pop();
    this.leave();
  }

  private leave(): void {
    this.depth--;
    this.at++;
  }

  private object(): void {
    this.enter();
    if (this.space() === CLOSE_OBJECT) return this.leave();
    const { steps, hashes, starts } = this;
    const base = hashes.length;
    let names: Set<string> | undefined;
    steps.push(0);
    for (;;) {
      names = this.name(base, names);
      if (this.space() !== COLON) this.fail('A colon was expected here');
      this.at++;
      this.space();
      this.value();
      const c = this.space();
      if (c === CLOSE_OBJECT) break;
      if (c !== COMMA) this.fail('A comma or a closing brace was expected here');
      this.at++;
    }
    hashes.length = base;
    starts.length = base;
    steps.pop();
    this.leave();
  }

  /** Reads one name; compares it with those of the same object, which start at `base`. */
  private name(base: number, names: Set<string> | undefined): Set<string> | undefined {
    if (this.space() !== QUOTE) this.fail('A name in double quotes was expected here');
    const { hashes, starts } = this;
    const start = this.at;
    this.steps[this.steps.length - 1] = start;
    const hash = this.nameHash();
    let seen = names;
    if (seen === undefined && hashes.length - base === FEW_NAMES) seen = this.namesSince(base);
    if (seen !== undefined) this.noteIfSeen(seen, start);
    else if (hashes.indexOf(hash, base) >= 0) this.noteIfSeen(this.namesSince(base), start);
    hashes.push(hash);
    starts.push(start);
    return seen;
  }

  private noteIfSeen(seen: Set<string>, start: number): void {
    const name = this.stringAt(start);
    if (seen.has(name)) this.noteDuplicate(start);
    seen.add(name);
  }

  private namesSince(base: number): Set<string> {
    return new Set(this.starts.slice(base).map((start) => this.stringAt(start)));
  }

  /** Of two members with one name the last counts (as in `JSON.parse`), so digits of the first go. */
  private noteDuplicate(at: number): void {
    const path = this.note('duplicate-name', at);
    this.exact = this.exact.filter((number) => path.some((step, i) => number.path[i] !== step));
  }

  /** Reads a name; returns its hash. */
  private nameHash(): number {
    const { text, at: start } = this;
    let hash = FNV_OFFSET;
    let i = start + 1;
    let isPlain = this.wellFormed;
    for (let c = text.charCodeAt(i); c !== QUOTE && isPlain; c = text.charCodeAt(++i)) {
      isPlain = c >= 32 && c !== BACKSLASH;
      hash = Math.imul(hash ^ c, FNV_PRIME);
    }
    if (isPlain) {
      this.at = i + 1;
    } else {
      this.string();
      hash = hashOf(this.stringAt(start));
    }
    if (UNSAFE_HASHES.includes(hash) && UNSAFE_NAMES.includes(this.stringAt(start))) {
      this.note('unsafe-name', start);
    }
    return hash;
  }

  private string(): void {
    const { text, at: start } = this;
    let i = start + 1;
    let unicodeEscape = false;
    for (; ; i++) {
      const c = text.charCodeAt(i);
      if (c > BACKSLASH) continue;
      if (c === QUOTE) break;
      if (c === BACKSLASH) {
        if (text.charCodeAt(i + 1) === 117) unicodeEscape = true;
        i = this.escape(i);
      } else if (!(c >= 32)) {
        this.fail('A control character or the end of the text stands inside a string', i);
      }
    }
    this.at = i + 1;
    if (unicodeEscape || !this.wellFormed) this.checkCharacters(start);
  }

  /** Checks the escape at `i`; returns the index of its last character. */
  private escape(i: number): number {
    const { text } = this;
    if ('"\\/bfnrt'.includes(text.charAt(i + 1)) && i + 1 < text.length) return i + 1;
    if (/^u[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 6))) return i + 5;
    return this.fail('A backslash is followed by something that is not an escape', i);
  }

  private checkCharacters(at: number): void {
    const value = this.stringAt(at);
    if (!value.isWellFormed()) this.note('lone-surrogate', at);
    if (value.includes('\0')) this.note('null-character', at);
  }

  private note(kind: Oddity['kind'], at: number): Path {
    if (this.oddities.length === MAX_ODDITIES) {
      throw new JsonFault(`The JSON has more than ${MAX_ODDITIES} faults`, at, 'too-costly');
    }
    const path = this.path();
    this.oddities.push({ kind, at, path });
    return path;
  }

  private digits(from: number): number {
    let i = from;
    for (let c = this.text.charCodeAt(i); c >= ZERO && c <= NINE; c = this.text.charCodeAt(++i));
    if (i === from) this.fail('A digit was expected here', i);
    return i;
  }

  private number(): void {
    const { text, at: start } = this;
    const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
    let end = text.charCodeAt(first) === ZERO ? first + 1 : this.digits(first);
    let canonical = first === start || text.charCodeAt(first) !== ZERO;
    if (text.charCodeAt(end) === DOT) {
      const fraction = end + 1;
      end = this.digits(fraction);
      // A zero right after the point may begin 0.0000001, which JavaScript writes as 1e-7.
      canonical &&= text.charCodeAt(end - 1) !== ZERO && text.charCodeAt(fraction) !== ZERO;
    }
    if ((text.charCodeAt(end) | 32) === 101) {
      canonical = false;
      const sign = text.charCodeAt(end + 1);
      end = this.digits(sign === MINUS || sign === 43 ? end + 2 : end + 1);
    }
    this.at = end;
    if (!canonical || end - start > SAFE_DIGITS) this.keepDigits(text.slice(start, end), start);
  }

  private keepDigits(digits: string, at: number): void {
    const value = Number(digits);
    if (!Number.isFinite(value)) {
      throw new JsonFault('A number is outside the range that can be kept', at, 'value');
    }
    if (String(value) !== digits) this.exact.push({ path: this.path(), text: digits });
  }

  /** The string whose opening quote is at `start`, and which was scanned before. */
  private stringAt(start: number): string {
    let end = start + 1;
    for (let c = this.text.charCodeAt(end); c !== QUOTE; c = this.text.charCodeAt(++end)) {
      if (c === BACKSLASH) end++;
    }
    return JSON.parse(this.text.slice(start, end + 1)) as string;
  }

  private path(): Path {
    return this.steps.map((step) => (step < 0 ? -1 - step : this.stringAt(step)));
  }
}
