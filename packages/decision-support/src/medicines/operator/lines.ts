/** Lines of a stream of bytes or text, whatever its pieces are. */
export async function* linesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of source) {
    rest += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    let end: number;
    let from = 0;
    while ((end = rest.indexOf('\n', from)) >= 0) {
      yield rest.slice(from, end).replace(/\r$/, '');
      from = end + 1;
    }
    rest = rest.slice(from);
  }
  if (rest.trim() !== '') yield rest;
}

/** One row of comma- or semicolon-separated values with quotes, the separator told from the heading. */
export function cellsOf(line: string, separator: string): readonly string[] {
  const cells: string[] = [];
  for (const [, quoted, plain] of line.matchAll(new RegExp(`(?:^|${separator})(?:"((?:[^"]|"")*)"|([^"${separator}]*))`, 'g'))) {
    cells.push((quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
  }
  return cells;
}

export const separatorOf = (heading: string): string =>
  heading.includes('\t') ? '\t' : heading.split(';').length > heading.split(',').length ? ';' : ',';
