import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { at } from './places.mjs';
import { environment, runQuietly } from './run.mjs';

const STAMP = at('node_modules/.installed-from');

/** Brings `node_modules` to what package-lock.json says, when it is not there already. Ends the process when it cannot. */
export async function installWhenStale() {
  const lock = readFileSync(at('package-lock.json'), 'utf8');
  const digest = createHash('sha256').update(lock).digest('hex');
  if (textOf(STAMP) === digest || isInstalled(lock)) return;
  const again = existsSync(at('node_modules'));
  console.log(again ? 'The dependencies have changed: installing them again.' : 'First run: installing dependencies (about a minute).');
  // Not under the Node we may be about to replace, and deaf to npm's remarks about the system's own, older Node.
  const { code, output } = await runQuietly('npm', ['ci', '--loglevel=error'], { env: environment({ ours: false }) });
  if (code === 0) return writeFileSync(STAMP, digest);
  console.error(`Installing the dependencies failed. npm said:\n${output}`);
  process.exit(1);
}

/** Whether `npm install` was here since: npm keeps its own account, written only once an install is whole. */
function isInstalled(lock) {
  const account = textOf(at('node_modules/.package-lock.json'));
  if (account === undefined) return false;
  const installed = JSON.parse(account).packages;
  return Object.entries(JSON.parse(lock).packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const have = installed[path];
    return have ? have.version === wanted.version && have.integrity === wanted.integrity : wanted.optional === true;
  });
}

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
