import type { Tallied } from '../house/tally-reporter.ts';
import { byFile } from './proofs.ts';
import { SMART_REQUIREMENTS } from './smart-requirements.ts';

/** Several requirements in one title: `[SMART#14,15]`. */
const TAG = /\[SMART#([\d,]+)\]/g;

/** docs/conformance/smart.md: each SHALL for servers of SMART App Launch 2.2.0, with its tests or the reason that it has none. */
export function renderSmart(tests: readonly Tallied[]): string {
  const proofs = testsById(tests);
  const rows = SMART_REQUIREMENTS.map(({ id, at, words, reason }) => {
    const found = proofs.get(id);
    return `| ${id} | ${at} | ${words} | ${found ? byFile(found) : (reason ?? 'none yet')} |`;
  });
  const tested = SMART_REQUIREMENTS.filter(({ id }) => proofs.has(id)).length;
  const argued = SMART_REQUIREMENTS.filter(({ id, reason }) => !proofs.has(id) && reason !== undefined).length;
  return `# SMART App Launch 2.2.0, server

Made from the titles of the tests of the last full run; see CONTRIBUTING.md. Of ${SMART_REQUIREMENTS.length} requirements for servers (SHALL, SHALL NOT)
${tested} have tests, ${argued} a reason why not, ${SMART_REQUIREMENTS.length - tested - argued} neither. The numbers are those of HL7’s list of requirements.

| requirement | where | what | tests (how many), or the reason |
|---|---|---|---|
${rows.join('\n')}
`;
}

function testsById(tests: readonly Tallied[]): Map<number, Tallied[]> {
  const proofs = new Map<number, Tallied[]>();
  for (const test of tests) {
    const ids = [...test.title.matchAll(TAG)].flatMap(([, numbers = '']) => numbers.split(',').map(Number));
    for (const id of new Set(ids)) proofs.set(id, [...(proofs.get(id) ?? []), test]);
  }
  return proofs;
}
