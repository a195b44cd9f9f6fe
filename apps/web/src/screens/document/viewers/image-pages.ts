import { blank, drawnOnce, type Pages } from '../pages.ts';

/** A picture as its one page. Throws where this browser cannot decode it. */
export async function imagePages(blob: Blob): Promise<Pages> {
  const picture = await createImageBitmap(blob, { imageOrientation: 'from-image' });
  return drawnOnce({
    count: 1,
    async draw(_, width) {
      const canvas = blank(width, (width * picture.height) / picture.width);
      canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas;
    },
  });
}
