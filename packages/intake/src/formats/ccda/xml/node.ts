/**
 * An element of a CDA document. Prefixes are resolved away, but for two that carry meaning: elements of the HL7
 * extension namespace are `sdtc:name`, the type attribute of XML Schema is `xsi:type`.
 */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and texts in their order; texts of white space alone are left out but in narrative. */
  readonly content: (XmlNode | string)[];
  /** The text of the file ended, or could not be followed, inside this element. */
  broken: boolean;
}

export const createNode = (name: string, attributes: Record<string, string> = {}, content: (XmlNode | string)[] = []): XmlNode => ({
  name,
  attributes,
  content,
  broken: false,
});

export const isNode = (part: XmlNode | string): part is XmlNode => typeof part !== 'string';

/** Characters that no text of FHIR may hold. */
export const CONTROLS: RegExp = /[^\P{Cc}\t\n\r]/gu;

/** What most attributes are, and needs no cleaning. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** The value of an attribute, with no needless white space; undefined where it is missing or empty. */
export function attribute(node: XmlNode | undefined, name: string): string | undefined {
  const written = node?.attributes[name];
  if (written === undefined || PLAIN.test(written)) return written;
  return written.replace(CONTROLS, '').replace(/\s+/g, ' ').trim() || undefined;
}

/** The first element at a path of names below `node`. */
export function child(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  let at = node;
  for (const name of path) at = at?.content.find((part): part is XmlNode => isNode(part) && part.name === name);
  return at;
}

/** Every element called one of `names` directly in `node`. */
export function children(node: XmlNode | undefined, ...names: readonly string[]): XmlNode[] {
  return node ? node.content.filter((part): part is XmlNode => isNode(part) && names.includes(part.name)) : [];
}

export const elements = (node: XmlNode | undefined): XmlNode[] => (node ? node.content.filter(isNode) : []);

/** The texts directly in `node`, white space collapsed; undefined where there is none. */
export function ownText(node: XmlNode | undefined): string | undefined {
  const text = node?.content
    .filter((part) => typeof part === 'string')
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text || undefined;
}

/** `node` and everything below it, in the order of the document. */
export function* descendants(node: XmlNode): Iterable<XmlNode> {
  yield node;
  for (const part of node.content) if (isNode(part)) yield* descendants(part);
}
