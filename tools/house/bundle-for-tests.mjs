// Bundles one program for the tests that start it again and again, unless it is there already; prints where it is.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePrograms } from './bundle.mjs';
import { fingerprint } from './fresh.mjs';
import { at } from './places.mjs';

const HOUR = 3_600_000;
const SOURCES = ['apps/server', 'packages', 'package-lock.json', 'tools/house'];

const program = process.argv[2];
const shelf = at('.cache/programs');
const name = program.replaceAll(/[^a-z]+/g, '-');
const home = join(shelf, `${name}-${fingerprint(SOURCES).slice(0, 16)}`);

if (!existsSync(home)) {
  mkdirSync(shelf, { recursive: true });
  removeOld();
  const draft = mkdtempSync(join(shelf, 'draft-'));
  await bundlePrograms({ main: at(program) }, draft, home);
  try {
    renameSync(draft, home);
  } catch {
    // Another test was faster; what it made is the same.
    rmSync(draft, { recursive: true });
  }
}
console.log(join(home, 'main.mjs'));

/** What no run can be using any more. */
function removeOld() {
  for (const each of readdirSync(shelf)) {
    const path = join(shelf, each);
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > HOUR) rmSync(path, { recursive: true, force: true });
  }
}
