import { Parser } from 'htmlparser2';
import { filesIn } from '../../../containers/unzip.ts';
import type { Source } from '../../../source.ts';
import { wholeText } from '../../../whole-text.ts';
import type { OfficeKind } from './recognise.ts';

/** Parts that are longer are no letters. */
const PART = 64 * 1024 * 1024;

export interface OfficeText {
  readonly text: string;
  readonly title?: string;
  readonly author?: string;
  readonly date?: string;
}

/** Which parts hold the words, and which tell about them. */
const CONTENT: Readonly<Record<OfficeKind, RegExp>> = {
  docx: /^word\/document\.xml$/,
  xlsx: /^xl\/sharedStrings\.xml$/,
  pptx: /^ppt\/slides\/slide\d+\.xml$/,
  odt: /^content\.xml$/,
  ods: /^content\.xml$/,
  odp: /^content\.xml$/,
};
const ABOUT = /^(docProps\/core\.xml|meta\.xml)$/;
/** Where a line ends, a cell ends, a tab stands, in both families; deleted and hidden words are no words. */
const LINES = new Set(['w:p', 'w:br', 'w:tr', 'text:p', 'text:h', 'text:line-break', 'si', 'a:p']);
const TABS = new Set(['w:tab', 'text:tab']);
const CELLS = new Set(['w:tc', 'table:table-cell']);
const UNREAD = new Set(['w:instrText', 'w:del', 'w:fldSimple', 'text:tracked-changes', 'office:scripts', 'office:annotation', 'rPh']);

/** The text of an office document with what it tells about itself. Throws BadArchive where it cannot be unpacked. */
export async function readOffice(source: Source, kind: OfficeKind): Promise<OfficeText> {
  const texts: string[] = [];
  let about: Omit<OfficeText, 'text'> = {};
  for await (const part of filesIn(source)) {
    const isAbout = ABOUT.test(part.name);
    if (!isAbout && !CONTENT[kind].test(part.name)) continue;
    const xml = await wholeText(part, PART);
    if (xml === undefined) continue;
    if (isAbout) about = aboutIn(xml);
    else texts.push(wordsIn(xml));
  }
  return { text: texts.join('\n').trim(), ...about };
}

function wordsIn(xml: string): string {
  const out: string[] = [];
  let [unread, cell] = [0, 0];
  const parser = new Parser(
    {
      onopentagname(name) {
        if (UNREAD.has(name)) unread += 1;
        else if (TABS.has(name)) out.push('\t');
        else if (CELLS.has(name)) cell += 1;
        else if (name === 'text:s') out.push(' ');
      },
      ontext: (text) => void (unread === 0 && out.push(text)),
      onclosetag(name) {
        if (UNREAD.has(name)) unread -= 1;
        else if (CELLS.has(name)) {
          cell -= 1;
          out.push('\t');
        } else if (LINES.has(name)) out.push(cell > 0 ? ' ' : '\n');
        else if (name === 'table:table-row') out.push('\n');
      },
    },
    { xmlMode: true },
  );
  parser.write(xml);
  parser.end();
  return out
    .join('')
    .replace(/ *\t */g, '\t')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n');
}

function aboutIn(xml: string): Omit<OfficeText, 'text'> {
  const found: Record<string, string> = {};
  let name = '';
  const parser = new Parser(
    {
      onopentagname: (tag) => void (name = tag),
      ontext: (text) => void (found[name] = (found[name] ?? '') + text),
      onclosetag: () => void (name = ''),
    },
    { xmlMode: true },
  );
  parser.write(xml);
  parser.end();
  const words = (...tags: string[]) => tags.map((tag) => found[tag]?.trim().slice(0, 500)).find((text) => text);
  const [title, author, date] = [
    words('dc:title'),
    words('dc:creator', 'meta:initial-creator'),
    words('dcterms:created', 'meta:creation-date', 'dc:date'),
  ];
  return { ...(title && { title }), ...(author && { author }), ...(date && { date }) };
}
