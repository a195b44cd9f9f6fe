import { attribute, isNode, type XmlNode } from '../xml/node.ts';
import { escapeXml } from '../xml/write-xml.ts';

/** CDA narrative elements and the XHTML that means the same; anything else keeps its words alone. */
const TAGS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  content: 'span',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tfoot: 'tfoot',
  tr: 'tr',
  td: 'td',
  th: 'th',
  col: 'col',
  colgroup: 'colgroup',
  item: 'li',
  br: 'br',
  sub: 'sub',
  sup: 'sup',
  caption: 'b',
  linkHtml: 'a',
  footnote: 'span',
  footnoteRef: 'sup',
};

/** These are neither words nor structure, whatever stands in them. */
const DROPPED: ReadonlySet<string> = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'svg',
  'math',
  'template',
  'form',
  'link',
  'meta',
]);
const EMPTY: ReadonlySet<string> = new Set(['br', 'col']);
const STYLES: Readonly<Record<string, string>> = { Bold: 'b', Italics: 'i', Emphasis: 'em', BoldItalics: 'b' };

/** Longest narrative that a resource carries, in characters. */
const LIMIT = 1024 * 1024;

/**
 * A CDA narrative block as the XHTML of FHIR: built anew from a fixed list of elements, so that nothing active, no
 * style and no address from elsewhere can come through. Undefined where it says nothing.
 */
export function narrativeOf(text: XmlNode | undefined): string | undefined {
  const inner = text?.content.map(render).join('').trim();
  if (!inner || !/\S/.test(inner.replace(/<[^>]*>/g, ''))) return undefined;
  return inner.length > LIMIT ? undefined : `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;
}

function render(part: XmlNode | string): string {
  if (!isNode(part)) return escapeXml(part);
  if (DROPPED.has(part.name.toLowerCase())) return '';
  const inner = part.content.map(render).join('');
  if (part.name === 'list') {
    const tag = attribute(part, 'listType') === 'ordered' ? 'ol' : 'ul';
    return /<li/.test(inner) ? `<${tag}>${inner}</${tag}>` : inner;
  }
  const tag = Object.hasOwn(TAGS, part.name) ? tagOf(part) : undefined;
  if (tag === undefined) return inner;
  if (EMPTY.has(tag)) return `<${tag}/>`;
  return `<${tag}${attributesOf(part, tag)}>${inner}</${tag}>`;
}

function tagOf(node: XmlNode): string | undefined {
  if (node.name === 'content') return STYLES[attribute(node, 'styleCode')?.split(/\s+/)[0] ?? ''] ?? 'span';
  if (node.name === 'linkHtml') return linkOf(node) === undefined ? 'span' : 'a';
  return TAGS[node.name];
}

function attributesOf(node: XmlNode, tag: string): string {
  if (tag === 'a') return ` href="${escapeXml(linkOf(node) ?? '')}"`;
  const spans = tag === 'td' || tag === 'th' ? ['colspan', 'rowspan'] : [];
  return spans
    .map((name) => [name, attribute(node, name)] as const)
    .filter(([, value]) => value !== undefined && /^\d{1,3}$/.test(value))
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}

/** Only links that a person follows by choice, to the web or to mail. */
function linkOf(node: XmlNode): string | undefined {
  const href = attribute(node, 'href');
  return href !== undefined && /^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(href) ? href : undefined;
}
