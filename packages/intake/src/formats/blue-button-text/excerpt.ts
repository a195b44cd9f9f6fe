import type { Source } from '../../source.ts';
import { linesOf } from './lines.ts';

/** So many lines are shown at most. */
const MOST = 60;

/** From the line that a place names to the next empty line after its fields, or the next rule. */
export async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const number = Number(/^line (\d+)$/.exec(place)?.[1]);
  const lines = await linesOf(source);
  if (!lines || !Number.isInteger(number) || number < 1 || number > lines.length) return undefined;
  const rest = lines.slice(number - 1, number - 1 + MOST).map(({ text }) => text);
  const [first = ''] = rest;
  const lead = /^\s*([^:]+):/.exec(first)?.[1];
  const end = rest.findIndex(
    (text, n) => n > 0 && (/^[-=]{20,}/.test(text.trim()) || (lead !== undefined && text.trim().startsWith(`${lead}:`))),
  );
  return rest
    .slice(0, end === -1 ? rest.length : end)
    .join('\n')
    .trimEnd();
}
