import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '@satchel/fhir';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from './testing/read.ts';

const folder = join(import.meta.dirname, 'fixtures');
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const runs = process.env['SATCHEL_NIGHTLY'] === '1' ? 20_000 : 150;

const SNIPPETS = [
  '<',
  '>',
  '&',
  '"',
  '</',
  '<!--',
  ']]>',
  '<![CDATA[',
  '\u0000',
  '<?x',
  '</act>',
  '<act>',
  ' nullFlavor="UNK"',
  '999999999999',
  '',
  '&#x0;',
  '\ud800',
];

/** A cut, a repetition or an insertion somewhere in the text. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(60),
  snippet: fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ maxLength: 8 })),
  twice: fc.boolean(),
});

function mutated(text: string, changes: readonly { at: number; length: number; snippet: string; twice: boolean }[]): string {
  let out = text;
  for (const { at, length, snippet, twice } of changes) {
    const start = Math.floor(at * out.length);
    const piece = out.slice(start, start + length);
    out = out.slice(0, start) + snippet + (twice ? piece + piece : '') + out.slice(start + length);
  }
  return out;
}

describe('any text at all', () => {
  it('is taken in or refused, never a crash, and the same each time [S28]', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 6 }), async (text, changes) => {
        const changed = mutated(text, changes);
        const first = await read(changed);
        expect(await read(changed)).toEqual(first);
        expect(first.drafts.length + first.others.length).toBeGreaterThan(0);
      }),
      { numRuns: runs },
    );
  });

  it('becomes valid resources from whatever values it holds', { timeout: 60_000 }, async () => {
    const value = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('20240230', '2024', '1e400', '-0', '00', 'NaN', '1.2.3', '9'.repeat(40), ' x  y '),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(400), value), { minLength: 1, maxLength: 8 }),
        async (text, changes) => {
          const written = new Map(changes);
          let n = 0;
          const changed = text.replace(/(value|code|extension|displayName|unit)="([^"]*)"/g, (whole, name: string) => {
            const other = written.get(n++);
            return other === undefined ? whole : `${name}="${other.replace(/[<&"\p{Cc}\p{Cs}\p{Cn}]/gu, '')}"`;
          });
          const { drafts } = await read(changed);
          const wrong = drafts.flatMap(({ resource }) => validate(resource).map((each) => `${each.expression?.[0]}: ${each.diagnostics}`));
          // A range that is written the wrong way round is told as it is written; the record marks it.
          expect(wrong.filter((each) => !each.includes(' rng-2: '))).toEqual([]);
        },
      ),
      { numRuns: runs },
    );
  });
});
