// Bundles the server and the command line, for a quick start. Packages from npm stay where npm put them.
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { rolldown } from 'rolldown';
import { at } from './places.mjs';

const DIST = at('apps/server/dist');
const ENTRIES = { server: at('apps/server/src/main.ts'), cli: at('apps/server/src/cli/main.ts') };

/** Files that a module reads, and workers that it starts, are named from where it was written, not from the bundle. */
const keepItsPlace = {
  name: 'keep-its-place',
  transform(code, id) {
    if (!code.includes('import.meta.')) return null;
    const url = `new URL(${JSON.stringify(relative(DIST, id))}, import.meta.url)`;
    const path = `process.getBuiltinModule('node:url').fileURLToPath(${url})`;
    const inPlace = { url: `${url}.href`, filename: path, dirname: `process.getBuiltinModule('node:path').dirname(${path})` };
    return code.replaceAll(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, part) => inPlace[part]);
  },
};

const isFromNpm = (id) => /^[a-z@]/.test(id) && !id.startsWith('@satchel/');

const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(file))),
  platform: 'node',
  external: isFromNpm,
  plugins: [keepItsPlace],
});
await bundle.write({
  dir: DIST,
  format: 'esm',
  sourcemap: true,
  cleanDir: true,
  entryFileNames: '[name].mjs',
  chunkFileNames: 'chunk-[hash].mjs',
});
await bundle.close();
