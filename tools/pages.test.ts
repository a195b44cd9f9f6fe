import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a page points at: its links, and the files it names in backticks by a path from the root. */
const root = join(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', 'fixtures/**/*.md', 'knowledge/**/*.md'], { cwd: root }).sort();
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;
const NAMED_FILE = /`((?:apps|packages|tools|docs|fixtures|journeys|bench|knowledge)\/[\w./-]+\.\w+)`/g;
const PLACEHOLDER = /NNN/;

describe('the pages', () => {
  it('are there', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'GLOSSARY.md', 'CONTRIBUTING.md', 'SECURITY.md', 'THIRD_PARTY.md']),
    );
  });

  it.each(pages)('%s points only at what exists', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(LINK)].map(([, target = '']) => join(dirname(page), target));
    const files = [...text.matchAll(NAMED_FILE)].map(([, file = '']) => file);
    expect([...links, ...files].filter((target) => !PLACEHOLDER.test(target) && !existsSync(join(root, target)))).toEqual([]);
  });
});
