import { decodeAs } from '../text/decode.ts';

/** Groups whose words are not part of the text (RTF 1.9 §"Document Area" and "Header"). */
const UNREAD = new Set(
  'fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator info pict object objdata themedata colorschememapping datastore latentstyles xmlnstbl fldinst filetbl revtbl header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc bkmkstart bkmkend xe tc template mmathPr wgrffmtfilter nonshppict'.split(
    ' ',
  ),
);
const LETTERS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\f',
  row: '\n',
  cell: '\t',
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
};
/** Deeper nesting is not writing. */
const DEPTH = 500;

export interface RtfText {
  readonly text: string;
  readonly title?: string;
  readonly author?: string;
  /** When it was made, as far as it tells: FHIR date. */
  readonly date?: string;
  /** It ends before its first group is closed. */
  readonly isCut: boolean;
}

interface Group {
  skip: boolean;
  /** A field of the information group that is being gathered. */
  field?: 'title' | 'author';
  /** Letters that stand in for a Unicode one and are passed over. */
  fallback: number;
}

const TOKEN = /\\u(-?\d+) ?|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)/gy;

/** The text of an RTF document. Nothing in it is run, no object opened, no field asked. */
export function rtfToText(rtf: string): RtfText {
  const groups: Group[] = [];
  let now: Group = { skip: false, fallback: 1 };
  const fields = { title: '', author: '' };
  const texts: string[] = [];
  let [codePage, pass, date] = ['windows-1252', 0, undefined as string | undefined];
  const write = (words: string): void => {
    if (now.field) fields[now.field] += words;
    else if (!now.skip) texts.push(words);
  };
  for (let at = 0; at < rtf.length;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(rtf);
    if (!found) {
      at += 1;
      continue;
    }
    at = TOKEN.lastIndex;
    const [, unicode, byte, word, number, symbol, brace, plain] = found;
    if (brace === '{') {
      if (groups.length >= DEPTH) break;
      groups.push(now);
      now = { ...now };
    } else if (brace === '}') now = groups.pop() ?? now;
    else if (unicode !== undefined) {
      write(String.fromCharCode(Number(unicode) & 0xffff));
      pass = now.fallback;
    } else if (byte !== undefined) {
      if (pass > 0) pass -= 1;
      else write(decodeAs(Uint8Array.of(Number.parseInt(byte, 16)), codePage));
    } else if (plain !== undefined) {
      write(plain.slice(pass));
      pass = Math.max(0, pass - plain.length);
    } else if (symbol !== undefined) {
      if (symbol === '*') now.skip = true;
      else if ('\\{}'.includes(symbol)) write(symbol);
      else if (symbol === '~') write('\u00a0');
      else if (symbol === '\n' || symbol === '\r') write('\n');
    } else if (word !== undefined) {
      if (word === 'bin') at += Math.min(Math.max(0, Number(number ?? 0)), rtf.length - at);
      else if (word === 'uc') now.fallback = Math.min(8, Math.max(0, Number(number ?? 1)));
      else if (word === 'ansicpg') codePage = number === '65001' ? 'utf-8' : `windows-${number}`;
      else if (word === 'title' || word === 'author') now.field = word;
      else if (word === 'creatim') date = dayIn(rtf.slice(at, at + 60));
      else if (UNREAD.has(word)) now.skip = true;
      else if (LETTERS[word] !== undefined) write(LETTERS[word]);
    }
  }
  const [title, author] = [fields.title.trim(), fields.author.trim()];
  return {
    text: texts
      .join('')
      .replace(/[ \t]+\n/g, '\n')
      .trim(),
    ...(title && { title }),
    ...(author && { author }),
    ...(date !== undefined && { date }),
    isCut: groups.length > 0,
  };
}

function dayIn(words: string): string | undefined {
  const found = /^\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})/.exec(words);
  return found ? `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}` : undefined;
}
