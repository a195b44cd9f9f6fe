import { basename, dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Bundles programs into a folder, for a quick start. Packages from npm stay where npm put them.
 * @param {Record<string, string>} programs the file of each, by the name its bundle shall have
 * @param {string} into the folder, which is emptied first
 * @param {string} home where that folder is in the end, when it is moved there afterwards
 */
export async function bundlePrograms(programs, into, home = into) {
  const bundle = await rolldown({
    input: programs,
    platform: 'node',
    external: isFromNpm,
    plugins: [bringThreads, keepItsPlace(home)],
    logLevel: 'silent',
  });
  await bundle.write({
    dir: into,
    format: 'esm',
    sourcemap: true,
    cleanDir: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunk-[hash].mjs',
  });
  await bundle.close();
}

/** What a module starts in a thread is a program beside it, bundled like the rest. */
const bringThreads = {
  name: 'bring-threads',
  transform(code, id) {
    const threads = /new URL\('(\.\/[\w.-]+\.worker)\.ts', import\.meta\.url\)/g;
    if (!threads.test(code)) return null;
    return code.replaceAll(threads, (_, path) => {
      const name = basename(path);
      this.emitFile({ type: 'chunk', id: join(dirname(id), `${path}.ts`), fileName: `${name}.mjs` });
      return `new URL('./${name}.mjs', import.meta.place)`;
    });
  },
  renderChunk: (code) => (code.includes('import.meta.place') ? code.replaceAll('import.meta.place', 'import.meta.url') : null),
};

/** Files that a module reads are named from where it was written, not from the bundle. */
const keepItsPlace = (home) => ({
  name: 'keep-its-place',
  transform(code, id) {
    if (!code.includes('import.meta.')) return null;
    const url = `new URL(${JSON.stringify(relative(home, id))}, import.meta.url)`;
    const path = `process.getBuiltinModule('node:url').fileURLToPath(${url})`;
    const inPlace = { url: `${url}.href`, filename: path, dirname: `process.getBuiltinModule('node:path').dirname(${path})` };
    return code.replaceAll(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, part) => inPlace[part]);
  },
});

const isFromNpm = (id) => /^[a-z@]/.test(id) && !id.startsWith('@satchel/');
