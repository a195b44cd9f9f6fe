import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { at } from './places.mjs';
import { environment, run } from './run.mjs';

/**
 * Runs vitest and counts what it did. The list of its tests stays in .cache/tests/<name>.json.
 * @param {string} node the Node to run it on
 * @param {string[]} args vitest's own arguments
 * @param {{name: string, env?: Record<string, string>}} options
 */
export async function runVitest(node, args, { name, env = {} }) {
  console.log(`\n${name}`);
  const list = at('.cache/tests', `${name}.json`);
  mkdirSync(dirname(list), { recursive: true });
  rmSync(list, { force: true });
  const reporters = ['--reporter=default', `--reporter=${at('tools/house/tally-reporter.ts')}`];
  const code = await run(node, [at('node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args], {
    env: environment({ ...env, SATCHEL_TALLY: list }),
  });
  if (code > 128) process.exit(code);
  const tally = readTally(list);
  // A threshold missed, a crash, an error between tests: vitest's exit code knows even when no test failed.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function readTally(file) {
  try {
    const tests = JSON.parse(readFileSync(file, 'utf8'));
    const count = (state) => tests.filter((test) => test.state === state).length;
    return { passed: count('passed'), failed: count('failed'), skipped: tests.filter((test) => test.state === 'skipped').map(inWords) };
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

const inWords = ({ file, title, why }) => `${file}: ${title}${why ? ` (${why})` : ''}`;
