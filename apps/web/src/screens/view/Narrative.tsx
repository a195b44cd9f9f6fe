import { createElement, type ReactNode } from 'react';

/** What narrative may be made of (FHIR R4 §2.4.0.1); anything else leaves only its words. */
const KEPT = new Set([
  'div',
  'p',
  'ul',
  'ol',
  'li',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'b',
  'strong',
  'i',
  'em',
  'br',
  'span',
  'caption',
]);
const DROPPED = new Set(['script', 'style', 'iframe', 'object', 'form', 'input', 'svg', 'math']);

/** The words of a section, built anew from the elements that are allowed and no attribute of theirs. */
export function Narrative({ title, div }: { readonly title: string; readonly div: string }) {
  const parsed = new DOMParser().parseFromString(div, 'text/html');
  return (
    // A wide table scrolls by itself, by the keyboard too.
    <div className="narrative" role="group" aria-label={title} tabIndex={0}>
      {[...parsed.body.childNodes].map(shown)}
    </div>
  );
}

function shown(node: ChildNode, at: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (DROPPED.has(name)) return null;
  const inside = [...node.childNodes].map(shown);
  // Between rows and cells there is no place for text.
  const clean = ['table', 'thead', 'tbody', 'tr', 'ul', 'ol'].includes(name) ? inside.filter((each) => typeof each !== 'string') : inside;
  return createElement(KEPT.has(name) ? name : 'span', { key: at }, ...(name === 'br' ? [] : clean));
}
