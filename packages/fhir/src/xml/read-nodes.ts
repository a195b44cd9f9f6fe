import { SaxesParser, type SaxesTagNS } from 'saxes';
import { failure, issue, type Outcome, success } from '../outcome.ts';
import { escapeAttribute, escapeText, XHTML } from './names.ts';

/** One element of a document. */
export interface XmlNode {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  /** Of a narrative, the whole of it as it was written. */
  readonly markup?: string;
  /** Whether there is text between the tags; FHIR has none. */
  hasText: boolean;
  readonly line: number;
}

/** Deeper than any sensible resource. */
const DEEPEST = 100;

/** Reads a document; nothing outside of it is ever looked at, and it may declare nothing. */
export function readNodes(text: string): Outcome<XmlNode> {
  const reader = new Reader();
  return reader.read(text);
}

class Reader {
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #open: XmlNode[] = [];
  #root: XmlNode | undefined;
  #fault: Outcome<never> | undefined;
  /** Of a narrative that is open: its pieces and how many of its elements are open. */
  #narrative: { readonly pieces: string[]; depth: number } | undefined;

  read(text: string): Outcome<XmlNode> {
    const parser = this.#parser;
    parser.on('error', () => this.#refuse('The document is not well-formed XML'));
    parser.on('doctype', () => this.#refuse('A document type is not taken'));
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', (tag) => this.#closed(tag));
    parser.on('text', (piece) => this.#text(piece));
    parser.on('cdata', (piece) => this.#text(piece));
    try {
      parser.write(text).close();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
    if (this.#fault) return this.#fault;
    return this.#root ? success(this.#root) : failure(issue('fatal', 'structure', 'The document is empty'));
  }

  /** Ends the reading at once: what follows could take for ever. */
  #refuse(what: string): never {
    const place = `line ${this.#parser.line}, column ${this.#parser.column + 1}`;
    this.#fault ??= failure(issue('fatal', 'structure', what, { location: place }));
    throw new Stop();
  }

  #opened({ name, local, uri, attributes, isSelfClosing }: SaxesTagNS): void {
    const plain = Object.values(attributes).filter(({ prefix, name: each }) => prefix !== 'xmlns' && each !== 'xmlns');
    if (this.#narrative) {
      if (++this.#narrative.depth > DEEPEST) this.#refuse('The document is nested too deeply');
      this.#narrative.pieces.push(`<${local}${attributesText(plain)}${isSelfClosing ? '/' : ''}>`);
      return;
    }
    if (this.#open.length >= DEEPEST) this.#refuse('The document is nested too deeply');
    const node: XmlNode = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(plain.map((each) => [each.local, each.value])),
      children: [],
      hasText: false,
      line: this.#parser.line,
    };
    if (uri === XHTML && local === 'div') this.#narrative = { pieces: [`<div xmlns="${XHTML}"${attributesText(plain)}>`], depth: 0 };
    else if (name === '' || uri === XHTML) this.#refuse('An element of another language');
    this.#open.at(-1)?.children.push(node);
    this.#root ??= node;
    this.#open.push(node);
  }

  #closed({ local, isSelfClosing }: SaxesTagNS): void {
    if (this.#narrative && this.#narrative.depth > 0) {
      this.#narrative.depth -= 1;
      if (!isSelfClosing) this.#narrative.pieces.push(`</${local}>`);
      return;
    }
    const node = this.#open.pop();
    if (!this.#narrative || !node) return;
    Object.assign(node, { markup: `${this.#narrative.pieces.join('')}</div>` });
    this.#narrative = undefined;
  }

  #text(piece: string): void {
    const node = this.#open.at(-1);
    if (this.#narrative) this.#narrative.pieces.push(escapeText(piece));
    else if (node && /\S/.test(piece)) node.hasText = true;
  }
}

/** Thrown by our own handlers, to leave the parser. */
class Stop extends Error {}

interface Attribute {
  readonly name: string;
  readonly value: string;
}

const attributesText = (attributes: readonly Attribute[]): string =>
  attributes.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join('');
