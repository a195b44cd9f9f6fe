import { describe, expect, it } from 'vitest';
import { renderSmart } from './smart.ts';
import { SMART_REQUIREMENTS } from './smart-requirements.ts';

describe('the page about SMART App Launch', () => {
  it('gives each requirement its tests, or the reason that it has none', () => {
    const page = renderSmart([
      { file: 'a.test.ts', title: 'discovery > [SMART#14,15] names S256 alone', state: 'passed' },
      { file: 'b.test.ts', title: 'discovery > [SMART#15] once more', state: 'failed' },
    ]);
    expect(page).toMatch(/\| 14 \| .* \| `a.test.ts` \(1\) \|/);
    expect(page).toMatch(/\| 15 \| .* \| `a.test.ts` \(1\)<br>`b.test.ts` \(1, 1 failed\) \|/);
    expect(page).toMatch(/\| 396 \| .* \| No User Access Brand Bundle/);
    expect(page).toMatch(/\| 16 \| .* \| none yet \|/);
  });

  it('knows every number once', () => {
    const ids = SMART_REQUIREMENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(172);
  });
});
