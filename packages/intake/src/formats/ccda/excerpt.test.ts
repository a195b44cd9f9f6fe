import { expect, it } from 'vitest';
import { ccda } from './parse.ts';
import { documentWith, section, sourceOf } from './testing/read.ts';

const text = documentWith(
  section('30954-2', 'a', '<observation><code code="one"/></observation>', '<observation><code code="two"/></observation>'),
  section('30954-2', 'b', '<observation><code code="three &amp; more"/></observation>'),
);

it('shows the entry that a place names, and the header', async () => {
  expect(await ccda.excerpt?.(sourceOf(text), 'Results entry 2')).toBe(
    '<entry>\n  <observation>\n    <code code="two"/>\n  </observation>\n</entry>',
  );
  expect(await ccda.excerpt?.(sourceOf(text), 'Results (2) entry 1')).toContain('three &amp; more');
  expect(await ccda.excerpt?.(sourceOf(text), 'header')).toContain('<family>Muster</family>');
  expect(await ccda.excerpt?.(sourceOf(text), 'Results entry 9')).toBeUndefined();
});
