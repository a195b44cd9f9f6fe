import { addUp, fateOf, type FileResult, hangs } from './table.ts';

/** Reasons told of one set; the rest is counted. */
const REASONS = 8;

/** The page of docs/conformance: what became of every set, without a word of what is in its files. */
export function renderPage(results: readonly FileResult[]): string {
  const sets = [...Map.groupBy(results, ({ file }) => setOf(file))];
  return `# What becomes of third-party files

Written by \`npm run regress\` over the sets of sample files that the project tests with (published samples and synthetic people; none of them is part of the
project). A file is **taken in** where facts or readings came of it, a **document** where it is kept to be read, a **table** where its columns are to be explained,
and **refused** where nothing could be read and the person is told why. Every file is taken in twice: **twice** counts those where the second time changed anything.

| set | files | taken in | documents | tables | refused | neither | crashed | over 10 s | connections | twice | slowest |
|---|---|---|---|---|---|---|---|---|---|---|---|
${[...sets, ['all', results] as const].map(([set, of]) => line(set, of)).join('\n')}

## By set

${sets.map(([set, of]) => details(set, of)).join('\n\n')}
`;
}

const setOf = (file: string): string => {
  const [first = '', second = ''] = file.split(/[\\/]/);
  return first === first.toUpperCase() ? `${second} (local)` : first;
};

function line(set: string, of: readonly FileResult[]): string {
  const fates = Map.groupBy(of, fateOf);
  const count = (fate: ReturnType<typeof fateOf>): number => fates.get(fate)?.length ?? 0;
  const cells = [
    of.length,
    count('taken'),
    count('document'),
    count('table'),
    count('refused'),
    count('silent'),
    of.filter(({ crash }) => crash !== undefined).length,
    of.filter(hangs).length,
    of.reduce((sum, { outbound }) => sum + outbound, 0),
    of.filter(({ changedAgain }) => changedAgain > 0).length,
  ];
  const slowest = Math.max(...of.map(({ milliseconds }) => milliseconds));
  return `| ${set} | ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} | ${(slowest / 1000).toFixed(1)} s |`;
}

function details(set: string, of: readonly FileResult[]): string {
  const types = new Map<string, number>();
  const reasons = new Map<string, number>();
  for (const { report } of of) {
    for (const [type, { new: fresh, changed, unchanged }] of Object.entries(report?.types ?? {}))
      types.set(type, (types.get(type) ?? 0) + fresh + changed + unchanged);
    for (const { severity, diagnostics } of report?.issues ?? [])
      if (severity === 'error' || severity === 'fatal') reasons.set(bare(diagnostics), (reasons.get(bare(diagnostics)) ?? 0) + 1);
  }
  const readings = of.reduce((sum, { report }) => sum + (report?.samples?.new ?? 0), 0);
  const resources = [...byCount(types), ...(readings > 0 ? [`${readings.toLocaleString('en')} readings in series`] : [])];
  const told = byCount(reasons);
  const unread = of.reduce((sum, { report }) => sum + addUp(report, 'notUnderstood'), 0);
  return [
    `### ${set}`,
    '',
    resources.length > 0 ? resources.join(', ') + '.' : 'No resources.',
    '',
    `Parts not understood: ${unread.toLocaleString('en')}.${told.length > 0 ? ' Said of parts or values:' : ''}`,
    ...(told.length > 0 ? ['', ...told.slice(0, REASONS).map((reason) => `- ${reason}`)] : []),
    ...(told.length > REASONS ? [`- and ${told.length - REASONS} further reasons`] : []),
  ].join('\n');
}

/** The words of a reason without what it quotes of a file. */
const bare = (words: string): string =>
  words
    .replaceAll(/"[^"]*"|“[^”]*”|'[^']*'|\\?`[^`]*`/g, '…')
    .replaceAll(/\d+/g, 'n')
    .replaceAll('|', '/')
    .slice(0, 160);

const byCount = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts]
    .filter(([, count]) => count > 0)
    .toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .map(([what, count]) => `${count.toLocaleString('en')} ${what}`);
