import { isNode, type XmlNode } from './node.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

/** An element set out for reading, two spaces a level. */
export function writeXml(node: XmlNode, depth = 0): string {
  const indent = '  '.repeat(depth);
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
  const parts = node.content.filter((part) => isNode(part) || /\S/.test(part));
  if (parts.length === 0) return `${indent}<${node.name}${attributes}/>`;
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'string')
    return `${indent}<${node.name}${attributes}>${escapeXml(first.trim())}</${node.name}>`;
  const inner = parts.map((part) => (isNode(part) ? writeXml(part, depth + 1) : `${indent}  ${escapeXml(part.trim())}`));
  return `${indent}<${node.name}${attributes}>\n${inner.join('\n')}\n${indent}</${node.name}>`;
}
