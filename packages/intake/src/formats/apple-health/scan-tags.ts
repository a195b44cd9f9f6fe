/**
 * The tags of an XML text with their attributes, as bytes stream in; nothing else. Comments, processing instructions, CDATA,
 * text and the document type with all it declares are passed over, no entity is looked up, nothing is fetched. What is
 * not well-formed is passed over to the next tag and counted: real exports have stray bytes and broken declarations.
 *
 * Several times as fast as a general parser, because nothing is built that nobody asks for: bytes stay one byte a
 * character, and only the attributes that are asked for become strings.
 */
export interface Tags {
  /** A tag opens; it is valid during this call only. */
  open(tag: Tag): void;
  /** It closes, at once when it was empty. */
  close(name: string): void;
}

/** No tag is longer: an attribute that never ends must not fill the memory. */
const LONGEST = 4 * 1024 * 1024;

const STRETCH = 32 * 1024;

const SPACE = 32;
const isSpace = (code: number): boolean => code === SPACE || code === 10 || code === 13 || code === 9;

export class Tag {
  name = '';
  isEmpty = false;
  #text = '';
  readonly #nameAt: number[] = [];
  readonly #nameEnd: number[] = [];
  readonly #valueAt: number[] = [];
  readonly #valueEnd: number[] = [];
  #count = 0;
  /** Attributes come in the order in which they are asked for, nearly always. */
  #next = 0;

  /** An attribute's value, decoded; undefined where there is none of that name. */
  get(name: string): string | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : decoded(this.#text.slice(this.#valueAt[at], this.#valueEnd[at]));
  }

  /** The same without decoding: for what has neither entities nor letters beyond ASCII, or is only compared. */
  raw(name: string): string | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.#text.slice(this.#valueAt[at], this.#valueEnd[at]);
  }

  /** Names of all attributes, in order. */
  names(): string[] {
    return Array.from({ length: this.#count }, (_, at) => this.#text.slice(this.#nameAt[at], this.#nameEnd[at]));
  }

  begin(text: string, name: string): void {
    this.#text = text;
    this.name = name;
    this.#count = 0;
    this.#next = 0;
    this.isEmpty = false;
  }

  attribute(nameAt: number, nameEnd: number, valueAt: number, valueEnd: number): void {
    const at = this.#count++;
    this.#nameAt[at] = nameAt;
    this.#nameEnd[at] = nameEnd;
    this.#valueAt[at] = valueAt;
    this.#valueEnd[at] = valueEnd;
  }

  #find(name: string): number {
    for (let n = 0, at = this.#next; n < this.#count; n++, at++) {
      if (at >= this.#count) at = 0;
      const from = this.#nameAt[at] as number;
      if ((this.#nameEnd[at] as number) - from !== name.length || !this.#text.startsWith(name, from)) continue;
      this.#next = at + 1;
      return at;
    }
    return -1;
  }
}

export class TagScanner {
  readonly #tags: Tags;
  readonly #tag = new Tag();
  #rest = '';
  /** What is being passed over, until its end. */
  #until = '';
  /** Inside `<!DOCTYPE`: brackets open, and the quote that is open. */
  #brackets = -1;
  #quote = '';
  /** Dashes met last inside a comment there. */
  #dashes = 0;
  /** Places that were not well-formed. */
  broken = 0;

  constructor(tags: Tags) {
    this.#tags = tags;
  }

  push(bytes: Uint8Array): void {
    // Short texts stay in the part of the memory that is cleared cheaply.
    for (let from = 0; from < bytes.length; from += STRETCH) this.#take(bytes.subarray(from, from + STRETCH));
  }

  #take(bytes: Uint8Array): void {
    const more = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const text = this.#rest ? this.#rest + more : more;
    const at = this.#scan(text);
    if (text.length - at <= LONGEST) this.#rest = text.slice(at);
    else {
      this.broken += 1;
      this.#rest = '';
    }
  }

  end(): void {
    if (this.#rest.trim() !== '' || this.#until !== '' || this.#brackets >= 0) this.broken += 1;
  }

  /** How far it came: what follows needs more bytes. */
  #scan(text: string): number {
    let at = 0;
    for (;;) {
      if (this.#brackets >= 0) {
        at = this.#passDoctype(text, at);
        if (this.#brackets >= 0) return at;
      } else if (this.#until !== '') {
        const end = text.indexOf(this.#until, at);
        if (end < 0) return Math.max(at, text.length - this.#until.length + 1);
        at = end + this.#until.length;
        this.#until = '';
      }
      if (at >= text.length) return at;
      const open = text.indexOf('<', at);
      if (open < 0) return text.length;
      const next = this.#markup(text, open);
      if (next < 0) return open;
      at = next;
    }
  }

  /** The place after what begins with `<` here; -1 when its end has not come yet. */
  #markup(text: string, open: number): number {
    const code = text.charCodeAt(open + 1);
    if (code === 33 /* ! */) return this.#declaration(text, open);
    if (code === 63 /* ? */) {
      this.#until = '?>';
      return open + 2;
    }
    if (code === 47 /* / */) {
      const end = text.indexOf('>', open);
      if (end < 0) return -1;
      this.#tags.close(text.slice(open + 2, end).trimEnd());
      return end + 1;
    }
    if (Number.isNaN(code)) return -1;
    if (!isNameStart(code)) {
      this.broken += 1;
      return open + 1;
    }
    return this.#element(text, open);
  }

  #declaration(text: string, open: number): number {
    const start = text.slice(open, open + 9);
    if (start.startsWith('<!--')) this.#until = '-->';
    else if (start === '<![CDATA[') this.#until = ']]>';
    else if (start === '<!DOCTYPE') this.#brackets = 0;
    else if ('<!DOCTYPE'.startsWith(start) || '<![CDATA['.startsWith(start) || '<!--'.startsWith(start)) return -1;
    else {
      this.broken += 1;
      return open + 2;
    }
    return open + (start.startsWith('<!--') ? 4 : 9);
  }

  /** Its internal subset may hold quoted `>`, comments and brackets. */
  #passDoctype(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const char = text[at] as string;
      if (this.#quote === '-->') {
        if (char === '>' && this.#dashes >= 2) this.#quote = '';
        this.#dashes = char === '-' ? this.#dashes + 1 : 0;
      } else if (this.#quote !== '') {
        if (char === this.#quote) this.#quote = '';
      } else if (char === '<') {
        if (at + 4 > text.length) return at;
        if (isNameStart(text.charCodeAt(at + 1))) {
          // No declaration begins so: the subset was never closed, and this is the root.
          this.broken += 1;
          this.#brackets = -1;
          return at;
        }
        if (!text.startsWith('!--', at + 1)) continue;
        this.#quote = '-->';
        this.#dashes = 0;
        at += 3;
      } else if (char === '"' || char === "'") this.#quote = char;
      else if (char === '[') this.#brackets += 1;
      else if (char === ']') this.#brackets -= 1;
      else if (char === '>' && this.#brackets === 0) {
        this.#brackets = -1;
        return at + 1;
      }
    }
    return text.length;
  }

  #element(text: string, open: number): number {
    const { length } = text;
    let at = open + 1;
    while (at < length && !isNameEnd(text.charCodeAt(at))) at += 1;
    if (at >= length) return -1;
    const tag = this.#tag;
    tag.begin(text, text.slice(open + 1, at));
    for (;;) {
      while (at < length && isSpace(text.charCodeAt(at))) at += 1;
      if (at >= length) return -1;
      const code = text.charCodeAt(at);
      if (code === 62 /* > */) {
        this.#tags.open(tag);
        return at + 1;
      }
      if (code === 47 /* / */) {
        if (at + 1 >= length) return -1;
        if (text.charCodeAt(at + 1) !== 62) return this.#skip(at);
        tag.isEmpty = true;
        const { name } = tag;
        this.#tags.open(tag);
        this.#tags.close(name);
        return at + 2;
      }
      if (code === 60 /* < */) return this.#skip(at - 1);
      const equals = text.indexOf('=', at);
      if (equals < 0) return length - at > 1024 ? this.#skip(at) : -1;
      let nameEnd = equals;
      while (nameEnd > at && isSpace(text.charCodeAt(nameEnd - 1))) nameEnd -= 1;
      let quoteAt = equals + 1;
      while (quoteAt < length && isSpace(text.charCodeAt(quoteAt))) quoteAt += 1;
      if (quoteAt >= length) return -1;
      const quote = text.charCodeAt(quoteAt);
      if ((quote !== 34 && quote !== 39) || nameEnd - at > 256) return this.#skip(at);
      const end = text.indexOf(quote === 34 ? '"' : "'", quoteAt + 1);
      if (end < 0) return -1;
      tag.attribute(at, nameEnd, quoteAt + 1, end);
      at = end + 1;
    }
  }

  /** Goes on after a place that is not well-formed. */
  #skip(at: number): number {
    this.broken += 1;
    return at + 1;
  }
}

const isNameStart = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code >= 128;
const isNameEnd = (code: number): boolean => isSpace(code) || code === 62 || code === 47;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Latin-1 as it was scanned to the UTF-8 that it is, entities resolved; entities that XML does not have stay as they are. */
export function decoded(raw: string): string {
  // oxlint-disable-next-line no-control-regex
  const text = /[^\0-\x7f]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : all;
    },
  );
}
