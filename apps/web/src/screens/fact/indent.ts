/** Line breaks for reading. Done on the text, so that 6.10 stays 6.10. */
export function indent(json: string): string {
  let depth = 0;
  let inText = false;
  let out = '';
  for (let at = 0; at < json.length; at++) {
    const c = json[at] as string;
    if (inText) {
      out += c;
      if (c === '\\') out += json[++at] ?? '';
      else if (c === '"') inText = false;
    } else if (c === '"') {
      inText = true;
      out += c;
    } else if (c === '{' || c === '[') out += `${c}\n${'  '.repeat(++depth)}`;
    else if (c === '}' || c === ']') out += `\n${'  '.repeat(--depth)}${c}`;
    else if (c === ',') out += `,\n${'  '.repeat(depth)}`;
    else if (c === ':') out += ': ';
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}
