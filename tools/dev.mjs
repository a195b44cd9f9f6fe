// `npm run dev`: the server restarts, and the web app reloads, as you save.
import { installWhenStale } from './house/install.mjs';
import { nodeOrExit } from './house/node.mjs';
import { at } from './house/places.mjs';
import { environment, run } from './house/run.mjs';

await installWhenStale();
const node = nodeOrExit();
const port = process.env.SATCHEL_PORT ?? '8787';
const env = environment({ SATCHEL_PORT: port, SATCHEL_API: `http://localhost:${port}` });
const stop = new AbortController();

console.log('Open the app at the address that Vite prints below.');
const code = await Promise.race([
  run(node, ['--watch', at('apps/server/src/main.ts')], { env, signal: stop.signal }),
  run(node, [at('node_modules/vite/bin/vite.js'), 'dev', at('apps/web')], { env, signal: stop.signal }),
]);
stop.abort();
process.exit(code);
