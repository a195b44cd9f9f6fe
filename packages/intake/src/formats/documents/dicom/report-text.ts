import type { DataSet } from 'dicom-parser';
import { charsetOf, items, text } from './values.ts';

/** Deeper trees are not reports. */
const DEPTH = 30;
const LINES = 20_000;

/** The content tree of a structured report (PS3.3 C.17.3) as lines, each level further in. */
export function reportText(set: DataSet): string {
  const lines: string[] = [];
  const charset = charsetOf(set);
  const title = meaning(set, 'x0040a043', charset);
  if (title !== undefined) lines.push(title);
  walk(set, 0, charset, lines);
  return lines.join('\n');
}

function walk(node: DataSet, depth: number, charset: string, lines: string[]): void {
  if (depth > DEPTH) return;
  for (const item of items(node, 'x0040a730')) {
    if (lines.length >= LINES) return;
    const [name, value] = [meaning(item, 'x0040a043', charset), valueOf(item, charset)];
    if (name !== undefined || value !== undefined)
      lines.push('  '.repeat(depth) + [name, value].filter((part) => part !== undefined).join(': '));
    walk(item, depth + 1, charset, lines);
  }
}

function valueOf(item: DataSet, charset: string): string | undefined {
  const measured = items(item, 'x0040a300')[0];
  if (measured) {
    const unit = items(measured, 'x004008ea')[0];
    return [text(measured, 'x0040a30a', charset), unit && text(unit, 'x00080100', charset)].filter((part) => part).join(' ') || undefined;
  }
  return (
    text(item, 'x0040a160', charset) ??
    meaning(item, 'x0040a168', charset) ??
    text(item, 'x0040a123', charset)?.replaceAll('^', ' ').trim() ??
    text(item, 'x0040a120', charset) ??
    text(item, 'x0040a121', charset) ??
    text(item, 'x0040a122', charset)
  );
}

function meaning(set: DataSet, tag: string, charset: string): string | undefined {
  const code = items(set, tag)[0];
  return code && (text(code, 'x00080104', charset) ?? text(code, 'x00080100', charset));
}
