import { attribute, child, type XmlNode } from '../xml/node.ts';
import { type Anchors, plainText } from '../narrative/anchors.ts';

/** The words of an ED, ST or originalText: those it points at in the narrative, else its own. */
export function textOf(node: XmlNode | undefined, anchors: Anchors): string | undefined {
  if (!node || attribute(node, 'representation') === 'B64') return undefined;
  const target = attribute(child(node, 'reference'), 'value');
  // Some leave out the mark that makes it a reference inside the document.
  const pointed = target !== undefined && /^#|^[\w.-]+$/.test(target) ? anchors.text(target) : undefined;
  return pointed ?? (plainText(node) || undefined);
}
