import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** One test as the tally keeps it; the closing line, the list of what was skipped and the proof tables are made from these. */
export interface Tallied {
  readonly file: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly why?: string;
}

/** Writes every test of a run, as JSON, to the file that SATCHEL_TALLY names. A module that cannot even be loaded counts as one failure. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env['SATCHEL_TALLY'];
    if (file === undefined) return;
    const strays = errors.map((error): Tallied => ({ file: '(between tests)', title: error.message, state: 'failed' }));
    writeFileSync(file, `${JSON.stringify([...modules.flatMap(tallyModule), ...strays], null, 2)}\n`);
  }
}

function tallyModule(module: TestModule): Tallied[] {
  const tests = [...module.children.allTests()].map((test) => tallyTest(module, test));
  const broke = module.state() === 'failed' && !tests.some((test) => test.state === 'failed');
  return broke ? [...tests, { file: fileOf(module), title: 'the file itself', state: 'failed' }] : tests;
}

function tallyTest(module: TestModule, test: TestCase): Tallied {
  const result = test.result();
  const state = result.state === 'pending' ? 'failed' : result.state;
  const why = result.state === 'skipped' ? result.note : undefined;
  return { file: fileOf(module), title: test.fullName, state, ...(why === undefined ? {} : { why }) };
}

const fileOf = (module: TestModule): string => relative(join(import.meta.dirname, '../..'), module.moduleId);
