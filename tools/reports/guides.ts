import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tallied } from '../house/tally-reporter.ts';
import { byFile } from './proofs.ts';

interface Requirement {
  readonly id: string;
  /** Where in the guide. */
  readonly at: string;
  /** What it says; long ones are cut. */
  readonly words: string;
  /** Why no test stands for it, or where it is answered. */
  readonly reason?: string;
}

/** Guides whose demands on servers (SHALL, SHALL NOT) are listed in requirements/, the tag in test titles, and the page. */
const GUIDES = [
  { name: 'ipa', tag: 'IPA', title: 'International Patient Access 1.0.0, server' },
  { name: 'us-core', tag: 'USCORE', title: 'US Core 6.1.0, server' },
  { name: 'bulk', tag: 'BULK', title: 'Bulk Data Access 2.0.0, server' },
  { name: 'subscriptions', tag: 'SUB', title: 'Subscriptions R5 Backport 1.1.0 on R4, server' },
  { name: 'g10', tag: 'G10', title: '§170.315(g)(10) test procedure' },
] as const;

export type GuideName = (typeof GUIDES)[number]['name'];

/** The lists are HL7’s (CC0) and ONC’s (public domain), by their own numbers. */
export const requirementsOf = (name: GuideName): readonly Requirement[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'requirements', `${name}.json`), 'utf8')) as readonly Requirement[];

/** A page under docs/conformance for each guide, by path. */
export function renderGuides(tests: readonly Tallied[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    GUIDES.map(({ name, tag, title }) => [`docs/conformance/${name}.md`, render(title, requirementsOf(name), testsById(tests, tag))]),
  );
}

function render(title: string, all: readonly Requirement[], proofs: ReadonlyMap<string, readonly Tallied[]>): string {
  const tested = all.filter(({ id }) => proofs.has(id)).length;
  const argued = all.filter(({ id, reason }) => !proofs.has(id) && reason !== undefined).length;
  const rows = all.map(({ id, at, words, reason }) => {
    const found = proofs.get(id);
    return `| ${id} | ${at} | ${words} | ${found ? byFile(found) : (reason ?? 'none yet')} |`;
  });
  return `# ${title}

Made from the titles of the tests of the last full run; see CONTRIBUTING.md. Of ${all.length} requirements for servers
${tested} have tests, ${argued} a reason why not or a place where they are answered, ${all.length - tested - argued} neither.

| requirement | where | what | tests (how many), or the reason |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** `[SUB#14,20-22]` in a title. */
function testsById(tests: readonly Tallied[], tag: string): Map<string, Tallied[]> {
  const proofs = new Map<string, Tallied[]>();
  for (const test of tests) {
    const ids = [...test.title.matchAll(new RegExp(`\\[${tag}#([\\w,-]+)\\]`, 'g'))].flatMap(([, list = '']) =>
      list.split(',').flatMap(expanded),
    );
    for (const id of new Set(ids)) proofs.set(id, [...(proofs.get(id) ?? []), test]);
  }
  return proofs;
}

/** `20-22` is three numbers. */
function expanded(id: string): string[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(id) ?? [];
  return from === undefined ? [id] : Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => String(Number(from) + at));
}
