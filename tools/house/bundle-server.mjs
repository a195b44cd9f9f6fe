// Bundles the server and the command line.
import { existsSync } from 'node:fs';
import { bundlePrograms } from './bundle.mjs';
import { at } from './places.mjs';

const PROGRAMS = { server: at('apps/server/src/main.ts'), cli: at('apps/server/src/cli/main.ts') };

await bundlePrograms(Object.fromEntries(Object.entries(PROGRAMS).filter(([, file]) => existsSync(file))), at('apps/server/dist'));
