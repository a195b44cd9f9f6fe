import type { AccessLine } from '../../../../server/src/http/api.ts';

/** Lines of one kind by one grant within a minute, as one. */
export interface LogFold {
  readonly line: AccessLine;
  readonly count: number;
}

/** Folds neighbours that differ only in what was looked at: opening one screen opens the record and asks for several lists. */
export function foldLog(lines: readonly AccessLine[]): readonly LogFold[] {
  const folds: { line: AccessLine; count: number }[] = [];
  for (const line of lines) {
    const last = folds.at(-1);
    if (last && isSame(last.line, line)) {
      last.count++;
      if (strengthOf(line) > strengthOf(last.line)) last.line = line;
    } else folds.push({ line, count: 1 });
  }
  return folds;
}

/** What looking at one screen does, the most telling last. */
const LOOKS: readonly string[] = ['open', 'list', 'search'];
const strengthOf = ({ action }: AccessLine): number => LOOKS.indexOf(action);

function isSame(a: AccessLine, b: AccessLine): boolean {
  if (a.grant !== b.grant || a.at.slice(0, 16) !== b.at.slice(0, 16)) return false;
  if (strengthOf(a) >= 0 && strengthOf(b) >= 0) return true;
  return a.action === b.action && (a.action === 'original' || a.what === b.what);
}

/** `3 Observation, 1 Patient` as pairs; undefined when the words are something else. */
export function countsIn(what: string): readonly (readonly [count: number, type: string])[] | undefined {
  const pairs = what.split(', ').map((part) => /^(\d+) ([A-Z][A-Za-z]+)$/.exec(part));
  return pairs.every((pair) => pair !== null) ? pairs.map((pair) => [Number(pair?.[1]), pair?.[2] ?? '']) : undefined;
}
