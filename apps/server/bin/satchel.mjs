#!/usr/bin/env node
// `npx satchel`: the command line, on a Node that can run it.
import { isServerFresh } from '../../../tools/house/build.mjs';
import { nodeOrExit } from '../../../tools/house/node.mjs';
import { at } from '../../../tools/house/places.mjs';
import { environment, run } from '../../../tools/house/run.mjs';

const program = isServerFresh() ? 'apps/server/dist/cli.mjs' : 'apps/server/src/cli/main.ts';
const args = ['--enable-source-maps', at(program), ...process.argv.slice(2)];
process.exit(await run(nodeOrExit(), args, { cwd: process.cwd(), env: environment() }));
