import type { Tallied } from '../house/tally-reporter.ts';

/** A tag in a test's title: `[S23]`, `[PH.2.5.4#07]`. */
const TAG = /\[(S\d{1,2}|[A-Z]{1,2}\.[\d.]*\d#\d{2})\]/g;

/** The tests that say what they prove, by tag, their titles without the tags. */
export function proofsByTag(tests: readonly Tallied[]): Map<string, Tallied[]> {
  const proofs = new Map<string, Tallied[]>();
  for (const test of tests) {
    const title = test.title.replaceAll(TAG, '').replaceAll(/\s+/g, ' ').trim();
    for (const tag of new Set([...test.title.matchAll(TAG)].map((match) => (match[1] ?? '').replace(/^S0/, 'S')))) {
      proofs.set(tag, [...(proofs.get(tag) ?? []), { ...test, title }]);
    }
  }
  return proofs;
}

/** One line a file: how many of its tests stand for this, and what is wrong with any. */
export function byFile(proofs: readonly Tallied[]): string {
  const files = [...Map.groupBy(proofs, (proof) => proof.file)].sort(([a], [b]) => (a < b ? -1 : 1));
  return files.map(([file, of]) => `\`${file}\` (${howMany(of)})`).join('<br>');
}

function howMany(proofs: readonly Tallied[]): string {
  const count = (state: Tallied['state']): number => proofs.filter((proof) => proof.state === state).length;
  const trouble = (['failed', 'skipped'] as const).filter((state) => count(state) > 0).map((state) => `, ${count(state)} ${state}`);
  return `${proofs.length}${trouble.join('')}`;
}
