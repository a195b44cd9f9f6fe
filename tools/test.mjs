// `npm test`: sets up what it needs, proves everything, and ends with one line: N passed, N failed, N skipped.
import { parseArgs } from 'node:util';
import { buildWhenStale } from './house/build.mjs';
import { runChecks } from './house/checks.mjs';
import { installWhenStale } from './house/install.mjs';
import { hasBrowser, prepareMachine } from './house/machine.mjs';
import { nodeOrExit } from './house/node.mjs';
import { runVitest } from './house/vitest.mjs';

const { values: asked } = parseArgs({
  options: { only: { type: 'string' }, nightly: { type: 'boolean', default: false }, update: { type: 'boolean', default: false } },
});
const env = asked.nightly ? { SATCHEL_NIGHTLY: '1' } : {};
const update = asked.update ? ['--update'] : [];
/** Has a suite of its own, which fails below full coverage. */
const VAULT = 'packages/vault';

const PARTS = {
  checks: (node) => runChecks(node),
  unit: (node) => runVitest(node, ['--project', 'unit', `--exclude=${VAULT}/**`, ...update], { name: 'unit', env }),
  golden: (node) => runVitest(node, ['--project', 'unit', 'golden', ...update], { name: 'golden', env }),
  vault: (node) => runVitest(node, ['--root', VAULT, '--coverage'], { name: 'vault', env }),
  journeys: async (node) => {
    if (!hasBrowser()) return { passed: 0, failed: 0, skipped: ['journeys: all of them (there is no Chromium here)'] };
    await buildWhenStale(node);
    return runVitest(node, ['--project', 'journeys', ...update], { name: 'journeys', env });
  },
};
const ALL = ['checks', 'unit', 'vault', 'journeys'];

if (asked.only !== undefined && !(asked.only in PARTS)) {
  console.error(`--only takes one of: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}

await installWhenStale();
const node = nodeOrExit();
const missing = await prepareMachine();

const tally = { passed: 0, failed: 0, skipped: [] };
for (const name of asked.only === undefined ? ALL : [asked.only]) {
  const { passed, failed, skipped } = await PARTS[name](node);
  tally.passed += passed;
  tally.failed += failed;
  tally.skipped.push(...skipped);
}

if (missing.length + tally.skipped.length > 0) {
  console.log('\nNOT CHECKED in this run:');
  for (const line of [...missing, ...tally.skipped]) console.log(`  - ${line}`);
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`);
process.exit(tally.failed === 0 ? 0 : 1);
