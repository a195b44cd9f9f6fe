/** A document as pages that can be drawn: to be looked at, cut from, or read as pictures. */
export interface Pages {
  readonly count: number;
  /** A page this many pixels wide. */
  draw(page: number, width: number): Promise<HTMLCanvasElement>;
  /** The words of a page for who cannot see it, where it has any. */
  words?(page: number): Promise<string>;
}

/** A part of a page, in parts of its width and height from the top left. */
export interface Spot {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Letters are read best when they are about thirty pixels high: so wide is a page of paper then. */
const READ_WIDTH = 2200;

/** A page as a picture for reading its letters. */
export async function pictureOf(pages: Pages, page: number): Promise<Uint8Array> {
  const canvas = await pages.draw(page, READ_WIDTH);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The canvas gave no picture.');
  return new Uint8Array(await blob.arrayBuffer());
}

/** The strip of a page that a line stands in, with a little around it. */
export async function stripOf(pages: Pages, { page, x, y, width, height }: Spot): Promise<HTMLCanvasElement> {
  const drawn = await pages.draw(page, 1400);
  const around = height * 0.6;
  const [left, top] = [Math.max(0, x - 0.01) * drawn.width, Math.max(0, y - around) * drawn.height];
  const [wide, high] = [
    Math.min(drawn.width - left, (width + 0.02) * drawn.width),
    Math.min(drawn.height - top, (height + 2 * around) * drawn.height),
  ];
  const strip = blank(wide, high);
  strip.getContext('2d')?.drawImage(drawn, left, top, wide, high, 0, 0, strip.width, strip.height);
  return strip;
}

export function blank(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  return canvas;
}

/** Draws each page once. */
export function drawnOnce(pages: Pages): Pages {
  const drawn = new Map<string, Promise<HTMLCanvasElement>>();
  return {
    ...pages,
    draw(page, width) {
      const key = `${page} ${width}`;
      const known = drawn.get(key) ?? pages.draw(page, width);
      drawn.set(key, known);
      if (drawn.size > 8) drawn.delete(drawn.keys().next().value ?? '');
      return known;
    },
  };
}
