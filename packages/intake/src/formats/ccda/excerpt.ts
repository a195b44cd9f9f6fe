import type { Source } from '../../source.ts';
import { documentOf } from './fragments.ts';
import { HEADER } from './header/document.ts';
import { entriesOf, entryPlace, sectionsOf } from './sections.ts';
import { createNode, elements, type XmlNode } from './xml/node.ts';
import { readTree } from './xml/read-tree.ts';
import { writeXml } from './xml/write-xml.ts';

/** The entry (`Results entry 3`) or the header of a document, set out for reading. */
export async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const document = documentOf((await readTree(source)).roots)?.document;
  if (!document) return undefined;
  if (place === HEADER) return writeXml(headerOf(document));
  for (const section of sectionsOf(document)) {
    if (!place.startsWith(`${section.label} entry `)) continue;
    const entry = entriesOf(section.node).find((_, n) => entryPlace(section, n) === place);
    if (entry) return writeXml(entry);
  }
  return undefined;
}

const headerOf = (document: XmlNode): XmlNode =>
  createNode(
    document.name,
    {},
    elements(document).filter(({ name }) => name !== 'component'),
  );
