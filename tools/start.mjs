// `npm start`: everything from a bare checkout to Satchel serving at http://localhost:8787.
import { buildWhenStale } from './house/build.mjs';
import { installWhenStale } from './house/install.mjs';
import { nodeOrExit } from './house/node.mjs';
import { at } from './house/places.mjs';
import { environment, run } from './house/run.mjs';

await installWhenStale();
const node = nodeOrExit();
await buildWhenStale(node);
process.exit(await run(node, ['--enable-source-maps', at('apps/server/dist/server.mjs')], { env: environment() }));
