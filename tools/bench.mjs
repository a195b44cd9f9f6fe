// `npm run bench [name...]`: runs the measurements of bench/ and writes bench/results.json, RESULTS.md and growth.svg.
import { installWhenStale } from './house/install.mjs';
import { nodeOrExit } from './house/node.mjs';
import { at } from './house/places.mjs';
import { environment, run } from './house/run.mjs';

await installWhenStale();
process.exit(await run(nodeOrExit(), [at('tools/bench/run-benches.ts'), ...process.argv.slice(2)], { env: environment() }));
