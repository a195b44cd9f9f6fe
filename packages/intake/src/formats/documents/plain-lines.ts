import type { Cell, LaidLine } from './laid-line.ts';

/** Lines of a text without pages as laid-out lines; two spaces, a tab or an upright bar part its cells. */
export function plainLines(text: string): LaidLine[] {
  const pages = text.split('\f');
  return pages.flatMap((page, p) =>
    page.split(/\r\n?|\n/).map((line, n): LaidLine => ({ page: p + 1, line: n + 1, cells: cellsOf(line) })),
  );
}

function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  for (const found of line.matchAll(/[^\s|]+(?: [^\s|]+)*/g))
    cells.push({ text: found[0], from: found.index, to: found.index + found[0].length });
  return cells;
}
