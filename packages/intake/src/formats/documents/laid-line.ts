/** A line of a page as it is laid out, with what a table row would have as its cells. */
export interface LaidLine {
  /** From 1. */
  readonly page: number;
  /** From 1, from the top of the page. */
  readonly line: number;
  readonly cells: readonly Cell[];
  /** Where it stands, in parts of the page's width and height from the top left; undefined where pages have no layout. */
  readonly region?: Region;
  /** How sure a reader of pictures is of its least sure word, 0 to 100; undefined where letters were not guessed. */
  readonly confidence?: number;
}

export interface Cell {
  readonly text: string;
  /** Its left and right edge in parts of the page's width; for text without layout, in characters. */
  readonly from: number;
  readonly to: number;
}

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells stay apart by a tab, so that a table is still one in its text. */
export const textOf = ({ cells }: LaidLine): string => cells.map(({ text }) => text).join('\t');

/** The place of a line, as facts name it. */
export const placeOf = ({ page, line }: LaidLine): string => `page ${page} line ${line}`;
