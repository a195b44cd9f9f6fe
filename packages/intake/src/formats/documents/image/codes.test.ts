import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { beforeAll, expect, it } from 'vitest';
import { parsedFrom } from '../../../../testing/parsed.ts';

beforeAll(async () => {
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')));
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
});

async function pictureOf(text: string): Promise<Uint8Array> {
  const { image } = await writeBarcode(text, { format: 'QRCode', scale: 6 });
  if (!image) throw new Error('no picture');
  return new Uint8Array(await image.arrayBuffer());
}

const wordsOf = async (text: string) =>
  (await parsedFrom('code.png', await pictureOf(text))).flatMap((each) => (each.kind === 'file' ? each.words : []));

it('hands a health card in a picture on to where cards are read', async () => {
  const digits = Array.from('eyJ6aXAiOiJERUYifQ.e30.AA', (letter) => String(letter.charCodeAt(0) - 45).padStart(2, '0')).join('');
  expect(await wordsOf(`shc:/${digits}`)).toEqual(['PNG picture', 'SMART Health Card']);
});

it('tells a health link, and follows none', async () => {
  expect(await wordsOf('shlink:/eyJ1cmwiOiJodHRwczovL3guZXhhbXBsZSJ9')).toEqual(['PNG picture', 'SMART Health Link']);
});

it('passes over codes that say something else', async () => {
  expect(await wordsOf('https://beacon.example/menu')).toEqual(['PNG picture']);
});
