import { setImmediate as turn } from 'node:timers/promises';
import type { LaidLine } from '../laid-line.ts';
import { isPdfBomb } from './is-bomb.ts';
import { linesOfPage, type Run } from './lines.ts';

/** More pages than these are not read. */
const PAGES = 3000;
/** Characters of text after which nobody reads on. */
const TEXT = 8_000_000;

export interface PdfRead {
  readonly pages: number;
  readonly lines: readonly LaidLine[];
  /** What it says about itself (PDF 32000-1 §14.3): its Info dictionary and XMP packet, by the names they use. */
  readonly info: Readonly<Record<string, unknown>>;
  readonly xmp: ReadonlyMap<string, unknown>;
  /** Pages that did not open. */
  readonly lost: readonly number[];
}

/** Why a PDF does not open. */
export type PdfTrouble = 'locked' | 'damaged' | 'bomb';

/** Reads the text of a PDF where it stands. Nothing in it is run, and nothing it points at is fetched. */
export async function openPdf(bytes: Uint8Array): Promise<PdfRead | PdfTrouble> {
  if (isPdfBomb(bytes)) return 'bomb';
  const { getDocument, VerbosityLevel } = await import('unpdf/pdfjs');
  const task = getDocument({
    // pdf.js takes over what it is given.
    data: bytes.slice(),
    verbosity: VerbosityLevel.ERRORS,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    enableXfa: false,
    stopAtErrors: false,
  });
  try {
    const pdf = await task.promise;
    const { info, metadata } = await pdf.getMetadata().catch(() => ({ info: {}, metadata: null }));
    const lines: LaidLine[] = [];
    const lost: number[] = [];
    let size = 0;
    for (let n = 1; n <= Math.min(pdf.numPages, PAGES) && size < TEXT; n++) {
      try {
        const page = await pdf.getPage(n);
        const { width, height } = page.getViewport({ scale: 1 });
        const { items } = await page.getTextContent();
        const runs = items.filter((item): item is typeof item & Run => 'str' in item);
        size += runs.reduce((sum, { str }) => sum + str.length, 0);
        lines.push(...linesOfPage(n, runs, { width, height }));
        page.cleanup();
      } catch {
        lost.push(n);
      }
      await turn();
    }
    return {
      pages: pdf.numPages,
      lines,
      info: Object.fromEntries(Object.entries(info)),
      xmp: new Map(metadata ? [...metadata] : []),
      lost,
    };
  } catch (error) {
    return error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'damaged';
  } finally {
    await task.destroy().catch(() => undefined);
  }
}
