import type { Source } from '../../source.ts';

export interface Line {
  readonly text: string;
  readonly number: number;
}

/** A report of a lifetime is a few megabytes of text. */
const LONGEST = 64 * 1024 * 1024;

/** The lines of a report; undefined where it is longer than any report is. */
export async function linesOf(source: Source): Promise<Line[] | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    size += chunk.length;
    if (size > LONGEST) return undefined;
    parts.push(chunk);
  }
  const text = new TextDecoder('utf-8').decode(Buffer.concat(parts));
  return text.split(/\r\n|\r|\n/).map((line, n) => ({
    text: line
      .replace(/\t/g, '    ')
      .replace(/\p{Cc}/gu, '')
      .trimEnd(),
    number: n + 1,
  }));
}
