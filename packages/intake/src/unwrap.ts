import { BadArchive, gunzipped } from './containers/gunzip.ts';
import { filesIn } from './containers/unzip.ts';
import { asUtf8 } from './containers/utf8.ts';
import { fhirJson } from './formats/fhir-json/parse.ts';
import { recognise } from './recognise.ts';
import { type Format, type Parsed, type Source, unread } from './source.ts';

/** A file with its format, taken out of whatever it was wrapped in. */
export interface Unwrapped {
  readonly source: Source;
  readonly format?: Format;
  readonly words: string;
}

const HEAD = 65_536;
/** A ZIP of gzip files is usual; a ZIP inside a ZIP is not opened. */
const DEPTH = 3;

/** Looks inside compressed files and archives until there is something to parse. */
export async function* unwrap(source: Source, depth = 0, inArchive = false): AsyncIterable<Unwrapped> {
  const recognised = recognise(source.name, await headOf(source));
  if (!recognised || depth >= DEPTH) {
    yield { source, words: 'a file of a kind that cannot be read yet' };
    return;
  }
  if (recognised.format === 'gzip') yield* unwrap(gunzipped(source), depth + 1, inArchive);
  else if (recognised.format === 'utf-16') yield* unwrap(asUtf8(source), depth + 1, inArchive);
  else if (recognised.format === 'zip' && !inArchive) for await (const file of filesIn(source)) yield* unwrap(file, depth + 1, true);
  else if (recognised.format === 'zip') yield { source, words: 'an archive inside an archive' };
  else yield { source, format: fhirJson, words: recognised.words };
}

async function headOf(source: Source): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD);
}

/** Everything a source holds, with the file it stands in as part of each place. */
export async function* parseSource(source: Source, onFile: (words: string) => void = () => undefined): AsyncIterable<Parsed> {
  try {
    for await (const { source: file, format, words } of unwrap(source)) {
      onFile(words);
      const prefix = file.name === source.name || source.name.replace(/\.gz(ip)?$/i, '') === file.name ? '' : `${file.name} `;
      if (!format)
        yield unread(
          `This is ${words}.`,
          file.name,
          'not-supported',
          'It is kept as a document; it will be read when this format is understood.',
        );
      else for await (const parsed of format.parse(file)) yield prefix ? placed(parsed, prefix) : parsed;
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    yield unread(error.message, source.name);
  }
}

function placed(parsed: Parsed, prefix: string): Parsed {
  if (parsed.kind === 'draft') return { kind: 'draft', draft: { ...parsed.draft, place: prefix + (parsed.draft.place ?? '') } };
  if (parsed.kind === 'withdrawal') return { ...parsed, place: prefix + parsed.place };
  if (parsed.kind === 'note') return { kind: 'note', issue: { ...parsed.issue, location: prefix + (parsed.issue.location ?? '') } };
  return { ...parsed, issues: parsed.issues.map((each) => ({ ...each, location: prefix + (each.location ?? '') })) };
}
