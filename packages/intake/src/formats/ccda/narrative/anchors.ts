import { attribute, isNode, type XmlNode } from '../xml/node.ts';

/** What the IDs of a narrative name, to be looked up by the references of entries (`#id`). */
export class Anchors {
  readonly #nodes = new Map<string, { readonly node: XmlNode; readonly parent: XmlNode | undefined }>();
  readonly #wider: Anchors | undefined;

  /** @param wider where to look for what this narrative does not have */
  constructor(wider?: Anchors) {
    this.#wider = wider;
  }

  add(node: XmlNode, parent?: XmlNode): void {
    const id = attribute(node, 'ID') ?? attribute(node, 'id');
    if (id !== undefined && !this.#nodes.has(id)) this.#nodes.set(id, { node, parent });
    for (const part of node.content) if (isNode(part)) this.add(part, node);
  }

  /** The words that a reference points at, on one line. */
  text(reference: string): string | undefined {
    const id = reference.replace(/^#/, '');
    const found = this.#nodes.get(id);
    if (!found) return this.#wider?.text(reference);
    const words = plainText(found.node);
    // Many documents set an empty mark before the words that it is meant to name.
    return words || (found.parent && /^(td|item|paragraph|th)$/.test(found.parent.name) ? plainText(found.parent) : '') || undefined;
  }

  node(reference: string): XmlNode | undefined {
    return this.#nodes.get(reference.replace(/^#/, ''))?.node ?? this.#wider?.node(reference);
  }
}

const BLOCKS: ReadonlySet<string> = new Set(['td', 'th', 'tr', 'paragraph', 'item', 'list', 'br', 'caption', 'table']);

/** Everything an element says in words, on one line. */
export function plainText(node: XmlNode): string {
  return words(node).replace(/\s+/g, ' ').trim();
}

function words(node: XmlNode): string {
  const inner = node.content.map((part) => (isNode(part) ? words(part) : part)).join('');
  return BLOCKS.has(node.name) ? ` ${inner} ` : inner;
}
