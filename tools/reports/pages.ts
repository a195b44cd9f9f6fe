import type { Tallied } from '../house/tally-reporter.ts';
import { byFile, proofsByTag } from './proofs.ts';
import { SECURITY_CASES } from './security-cases.ts';

const MADE = 'Made from the titles of the tests of the last full run; see CONTRIBUTING.md.';

/** docs/security/proof-table.md: every attack and fault case, proved or not yet. */
export function renderProofTable(tests: readonly Tallied[]): string {
  const proofs = proofsByTag(tests);
  const rows = SECURITY_CASES.map((words, index) => {
    const found = proofs.get(`S${index + 1}`);
    return `| S${index + 1} | ${words} | ${found ? byFile(found) : 'none yet'} |`;
  });
  const proved = SECURITY_CASES.filter((_, index) => proofs.has(`S${index + 1}`)).length;
  return page('What is proved, and by which test', [
    `${MADE} ${proved} of ${SECURITY_CASES.length} cases have tests. That a case has tests does not say that all of it is proved: each test says in its title how much.`,
    ['| case | what is tried | tests (how many) |', '|---|---|---|', ...rows].join('\n'),
  ]);
}

/** docs/conformance/phr-s-fm.md: the statements of the PHR-S Functional Model, Release 2, that a test stands for. */
export function renderFunctionalModel(tests: readonly Tallied[]): string {
  const proofs = [...proofsByTag(tests)]
    .filter(([tag]) => tag.includes('#'))
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const rows = proofs.map(([tag, found]) => `| ${tag} | ${[...new Set(found.map(lastPart))].join('; ')} | ${byFile(found)} |`);
  return page('HL7 PHR-S Functional Model, Release 2', [
    `${MADE} Statements with a test: ${proofs.length}. \`PH.2.5.4#07\` is conformance statement 07 of function PH.2.5.4; what each says is in HL7’s own document.`,
    ['| statement | what our tests show | tests (how many) |', '|---|---|---|', ...rows].join('\n'),
  ]);
}

const lastPart = ({ title }: Tallied): string => title.split(' > ').at(-1)?.replaceAll('|', '\\|') ?? title;

const page = (title: string, parts: readonly string[]): string => `# ${title}\n\n${parts.join('\n\n')}\n`;
