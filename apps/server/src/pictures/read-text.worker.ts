import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

/** What of Tesseract's WebAssembly build is used here. */
interface Tesseract {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void };
  readonly TessBaseAPI: new () => {
    Init(path: null, languages: string, mode: number): number;
    SetImageFile(exif: number, angle: number): number;
    Recognize(monitor: null): number;
    GetTSVText(page: number): string;
    End(): void;
  };
}

const { picture } = workerData as { readonly picture: Uint8Array };
const require = createRequire(import.meta.url);
/** English and Spanish, as their packages bring them: the small models, which read as well and load in a third of the time. */
const DATA: Readonly<Record<string, string>> = {
  eng: require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'),
  spa: require.resolve('@tesseract.js-data/spa/4.0.0_best_int/spa.traineddata.gz'),
};
/** The neural engine alone: its data is a quarter of the size, and it reads better. */
const ENGINE = 1;

const start = require('tesseract.js-core/tesseract-core-simd-lstm.js') as (options: object) => Promise<Tesseract>;
// Its complaints are told by what it answers.
const core = await start({
  printErr() {},
  print() {},
  wasmBinary: readFileSync(require.resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm')),
});
for (const [language, data] of Object.entries(DATA)) core.FS.writeFile(`${language}.traineddata`, gunzipSync(readFileSync(data)));
const reader = new core.TessBaseAPI();
const isReady = reader.Init(null, Object.keys(DATA).join('+'), ENGINE) === 0;
core.FS.writeFile('/input', picture);
const isPicture = isReady && reader.SetImageFile(1, 0) === 0;
if (isPicture) reader.Recognize(null);
parentPort?.postMessage(isPicture ? reader.GetTSVText(0) : undefined);
reader.End();
