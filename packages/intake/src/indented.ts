/** JSON set out on lines with two spaces a level. Only brackets and commas are looked at, so every value keeps its own writing, good JSON or not. */
export function indented(json: string): string {
  let out = '';
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (const [piece] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]\s*[\]}]|[[\]{},:]|[^\s"[\]{},:]+/gs)) {
    if (piece === '{' || piece === '[') {
      depth += 1;
      out += piece + newLine();
    } else if (piece === '}' || piece === ']') {
      depth = Math.max(0, depth - 1);
      out += newLine() + piece;
    } else if (piece === ',') out += piece + newLine();
    else out += piece === ':' ? ': ' : piece;
  }
  return out;
}
