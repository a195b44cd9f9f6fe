import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Kit, KITS, renderKits, unanswered } from './kits.ts';

const root = join(import.meta.dirname, '../..');

describe('the page about the conformance kits', () => {
  it('answers every title, with tests that are there', () => {
    expect(unanswered(KITS)).toEqual([]);
    const sources = new Map<string, string>();
    const sourceOf = (file: string): string => {
      const text = sources.get(file) ?? readFileSync(join(root, file), 'utf8');
      sources.set(file, text);
      return text;
    };
    const named = KITS.flatMap(({ checks }) => checks.flatMap(({ tests = [] }) => tests));
    expect(named.filter(({ file, title }) => !sourceOf(file).includes(title))).toEqual([]);
    expect(named.length).toBeGreaterThan(80);
  });

  it('fails when one has no answer', () => {
    const kit: Kit = { kit: 'k', name: 'K', checks: [{ title: 'Does something' }] };
    expect(() => renderKits([], [kit])).toThrow('K: Does something');
  });

  it('says which tests ran, and why there is none', () => {
    const kit: Kit = {
      kit: 'k @ 1',
      name: 'K',
      checks: [
        { title: 'Reads', tests: [{ file: 'a.test.ts', title: 'reads %s' }] },
        { title: 'Writes', reason: 'Nothing is written.' },
      ],
    };
    const page = renderKits([{ file: 'a.test.ts', title: 'b > reads all', state: 'passed' }], [kit]);
    expect(page).toContain('| Reads | `a.test.ts` (1): *reads %s* |');
    expect(page).toContain('| Writes | Nothing is written. |');
    expect(page).toContain('Of 2 checks 1 are made here as well, 1 have a reason why not.');
    expect(renderKits([], [kit])).toContain('(not in that run)');
  });
});
