import { describe, expect, it } from 'vitest';
import { renderGuides, requirementsOf } from './guides.ts';

describe('the pages about guides', () => {
  it('give each requirement its tests, or the reason that it has none', () => {
    const pages = renderGuides([{ file: 'a.test.ts', title: 'x > [SUB#12-14,15] [IPA#Patient] y', state: 'passed' }]);
    expect(pages['docs/conformance/subscriptions.md']).toMatch(/\| 14 \| .* \| `a.test.ts` \(1\) \|/);
    expect(pages['docs/conformance/subscriptions.md']).toMatch(/\| 20 \| .* \| none yet \|/);
    expect(pages['docs/conformance/ipa.md']).toMatch(/\| Patient \| .* \| `a.test.ts` \(1\) \|/);
    expect(pages['docs/conformance/bulk.md']).toMatch(/\| 224 \| .* \| One record is one person/);
  });

  it.each(['ipa', 'us-core', 'bulk', 'subscriptions', 'g10'] as const)('know every number of %s once', (name) => {
    const ids = requirementsOf(name).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
