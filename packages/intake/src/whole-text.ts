import type { Source } from './source.ts';

/** A source as text in UTF-8, without byte order mark; undefined where it is longer than `limit` bytes. */
export async function wholeText(source: Source, limit: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of source.open()) {
    size += chunk.length;
    if (size > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
