import { parseJson } from '@satchel/fhir';
import { toXml } from '@satchel/fhir/xml';
import type { Format } from './formats.ts';
import type { Answer } from './interaction.ts';

/** An answer as it goes over the wire. */
export interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

/** Turns an answer into the language asked for. What streams in JSON is gathered for the others, which need the whole. */
export function write({ status, headers = {}, body, raw }: Answer, format: Format): Written {
  if (raw) return { status, headers: { ...headers, 'content-type': raw.mediaType }, body: raw.bytes };
  if (body === undefined) return { status, headers };
  const isPlain = format.language === 'json' && !format.pretty;
  return {
    status,
    headers: { ...headers, 'content-type': `application/fhir+${format.language}; charset=utf-8` },
    body: isPlain ? body : typeof body === 'string' ? inFormat(body, format) : gathered(body, format),
  };
}

async function* gathered(pieces: AsyncIterable<string>, format: Format): AsyncIterable<string> {
  yield inFormat(await whole(pieces), format);
}

/** The pieces of a body as one text. */
export async function whole(pieces: string | AsyncIterable<string>): Promise<string> {
  if (typeof pieces === 'string') return pieces;
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.join('');
}

function inFormat(text: string, { language }: Format): string {
  if (language === 'json') return indented(text);
  const parsed = parseJson(text, { depth: 200 });
  if (!parsed.ok) throw new Error('An answer of this server does not parse.');
  return toXml(parsed.value);
}

/** JSON with line breaks, every token as it was written: numbers keep their digits. */
function indented(text: string): string {
  const pieces: string[] = [];
  let depth = 0;
  const newLine = () => pieces.push('\n', '  '.repeat(depth));
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      depth += 1;
      pieces.push(token);
      newLine();
    } else if (token === '}' || token === ']') {
      depth -= 1;
      newLine();
      pieces.push(token);
    } else {
      pieces.push(token === ':' ? ': ' : token);
      if (token === ',') newLine();
    }
  }
  return pieces.join('');
}
