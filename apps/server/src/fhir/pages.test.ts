import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Interaction } from './interaction.ts';
import { INTERACTIONS } from './interactions.ts';

const folder = join(import.meta.dirname, '../../../../docs/api');
const pages = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** Where kinds share a page. */
const PAGE: Readonly<Record<string, string>> = {
  'history-instance': 'history',
  'history-type': 'history',
  'history-system': 'history',
  'search-type': 'search',
  'search-system': 'search',
};

/** An operation stands in the title of a page, and so does what belongs to one. */
function pageOf({ kind, operation, path }: Interaction): string | undefined {
  if (kind !== 'operation') return pages.get(`${PAGE[kind] ?? kind}.md`);
  const name = operation ? `$${operation.name}` : (path.split('/')[0] ?? '');
  return [...pages.values()].find((page) => page.split('\n', 1)[0]?.includes(name));
}

describe('the pages about the FHIR API', () => {
  it.each(INTERACTIONS.map((interaction) => [`${interaction.method} ${interaction.path}`, interaction] as const))(
    'tell of %s',
    (_, interaction) => {
      expect(pageOf(interaction)?.length).toBeGreaterThan(100);
    },
  );
  it('are all found from the first', () => {
    for (const name of pages.keys()) if (name !== 'README.md') expect(pages.get('README.md')).toContain(`(${name})`);
  });
});
