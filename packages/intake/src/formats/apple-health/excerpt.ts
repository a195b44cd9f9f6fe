import type { Source } from '../../source.ts';
import { type Tag, TagScanner } from './scan-tags.ts';

const COUNTED = new Set(['Record', 'Workout', 'Correlation', 'Audiogram', 'Me', 'ActivitySummary']);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** `element 12`: the twelfth reading, workout … of the export, with all its attributes. Reads no further than it must. */
export async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const wanted = Number(/^element (\d+)$/.exec(place)?.[1]);
  if (!Number.isInteger(wanted)) return undefined;
  let [count, inside, found]: [number, string | undefined, string | undefined] = [0, undefined, undefined];
  const scanner = new TagScanner({
    open(tag: Tag) {
      if (inside !== undefined || !COUNTED.has(tag.name)) return;
      count += 1;
      if (count === wanted) found = written(tag);
      if (tag.name !== 'Record') inside = tag.name;
    },
    close(name) {
      if (name === inside) inside = undefined;
    },
  });
  for await (const bytes of source.open()) {
    scanner.push(bytes);
    if (found !== undefined) return found;
  }
  return undefined;
}

function written(tag: Tag): string {
  const attributes = tag.names().map((name) => `  ${name}="${escaped(tag.get(name) ?? '')}"`);
  return [`<${tag.name}`, ...attributes].join('\n') + (tag.isEmpty ? '/>' : '>');
}
