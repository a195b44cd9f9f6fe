import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tallied } from '../house/tally-reporter.ts';
import { byFile } from './proofs.ts';

/** The checks of a public conformance kit, in the words of its own titles. */
export interface Kit {
  /** The kit’s name, commit and date. */
  readonly kit: string;
  readonly name: string;
  readonly checks: readonly KitCheck[];
}

/** One check is answered by tests of ours that do the same, or by the reason why there is none. */
export interface KitCheck {
  readonly title: string;
  readonly tests?: readonly { readonly file: string; readonly title: string }[];
  readonly reason?: string;
}

/** The kits of Inferno (Apache-2.0) that speak of what is served here; a title that stands in one twice is listed once. */
export const KITS = JSON.parse(readFileSync(join(import.meta.dirname, 'requirements', 'kits.json'), 'utf8')) as readonly Kit[];

/** Titles that nobody answered. */
export const unanswered = (kits: readonly Kit[]): string[] =>
  kits.flatMap(({ name, checks }) =>
    checks.filter(({ tests = [], reason }) => tests.length === 0 && !reason).map(({ title }) => `${name}: ${title}`),
  );

/** docs/conformance/kits.md: every check of the kits with the test here that does the same, or why there is none. Throws when one is unanswered. */
export function renderKits(tests: readonly Tallied[], kits: readonly Kit[] = KITS): string {
  const missing = unanswered(kits);
  if (missing.length > 0) throw new Error(`Checks of kits without an answer: ${missing.join('; ')}`);
  const all = kits.flatMap(({ checks }) => checks);
  const same = all.filter((check) => check.tests).length;
  const sections = kits.map(({ kit, name, checks }) => {
    const rows = checks.map((check) => `| ${check.title.replaceAll('|', '\\|')} | ${answerOf(check, tests)} |`);
    return `## ${name}

${kit}

| check of the kit | the same check here (tests), or why not |
|---|---|
${rows.join('\n')}
`;
  });
  return `# The public conformance kits, title by title

Made from the tests of the last full run; see CONTRIBUTING.md. Of ${all.length} checks ${same} are made here as well, ${all.length - same} have a reason why not.
The kits themselves are not run: they need a machine that reaches this server from outside.

${sections.join('\n')}`;
}

function answerOf({ tests = [], reason }: KitCheck, run: readonly Tallied[]): string {
  if (reason) return reason;
  const found = tests.map(({ file, title }) => {
    const [begin = ''] = title.split('%', 1);
    return { file, ran: run.filter((each) => each.file === file && each.title.includes(begin)) };
  });
  const absent = [...new Set(found.filter(({ ran }) => ran.length === 0).map(({ file }) => `\`${file}\` (not in that run)`))];
  const names = tests.map(({ title }) => `*${title.replaceAll('|', '\\|')}*`);
  return `${[byFile(found.flatMap(({ ran }) => ran)), ...absent].filter(Boolean).join('<br>')}: ${names.join('; ')}`;
}
