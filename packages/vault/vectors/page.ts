/** What a browser's page runs: the vectors on the web engine. */
import { webEngine } from '../src/engine-web.ts';
import { runVectors, type Vector } from './run.ts';

declare global {
  var failuresOf: (vectors: readonly Vector[]) => Promise<string[]>;
}

globalThis.failuresOf = (vectors) => runVectors(webEngine, vectors);
