import { existsSync } from 'node:fs';
import { isFresh, markFresh } from './fresh.mjs';
import { at } from './places.mjs';
import { environment, runQuietly } from './run.mjs';

const SHARED_SOURCES = ['packages', 'package-lock.json', 'tsconfig.json', 'tools/house'];

/** The two things we build: what runs on the server, and what runs in the browser. */
const PARTS = [
  {
    name: 'server',
    entry: 'apps/server/src/main.ts',
    sources: ['apps/server', ...SHARED_SOURCES],
    stamp: 'apps/server/dist/.built-from',
    command: ['tools/house/bundle-server.mjs'],
  },
  {
    name: 'web app',
    entry: 'apps/web/index.html',
    sources: ['apps/web', ...SHARED_SOURCES],
    stamp: 'apps/web/dist/.built-from',
    command: ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn'],
  },
];

/** Builds what its sources have left behind. Ends the process when a build fails. */
export async function buildWhenStale(node) {
  for (const part of PARTS) {
    if (!existsSync(at(part.entry)) || isFresh(part.stamp, part.sources)) continue;
    console.log(`Building the ${part.name}.`);
    const { code, output } = await runQuietly(node, part.command, { env: environment() });
    if (code !== 0) {
      console.error(`Building the ${part.name} failed:\n${output}`);
      process.exit(1);
    }
    markFresh(part.stamp, part.sources);
  }
}

/** Whether the bundled server and command line are what their sources would give now. */
export function isServerFresh() {
  const [server] = PARTS;
  return isFresh(server.stamp, server.sources);
}
