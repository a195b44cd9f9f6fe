import type { Source } from '../../source.ts';

/** A line of a table with its number in the file. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** No row is longer, in characters: a quote that is never closed must not fill the memory. */
const LONGEST = 256 * 1024;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What stands between the cells: what cuts the most of the first lines into the same number of cells. */
export function delimiterOf(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 30);
  const score = (delimiter: string): number => {
    const counts = lines.map((line) => cellsOf(line, delimiter).length).filter((count) => count > 1);
    const usual = [...Map.groupBy(counts, (count) => count).values()].sort((a, b) => b.length - a.length)[0];
    return (usual?.length ?? 0) * 100 + (usual?.[0] ?? 0);
  };
  return [...DELIMITERS].sort((a, b) => score(b) - score(a))[0] ?? ',';
}

/** The cells of one line, quotes taken off. */
export function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      const [text, next] = quoted(line, at + 1);
      const end = line.indexOf(delimiter, next);
      cells.push(text.trim());
      if (end < 0) return cells;
      at = end + 1;
    } else {
      const end = line.indexOf(delimiter, at);
      cells.push((end < 0 ? line.slice(at) : line.slice(at, end)).trim());
      if (end < 0) return cells;
      at = end + 1;
    }
  }
}

/** The text after an opening quote, and the place after the closing one. */
function quoted(line: string, from: number): [string, number] {
  let text = '';
  for (let at = from; ;) {
    const end = line.indexOf('"', at);
    if (end < 0) return [text + line.slice(at), line.length];
    text += line.slice(at, end);
    if (line[end + 1] !== '"') return [text, end + 1];
    text += '"';
    at = end + 2;
  }
}

/** A text in UTF-8, or in the code page of Western computers where it is not. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Every row that is not empty, as it streams by. A line break inside quotes does not end a row. */
export async function* rowsOf(source: Source, delimiter?: string): AsyncIterable<Row> {
  let separator = delimiter;
  let [line, waiting, began] = [0, '', 0];
  for await (const text of linesOf(source)) {
    separator ??= delimiterOf(text.head);
    line += 1;
    waiting = waiting === '' ? text.line : `${waiting}\n${text.line}`;
    if (began === 0) began = line;
    if (isOpen(waiting) && waiting.length < LONGEST) continue;
    if (waiting.trim() !== '') yield { line: began, cells: cellsOf(waiting, separator) };
    [waiting, began] = ['', 0];
  }
  if (waiting.trim() !== '') yield { line: began, cells: cellsOf(waiting, separator ?? ',') };
}

const isOpen = (text: string): boolean => (text.match(/"/g)?.length ?? 0) % 2 === 1;

async function* linesOf(source: Source): AsyncIterable<{ line: string; head: string }> {
  let decoder: TextDecoder | undefined;
  let rest = '';
  let head = '';
  for await (const bytes of source.open()) {
    decoder ??= new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252');
    const text = rest + decoder.decode(bytes, { stream: true });
    head ||= text.slice(0, 65_536);
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) yield { line, head };
    if (rest.length > LONGEST) rest = '';
  }
  rest += decoder?.decode() ?? '';
  if (rest !== '') yield { line: rest.replace(/\r$/, ''), head };
}

/** A character cut at the end of the bytes is no reason to doubt. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
