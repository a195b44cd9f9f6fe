import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderThirdParty, shippedPieces, vendoredKnowledge } from './third-party.ts';

const root = join(import.meta.dirname, '..');

describe('the work of others', () => {
  it('is listed as it is (else run: node tools/third-party.ts)', () => {
    expect(readFileSync(join(root, 'THIRD_PARTY.md'), 'utf8')).toBe(renderThirdParty(root));
  });

  it('ships under licences that let anybody use Satchel', () => {
    const pieces = shippedPieces(root);
    expect(pieces.length).toBeGreaterThan(20);
    expect(pieces.filter(({ licence }) => /GPL|SSPL|BUSL|unknown|UNLICENSED|SEE LICENSE/i.test(licence))).toEqual([]);
  });

  it('tells title, date and licence of vendored data, none of it under GPL', () => {
    const knowledge = vendoredKnowledge(root);
    expect(knowledge.length).toBeGreaterThan(0);
    expect(knowledge.filter(({ title, licences, dated }) => !title || !dated || licences.length === 0)).toEqual([]);
    expect(knowledge.flatMap(({ licences }) => licences).filter((licence) => /GPL/i.test(licence))).toEqual([]);
  });
});
