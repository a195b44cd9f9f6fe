import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { at } from './places.ts';

/** Before the first story (this is vitest's `globalSetup`): builds the web app when it was never built or its sources are newer. */
export default async function ensureWebBuilt(): Promise<void> {
  const built = await modified(at('apps/web/dist/index.html'));
  if (built > (await newest(at('apps/web/src')))) return;
  // The runner calls this a test; what is looked at is what people get.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [at('node_modules/vite/bin/vite.js'), 'build', at('apps/web'), '--logLevel', 'warn'], {
    env,
  });
}

const modified = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

async function newest(folder: string): Promise<number> {
  const inside = await readdir(folder, { withFileTypes: true, recursive: true });
  const times = await Promise.all(inside.filter((each) => each.isFile()).map((each) => modified(join(each.parentPath, each.name))));
  return Math.max(0, ...times);
}
