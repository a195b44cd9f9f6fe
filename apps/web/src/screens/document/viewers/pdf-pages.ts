import { getDocument, GlobalWorkerOptions, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import jbig2 from 'pdfjs-dist/wasm/jbig2.wasm?url';
import openjpeg from 'pdfjs-dist/wasm/openjpeg.wasm?url';
import qcms from 'pdfjs-dist/wasm/qcms_bg.wasm?url';
import { blank, drawnOnce, type Pages } from '../pages.ts';

const OWN_FILES: Readonly<Record<string, string>> = { 'jbig2.wasm': jbig2, 'openjpeg.wasm': openjpeg, 'qcms_bg.wasm': qcms };

/** The decoders of pdf.js come out of our own bundle, and nothing comes from elsewhere. */
class OwnFiles {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const url = OWN_FILES[filename];
    if (url === undefined) throw new Error(`${filename} is not part of this app.`);
    return new Uint8Array(await (await fetch(url)).arrayBuffer());
  }
}

/** Opens a PDF. Its scripts, forms and links do nothing here. Throws where it is locked or damaged. */
export async function pdfPages(bytes: Uint8Array): Promise<Pages> {
  GlobalWorkerOptions.workerPort ??= new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' });
  const pdf = await getDocument({
    data: bytes,
    verbosity: VerbosityLevel.ERRORS,
    useWorkerFetch: false,
    enableXfa: false,
    BinaryDataFactory: OwnFiles,
  }).promise;
  return drawnOnce({
    count: pdf.numPages,
    async draw(n, width) {
      const page = await pdf.getPage(n);
      const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
      const canvas = blank(viewport.width, viewport.height);
      await page.render({ canvas, viewport }).promise;
      return canvas;
    },
    async words(n) {
      const { items } = await (await pdf.getPage(n)).getTextContent();
      return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    },
  });
}
