import { environment, runQuietly } from './run.mjs';
import { at } from './places.mjs';

/** What is read rather than run. Each says nothing when it has nothing to say. */
const CHECKS = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--format=unix'] },
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt', '--check'] },
];

/** Runs the checks one after the other. @returns how many passed and failed */
export async function runChecks(node) {
  const tally = { passed: 0, failed: 0, skipped: [] };
  for (const { name, command } of CHECKS) {
    const [program, ...args] = command;
    const { code, output } = await runQuietly(node, [at(program), ...args], { env: environment() });
    console.log(code === 0 ? `ok      ${name}` : `FAILED  ${name}\n${output.trimEnd()}`);
    if (code === 0) tally.passed += 1;
    else tally.failed += 1;
  }
  return tally;
}
