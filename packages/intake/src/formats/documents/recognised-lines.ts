import type { Cell, LaidLine } from './laid-line.ts';

interface Word {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly confidence: number;
}

/** A gap this wide, in parts of the line's height, parts two cells. */
const CELL = 1.2;
const [PAGE, WORD] = ['1', '5'];

/** The lines of a page that Tesseract read, from its table of words (`TSV`: level, page, block, paragraph, line, word, box, confidence, text). */
export function recognisedLines(tsv: string, page: number): LaidLine[] {
  let [width, height] = [1, 1];
  const lines: Word[][] = [];
  for (const row of tsv.split('\n')) {
    const [level, , , , , , left, top, wide, high, confidence, text = ''] = row.split('\t');
    const [x, y, w, h] = [Number(left), Number(top), Number(wide), Number(high)];
    if (level === PAGE) [width, height] = [w, h];
    if (level !== WORD || text.trim() === '') continue;
    const word = {
      text: mended(text.trim()),
      x: x / width,
      y: y / height,
      width: w / width,
      height: h / height,
      confidence: Number(confidence),
    };
    const line = lines.find((each) => isBeside(each, word));
    if (line) line.push(word);
    else lines.push([word]);
  }
  const ratio = height / width;
  return lines.sort((a, b) => middle(a) - middle(b)).map((words, n) => laidOut(words, page, n + 1, ratio));
}

/** Columns are told apart as blocks; what stands at the same height is one row of a table all the same. */
function isBeside(line: readonly Word[], word: Word): boolean {
  const center = word.y + word.height / 2;
  return line.some(
    ({ y, height }) => center > y && center < y + height && Math.abs(y + height / 2 - center) < 0.5 * Math.max(height, word.height),
  );
}

const middle = (words: readonly Word[]): number => words.reduce((sum, { y, height }) => sum + y + height / 2, 0) / words.length;

/** What is read wrong again and again. */
const mended = (text: string): string => text.replace(/^(Hb)?A[lI|]c\b/, '$1A1c');

function laidOut(words: Word[], page: number, line: number, ratio: number): LaidLine {
  words.sort((a, b) => a.x - b.x);
  const height = Math.max(...words.map((word) => word.height));
  const cells: { text: string; from: number; to: number }[] = [];
  for (const { text, x, width } of words) {
    const last = cells.at(-1);
    if (last && x - last.to <= CELL * height * ratio) {
      last.text += ` ${text}`;
      last.to = x + width;
    } else cells.push({ text, from: x, to: x + width });
  }
  const [first, last] = [cells[0] as Cell, cells.at(-1) as Cell];
  const y = Math.min(...words.map((word) => word.y));
  return {
    page,
    line,
    cells,
    region: { x: first.from, y, width: last.to - first.from, height },
    confidence: Math.min(...words.map(({ confidence }) => confidence)),
  };
}
