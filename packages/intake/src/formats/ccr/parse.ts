import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { type XmlNode, child, children } from '../ccda/xml/node.ts';
import { readTree } from '../ccda/xml/read-tree.ts';
import { Actors } from './actors.ts';
import { Document } from './document.ts';
import { SECTIONS } from './sections.ts';

/** The ASTM Continuity of Care Record (E2369), as Google Health, HealthVault and others exported it. */
export const ccr: Format = { name: 'ccr', version: '1', recognise, parse, excerpt };

function recognise({ text }: Head): string | undefined {
  return /<(?:\w+:)?ContinuityOfCareRecord\b/.test(text.slice(0, 4096)) ? 'Continuity of Care Record (CCR)' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const { roots, stopped } = await readTree(source);
  const root = roots.find(({ name }) => name === 'ContinuityOfCareRecord');
  if (!root) {
    yield unread('The record itself is missing.', source.name);
    return;
  }
  const document = new Document(new Actors(root));
  for (const section of sectionsOf(root)) {
    const reader = SECTIONS[section.name];
    if (reader)
      for (const [n, entry] of children(section, ...reader.entries).entries())
        document.read(reader.read, entry, `${section.name} ${n + 1}`);
    else document.unread(section.name);
  }
  yield* document.results();
  if (stopped !== undefined) yield unread(`Reading had to stop: ${stopped}`, source.name);
}

const sectionsOf = (root: XmlNode): XmlNode[] =>
  child(root, 'Body')?.content.filter((part): part is XmlNode => typeof part !== 'string') ?? [];

/** An entry as it stands, its texts under the names of its elements. */
async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const { roots } = await readTree(source);
  const root = roots.find((each) => each.name === 'ContinuityOfCareRecord');
  if (place === 'Patient') return root && written(new Actors(root).actor ?? root, '');
  const [, name = '', number] = /^(\w+) (\d+)$/.exec(place) ?? [];
  const section = root && sectionsOf(root).find((each) => each.name === name);
  const reader = SECTIONS[name];
  const entry = section && reader ? children(section, ...reader.entries)[Number(number) - 1] : undefined;
  return entry && written(entry, '');
}

function written(node: XmlNode, indent: string): string {
  const texts = node.content
    .filter((part) => typeof part === 'string')
    .join(' ')
    .trim();
  const below = node.content.flatMap((part) => (typeof part === 'string' ? [] : [written(part, `${indent}  `)]));
  return [`${indent}${node.name}${texts === '' ? '' : `: ${texts}`}`, ...below].join('\n');
}
