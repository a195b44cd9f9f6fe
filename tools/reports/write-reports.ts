import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tallied } from '../house/tally-reporter.ts';
import { renderGuides } from './guides.ts';
import { renderKits } from './kits.ts';
import { renderFunctionalModel, renderProofTable } from './pages.ts';
import { renderSmart } from './smart.ts';

/** Writes the tables of proofs from the lists of tests that the last `npm test` left. */
const root = join(import.meta.dirname, '../..');
const lists = globSync('.cache/tests/*.json', { cwd: root });
const tests = lists.flatMap((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Tallied[]);
if (tests.length === 0) throw new Error('There is no list of tests: run npm test first.');
const pages = {
  'docs/security/proof-table.md': renderProofTable(tests),
  'docs/conformance/phr-s-fm.md': renderFunctionalModel(tests),
  'docs/conformance/smart.md': renderSmart(tests),
  'docs/conformance/kits.md': renderKits(tests),
  ...renderGuides(tests),
};
for (const [path, text] of Object.entries(pages)) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`Wrote ${path}`);
}
