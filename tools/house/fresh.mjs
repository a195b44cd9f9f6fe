import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at } from './places.mjs';

const ASIDE = new Set(['node_modules', 'dist', 'coverage']);

/** Whether what was built from these sources, and marked with `markFresh`, is still what they would give. */
export function isFresh(stamp, sources) {
  const file = at(stamp);
  return existsSync(file) && readFileSync(file, 'utf8') === fingerprint(sources);
}

export function markFresh(stamp, sources) {
  mkdirSync(dirname(at(stamp)), { recursive: true });
  writeFileSync(at(stamp), fingerprint(sources));
}

/** Names, sizes and times, not contents: a few milliseconds for the whole house. */
export function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, at(source));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isDirectory()) {
    hash.update(`${path}\n${stats.size}\n${stats.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!ASIDE.has(name) && !/\.test\.tsx?$/.test(name)) addTo(hash, join(path, name));
  }
}
