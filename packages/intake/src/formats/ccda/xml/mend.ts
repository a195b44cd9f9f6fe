const STRAY = /&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)/g;
/** An entity is never longer. */
const LONGEST = 34;

/**
 * Escapes each `&` that begins no entity, which people forget ("Johnson & Johnson"); without that, everything after it
 * would be lost. What stands in CDATA is left alone. Pieces may end anywhere.
 */
export class AmpersandMender {
  #rest = '';
  #inCdata = false;

  /** How many were escaped. */
  count = 0;

  write(piece: string, last = false): string {
    const text = this.#rest + piece;
    const cut = last ? text.length : safeEnd(text);
    this.#rest = text.slice(cut);
    const whole = text.slice(0, cut);
    return this.#inCdata || whole.includes('&') || whole.includes('<![CDATA[') ? this.#mend(whole) : whole;
  }

  #mend(text: string): string {
    let out = '';
    let at = 0;
    while (at < text.length) {
      const mark = this.#inCdata ? ']]>' : '<![CDATA[';
      const next = text.indexOf(mark, at);
      const end = next < 0 ? text.length : next + mark.length;
      const part = text.slice(at, end);
      out += this.#inCdata ? part : this.#escape(part);
      if (next >= 0) this.#inCdata = !this.#inCdata;
      at = end;
    }
    return out;
  }

  #escape(text: string): string {
    return text.replace(STRAY, () => {
      this.count += 1;
      return '&amp;';
    });
  }
}

/** Where nothing that matters can be cut in two: before a late `&`, `<` or `]`. */
function safeEnd(text: string): number {
  const start = Math.max(0, text.length - LONGEST);
  const tail = text.slice(start);
  const found = tail.search(/[&<\]]/);
  return found < 0 ? text.length : start + found;
}
