import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Larger pictures are not searched for codes, in pixels: a decoded one takes four bytes each. */
const PIXELS = 64_000_000;
/** Codes of a picture that are read. */
const CODES = 20;

let ready: Promise<typeof import('zxing-wasm/reader')> | undefined;

/** The decoder from its package; it fetches nothing. */
async function decoder(): Promise<typeof import('zxing-wasm/reader')> {
  const reader = await import('zxing-wasm/reader');
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  await reader.prepareZXingModule({
    overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer },
    fireImmediately: true,
  });
  return reader;
}

/** The texts of the QR codes in a JPEG, PNG, GIF or BMP picture. */
export async function codesIn(bytes: Uint8Array, size: { readonly width?: number; readonly height?: number }): Promise<string[]> {
  if ((size.width ?? 0) * (size.height ?? 0) > PIXELS) return [];
  ready ??= decoder();
  const { readBarcodes } = await ready;
  try {
    const found = await readBarcodes(bytes, { formats: ['QRCode'], maxNumberOfSymbols: CODES, tryHarder: true });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  } catch {
    return [];
  }
}
