// `npm run regress [part of a path]`: takes every file of SATCHEL_SAMPLES into a record and prints what became of it, as a table.
import { installWhenStale } from './house/install.mjs';
import { nodeOrExit } from './house/node.mjs';
import { at } from './house/places.mjs';
import { environment, run } from './house/run.mjs';

await installWhenStale();
process.exit(await run(nodeOrExit(), [at('tools/regress/regress.ts'), ...process.argv.slice(2)], { env: environment() }));
