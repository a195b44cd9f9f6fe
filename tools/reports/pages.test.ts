import { describe, expect, it } from 'vitest';
import type { Tallied } from '../house/tally-reporter.ts';
import { renderFunctionalModel, renderProofTable } from './pages.ts';

const tests: Tallied[] = [
  { file: 'a.test.ts', title: 'an envelope > [S18] [S20] refuses a flipped bit', state: 'passed' },
  { file: 'a.test.ts', title: 'an envelope > [S18] [S01] refuses a short tag', state: 'failed' },
  { file: 'b.test.ts', title: '[S18] on PostgreSQL', state: 'skipped' },
  { file: 'b.test.ts', title: 'a correction > [PH.2.5.4#07] keeps what it corrects', state: 'passed' },
  { file: 'b.test.ts', title: 'entry [0] is no tag, and [S99x] neither', state: 'passed' },
];

describe('the tables of proofs', () => {
  it('count the tests of each case, and say what is missing, failed or skipped', () => {
    const table = renderProofTable(tests);
    expect(table).toMatch(/\| S18 \| .* \| `a.test.ts` \(2, 1 failed\)<br>`b.test.ts` \(1, 1 skipped\) \|/);
    expect(table).toMatch(/\| S20 \| .* \| `a.test.ts` \(1\) \|/);
    expect(table).toMatch(/\| S1 \| .* \| `a.test.ts` \(1, 1 failed\) \|/);
    expect(table).toMatch(/\| S2 \| .* \| none yet \|/);
    expect(table).toContain('3 of 40 cases');
  });

  it('list the statements that a test stands for', () => {
    const page = renderFunctionalModel(tests);
    expect(page).toContain('| PH.2.5.4#07 | keeps what it corrects | `b.test.ts` (1) |');
    expect(page).toContain('Statements with a test: 1.');
  });
});
