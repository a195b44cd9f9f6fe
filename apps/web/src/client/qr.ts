/** Longer sides are made smaller first: a code fills most of a picture that was taken of it. */
const SIDE = 1600;

/** The text of the QR code in a picture; undefined where none can be made out. Nothing leaves this device. */
export async function readQr(picture: Blob): Promise<string | undefined> {
  const { decodeQR } = await import('qr/decode.js');
  const image = await createImageBitmap(picture).catch(() => undefined);
  if (!image) return undefined;
  for (const side of [SIDE, SIDE / 2]) {
    const pixels = pixelsOf(image, side);
    try {
      if (pixels) return decodeQR(pixels, { timeLimit: 2000 });
    } catch {
      // Another size may show it more clearly.
    }
  }
  return undefined;
}

function pixelsOf(image: ImageBitmap, side: number): ImageData | undefined {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context?.drawImage(image, 0, 0, width, height);
  return context?.getImageData(0, 0, width, height);
}
