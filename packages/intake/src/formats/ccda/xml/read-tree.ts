import { SaxesParser } from 'saxes';
import type { Source } from '../../../source.ts';
import { decoded, RefusedEncoding } from './decode.ts';
import { AmpersandMender } from './mend.ts';
import { CONTROLS, createNode, type XmlNode } from './node.ts';

/** What is read of a document and no more, so that nobody's file fills the memory. */
export interface XmlLimits {
  readonly characters: number;
  readonly elements: number;
  readonly attributes: number;
  readonly depth: number;
}

export const XML_LIMITS: XmlLimits = { characters: 64 * 1024 * 1024, elements: 600_000, attributes: 1_500_000, depth: 150 };

/** A document as far as it could be read. */
export interface XmlTree {
  /** Elements that stand in no other: one in a good document. */
  readonly roots: readonly XmlNode[];
  /** Where reading had to stop, and why. */
  readonly stopped?: string;
  /** What was wrong and could be passed over. */
  readonly faults: readonly string[];
}

/**
 * Reads XML into a small tree. Document types are not read, entities but the five of XML stay as they are written,
 * processing instructions (stylesheets too) are passed over, and nothing outside the file is ever fetched.
 */
export async function readTree(source: Source, limits: XmlLimits = XML_LIMITS): Promise<XmlTree> {
  const builder = new TreeBuilder(limits);
  const mender = new AmpersandMender();
  try {
    for await (const piece of decoded(source, (fault) => builder.tell(fault))) builder.write(mender.write(piece));
    builder.write(mender.write('', true));
    builder.end();
  } catch (error) {
    if (error instanceof Stop || error instanceof RefusedEncoding) builder.stop(error.message);
    else throw error;
  }
  if (mender.count > 0) builder.tell('An & stood alone.');
  return builder.tree();
}

class Stop extends Error {}

const SDTC = 'urn:hl7-org:sdtc';
const MAX_FAULTS = 5;
/** Each fault costs its time, so what is broken all over is not followed to its end. */
const MOST_FAULTS = 20_000;

class TreeBuilder {
  readonly #parser = new SaxesParser({ xmlns: false as const, position: true });
  readonly #limits: XmlLimits;
  readonly #roots: XmlNode[] = [];
  readonly #open: XmlNode[] = [];
  /** What was closed since the last tag was opened: which of it was meant to be is known later. */
  #closed: XmlNode[] = [];
  readonly #faults = new Set<string>();
  readonly #prefixes = new Map([['sdtc', 'sdtc:']]);
  #narrative = 0;
  #faultCount = 0;
  #characters = 0;
  #elements = 0;
  #attributes = 0;
  #stopped: string | undefined;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
    const parser = this.#parser;
    parser.on('opentag', (tag) => this.#begin(tag.name, tag.attributes));
    parser.on('closetag', () => this.#finish());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('error', (error) => this.#fault(error.message));
    parser.on('attribute', () => {
      if (++this.#attributes > this.#limits.attributes) throw new Stop('The file has too many attributes to be a document.');
    });
  }

  write(text: string): void {
    this.#characters += text.length;
    if (this.#characters > this.#limits.characters) throw new Stop(`The file is longer than ${this.#limits.characters >> 20} MB.`);
    if (text !== '') this.#parser.write(text);
  }

  end(): void {
    const unclosed = this.#open.length > 0;
    this.#parser.close();
    if (unclosed) this.stop('The text ends in the middle of the document.');
  }

  tell(fault: string): void {
    if (this.#faults.size < MAX_FAULTS) this.#faults.add(fault);
  }

  /** Everything that is open is broken off here. */
  stop(why: string): void {
    this.#stopped ??= why;
    for (const node of this.#open) node.broken = true;
  }

  tree(): XmlTree {
    return { roots: this.#roots, faults: [...this.#faults], ...(this.#stopped !== undefined && { stopped: this.#stopped }) };
  }

  #begin(name: string, attributes: Record<string, string>): void {
    this.#closed = [];
    if (++this.#elements > this.#limits.elements) throw new Stop('The file has too many elements to be a document.');
    if (this.#open.length >= this.#limits.depth) throw new Stop(`The file is nested more than ${this.#limits.depth} levels deep.`);
    const node = createNode(this.#elementName(name, attributes), plainAttributes(attributes));
    const parent = this.#open.at(-1);
    if (parent) parent.content.push(node);
    else this.#roots.push(node);
    this.#open.push(node);
    if (node.name === 'text' || this.#narrative > 0) this.#narrative += 1;
  }

  #finish(): void {
    const node = this.#open.pop();
    if (node) this.#closed.push(node);
    if (this.#narrative > 0) this.#narrative -= 1;
  }

  #text(text: string): void {
    const parent = this.#open.at(-1);
    if (!parent) return;
    if (/\S/.test(text)) parent.content.push(text.replace(CONTROLS, ''));
    else if (this.#narrative > 0 && text !== '') parent.content.push(' ');
  }

  #fault(message: string): void {
    const line = this.#parser.line;
    if (++this.#faultCount > MOST_FAULTS) throw new Stop(`Up to line ${line} the XML is broken in more than ${MOST_FAULTS} places.`);
    if (message.includes('unmatched closing tag')) {
      for (const node of this.#closed) node.broken = true;
      throw new Stop(`In line ${line} something ends that was not begun; what comes after cannot be followed.`);
    }
    if (/unclosed tag|unexpected end|only one root|outside of root|must contain a root/.test(message)) return;
    if (message.includes('unexpected close tag')) this.tell(`In line ${line} an element is not closed.`);
    else if (message.includes('entity')) this.tell(`In line ${line} an entity is not one of the five of XML; it is kept as it is written.`);
    else this.tell(`In line ${line} the XML is not well-formed.`);
  }

  #elementName(name: string, attributes: Record<string, string>): string {
    for (const key in attributes) {
      if (key.startsWith('xmlns:')) this.#prefixes.set(key.slice(6), attributes[key] === SDTC ? 'sdtc:' : '');
      else if (key === 'xmlns' && attributes[key] === SDTC && !name.includes(':')) return `sdtc:${name}`;
    }
    const colon = name.indexOf(':');
    return colon < 0 ? name : (this.#prefixes.get(name.slice(0, colon)) ?? '') + name.slice(colon + 1);
  }
}

function plainAttributes(attributes: Record<string, string>): Record<string, string> {
  let renamed: Record<string, string> | undefined;
  for (const key in attributes) {
    const colon = key.indexOf(':');
    if (colon < 0 || key === 'xsi:type') continue;
    renamed ??= { ...attributes };
    const local = key.slice(colon + 1);
    if (!key.startsWith('xmlns:')) renamed[local === 'type' ? 'xsi:type' : local] = attributes[key] ?? '';
    delete renamed[key];
  }
  return renamed ?? attributes;
}
