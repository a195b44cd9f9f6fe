import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const PUBLIC = ['/', '/manifest.webmanifest', '/icon.svg'];

/**
 * Writes `sw.js`: the service worker with the list of the build's own static files. It keeps those and nothing
 * else, so no health fact ever reaches the browser's cache.
 */
export function offlineShell(): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    generateBundle: {
      // After the build has thrown out what is empty: one file that is not there, and the browser keeps nothing.
      order: 'post',
      handler(_, bundle) {
        const files = Object.keys(bundle)
          .filter((name) => name.startsWith('assets/'))
          .map((name) => `/${name}`);
        const list = [...PUBLIC, ...files].sort();
        const version = createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 12);
        const source = readFileSync(new URL('./service-worker.js', import.meta.url), 'utf8')
          .replace("'VERSION'", JSON.stringify(version))
          .replace("['FILES']", JSON.stringify(list));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}
