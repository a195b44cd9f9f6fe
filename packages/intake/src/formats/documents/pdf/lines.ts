import type { Cell, LaidLine } from '../laid-line.ts';

/** A run of text as pdf.js gives it: its matrix places the baseline in points from the bottom left. */
export interface Run {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
}

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly baseline: number;
  readonly height: number;
}

/** Baselines this near, in parts of the letters' height, are one line. */
const SAME_LINE = 0.4;
/** A gap this wide, in parts of the letters' height, is a word space; one this much wider parts two cells. */
const SPACE = 0.15;
const CELL = 1.1;

/** The lines of a page from its top, each with its cells from the left. Runs may come in any order. */
export function linesOfPage(page: number, runs: readonly Run[], size: PageSize): LaidLine[] {
  const placed = runs.filter(({ str }) => str.trim() !== '').map(place);
  placed.sort((a, b) => b.baseline - a.baseline || a.x - b.x);
  const lines: Placed[][] = [];
  for (const run of placed) {
    const last = lines.at(-1);
    const first = last?.[0];
    if (last && first && first.baseline - run.baseline < SAME_LINE * Math.max(first.height, run.height)) last.push(run);
    else lines.push([run]);
  }
  return lines.map((line, n) => laidOut(page, n + 1, line, size));
}

function place({ str, transform, width, height }: Run): Placed {
  const [, , c = 0, d = 0, x = 0, baseline = 0] = transform;
  return { text: str, x, right: x + Math.abs(width), baseline, height: height || Math.hypot(c, d) || 10 };
}

function laidOut(page: number, line: number, runs: Placed[], size: PageSize): LaidLine {
  runs.sort((a, b) => a.x - b.x);
  const cells: Cell[] = [];
  let [text, from, to] = ['', 0, 0];
  const close = () => {
    if (text.trim() !== '') cells.push({ text: text.replace(/\s+/g, ' ').trim(), from: from / size.width, to: to / size.width });
  };
  for (const run of runs) {
    const gap = run.x - to;
    if (text === '' || gap > CELL * run.height) {
      close();
      [text, from] = [run.text, run.x];
    } else text += (gap > SPACE * run.height ? ' ' : '') + run.text;
    to = Math.max(run.right, run.x);
  }
  close();
  const height = Math.max(...runs.map((run) => run.height));
  const x = runs[0]?.x ?? 0;
  const top = size.height - Math.max(...runs.map((run) => run.baseline)) - height;
  const region = { x: x / size.width, y: top / size.height, width: (to - x) / size.width, height: (height * 1.25) / size.height };
  return { page, line, cells, region };
}
