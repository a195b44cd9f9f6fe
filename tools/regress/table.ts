import type { ImportReport, TypeCounts } from '@satchel/intake';

/** What became of one file. */
export interface FileResult {
  readonly file: string;
  readonly size: number;
  readonly milliseconds: number;
  /** Connections that it tried to make; 0 is right. */
  readonly outbound: number;
  readonly report?: ImportReport;
  /** What broke, where something did: always a bug of ours. */
  readonly crash?: string;
  /** How many resources the second import of the same file called new or changed; 0 is right. */
  readonly changedAgain: number;
}

/** Milliseconds after which an import counts as hanging. */
const HANG = 10_000;

export const hangs = ({ milliseconds }: FileResult): boolean => milliseconds > HANG;

/** What became of a file: its facts came in, it is a document to read, a table to explain, or it was refused and told why. */
export function fateOf({ report, crash }: FileResult): 'taken' | 'document' | 'table' | 'refused' | 'silent' {
  if (crash !== undefined || !report) return 'silent';
  if (addUp(report, 'new') + addUp(report, 'changed') + addUp(report, 'unchanged') + (report.samples?.new ?? 0) > 0) return 'taken';
  if (report.tables) return 'table';
  if (report.issues.length > 0) return 'refused';
  return report.format === 'an empty file' ? 'silent' : 'document';
}

export const isTrouble = (result: FileResult): boolean =>
  result.crash !== undefined || result.changedAgain > 0 || result.outbound > 0 || hangs(result) || fateOf(result) === 'silent';

export const addUp = (report: ImportReport | undefined, what: keyof TypeCounts): number =>
  Object.values(report?.types ?? {}).reduce((sum, counts) => sum + counts[what], 0);

/** One line a folder, and one for all. */
export function renderFolders(results: readonly FileResult[]): string {
  const folders = [...Map.groupBy(results, ({ file }) => file.split(/[\\/]/)[0] ?? '')].map(([folder, of]) => row(folder, of));
  return renderTable(
    ['folder', 'files', 'read', 'resources', 'not understood', 'marked', 'seconds', 'crashed', 'changed twice'],
    [...folders, row('all', results)],
  );
}

function row(name: string, results: readonly FileResult[]): string[] {
  const sum = (of: (result: FileResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  const taken = ({ report }: FileResult): number => addUp(report, 'new') + addUp(report, 'changed') + addUp(report, 'unchanged');
  const marked = ({ report }: FileResult): number =>
    (report?.issues ?? []).filter(({ severity }) => severity === 'error' || severity === 'fatal').length;
  const numbers = [
    results.length,
    results.filter((result) => taken(result) > 0).length,
    sum(taken),
    sum(({ report }) => addUp(report, 'notUnderstood')),
    sum(marked),
    Number((sum(({ milliseconds }) => milliseconds) / 1000).toFixed(1)),
    results.filter(({ crash }) => crash !== undefined).length,
    results.filter(({ changedAgain }) => changedAgain > 0).length,
  ];
  return [name, ...numbers.map((number) => number.toLocaleString('en'))];
}

/** The files themselves, with what was said about each, shortest first. */
export function renderTroubles(results: readonly FileResult[]): string {
  return results
    .map(({ file, report, crash, changedAgain }) => {
      const counts = report ? `${report.format}: ${addUp(report, 'new')} new, ${addUp(report, 'notUnderstood')} not understood` : '';
      const again = changedAgain > 0 ? `; the second import changed ${changedAgain}` : '';
      const issues = (report?.issues ?? [])
        .slice(0, 5)
        .map(({ severity, diagnostics, location }) => `\n    ${severity}: ${diagnostics}${location ? ` (${location})` : ''}`);
      return `${file}\n  ${crash ? `CRASHED: ${crash}` : counts}${again}${issues.join('')}`;
    })
    .join('\n');
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return [head, ...rows].map(line).join('\n');
}
