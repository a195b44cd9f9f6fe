import { existsSync, readFileSync } from 'node:fs';
import { at } from './places.mjs';
import { environment, runQuietly } from './run.mjs';

/** Brings `node_modules` to what package-lock.json says, when it is not there already. Ends the process when it cannot. */
export async function installWhenStale() {
  if (isInstalled()) return;
  console.log(
    existsSync(at('node_modules'))
      ? 'The list of dependencies has changed: installing them again.'
      : 'First run: installing dependencies (about a minute).',
  );
  // Not under the Node we may be about to replace, and deaf to npm's remarks about the system's own, older Node.
  const { code, output } = await runQuietly('npm', ['ci', '--loglevel=error'], { env: environment({ ours: false }) });
  if (code === 0) return;
  console.error(`Installing the dependencies failed. npm said:\n${output}`);
  process.exit(1);
}

/** npm keeps its own account of what it installed last; it is written only once an install is whole. */
function isInstalled() {
  const wanted = packagesOf(at('package-lock.json'));
  const installed = packagesOf(at('node_modules/.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const have = installed[path];
    return have ? have.version === entry.version && have.integrity === entry.integrity : entry.optional === true;
  });
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
