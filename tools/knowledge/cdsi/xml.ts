import { SaxesParser } from 'saxes';

/** An element of CDC's files: no attributes, no mixed content. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

interface Open {
  name: string;
  text: string;
  children: Element[];
}

export function readXml(text: string): Element {
  const parser = new SaxesParser();
  const root: Open = { name: '', text: '', children: [] };
  const open: Open[] = [root];
  parser.on('opentag', ({ name }) => open.push({ name, text: '', children: [] }));
  parser.on('text', (piece) => {
    open.at(-1)!.text += piece;
  });
  parser.on('closetag', () => {
    const { name, text, children } = open.pop()!;
    open.at(-1)!.children.push({ name, text: text.replace(/\s+/g, ' ').trim(), children });
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return root.children[0]!;
}

/** The children of a name that say something. */
export const all = (element: Element | undefined, name: string): Element[] =>
  (element?.children ?? []).filter((child) => child.name === name && (child.text !== '' || child.children.length > 0));

export const one = (element: Element | undefined, name: string): Element | undefined => all(element, name)[0];

/** The words of a child, undefined when it is empty or CDC's "n/a". */
export function textOf(element: Element | undefined, name: string): string | undefined {
  const text = one(element, name)?.text;
  return text === undefined || /^n\/?a$/i.test(text) ? undefined : text;
}

/** A list that CDC writes into one text: `15; 16; 88`. */
export const listOf = (text: string | undefined): string[] | undefined =>
  text
    ?.split(/[;,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
