// `npm run check`: types, lint, format and floor plan, in a few seconds.
import { runChecks } from './house/checks.mjs';
import { installWhenStale } from './house/install.mjs';
import { nodeOrExit } from './house/node.mjs';
import { runVitest } from './house/vitest.mjs';

await installWhenStale();
const node = nodeOrExit();
const read = await runChecks(node);
const plan = await runVitest(node, ['--project', 'unit', 'tools/floor-plan'], { name: 'floor-plan' });
process.exit(read.failed + plan.failed === 0 ? 0 : 1);
