import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Larger pictures are not searched for codes, in pixels: a decoded one takes four bytes each. */
const PIXELS = 64_000_000;
/** Codes of a picture that are read. */
const CODES = 20;

type Decode = (bytes: Uint8Array) => Promise<string[]>;
let ready: Promise<Decode> | undefined;

/** The decoder from its package, WebAssembly and all; it fetches nothing. */
async function decoder(): Promise<Decode> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  return async (bytes) => {
    const found = await readBarcodes(bytes, { formats: ['QRCode'], maxNumberOfSymbols: CODES, tryHarder: true });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}

/** The texts of the QR codes in a JPEG, PNG, GIF or BMP picture; none where it cannot be decoded. */
export async function codesIn(bytes: Uint8Array, size: { readonly width?: number; readonly height?: number }): Promise<string[]> {
  if ((size.width ?? 0) * (size.height ?? 0) > PIXELS) return [];
  ready ??= decoder();
  const decode = await ready;
  return decode(bytes).catch(() => []);
}
