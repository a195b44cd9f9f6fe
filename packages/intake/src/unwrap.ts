import { BadArchive, gunzipped } from './containers/gunzip.ts';
import { isPackaging } from './containers/packaging.ts';
import { filesIn } from './containers/unzip.ts';
import { asUtf8 } from './containers/utf8.ts';
import { HEAD, recognise } from './recognise.ts';
import { type Format, type Parsed, type Reading, type Source, unread } from './source.ts';

/** A file with its format, taken out of whatever it was wrapped in. */
export interface Unwrapped {
  readonly source: Source;
  readonly format?: Format;
  readonly words: string;
  /** Why it cannot be taken out. */
  readonly damage?: string;
}

/** A ZIP of gzip files is usual; a ZIP inside a ZIP is not opened. */
const DEPTH = 3;

/** Looks inside compressed files and archives until there is something to parse. */
export async function* unwrap(source: Source, depth = 0, inArchive = false): AsyncIterable<Unwrapped> {
  const recognised = recognise(source.name, await headOf(source));
  if (!recognised || depth >= DEPTH) {
    yield { source, words: 'a file of a kind that cannot be read yet' };
    return;
  }
  const { words } = recognised;
  if (recognised.kind === 'format') yield { source, format: recognised.format, words };
  else if (recognised.wrapping === 'gzip') yield* unwrap(gunzipped(source), depth + 1, inArchive);
  else if (recognised.wrapping === 'utf-16') yield* unwrap(asUtf8(source), depth + 1, inArchive);
  else if (inArchive) yield { source, words: 'an archive inside an archive' };
  else
    for await (const file of filesIn(source)) {
      if (isPackaging(file.name)) continue;
      try {
        yield* unwrap(file, depth + 1, true);
      } catch (error) {
        if (!(error instanceof BadArchive)) throw error;
        yield { source: file, words, damage: error.message };
      }
    }
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

/** What comes before a place in a file of an archive. */
export const prefixOf = (source: Source, file: Source): string =>
  file.name === source.name || source.name.replace(/\.gz(ip)?$/i, '') === file.name ? '' : `${file.name} `;

/** A file of the source begins; what follows is from it. */
export interface FileBegins {
  readonly kind: 'file';
  readonly format?: Format;
  readonly words: string;
}

/** Everything a source holds, with the file it stands in as part of each place. */
export async function* parseSource(source: Source, reading: Reading): AsyncIterable<Parsed | FileBegins> {
  try {
    for await (const { source: file, format, words, damage } of unwrap(source)) {
      yield { kind: 'file', words, ...(format && { format }) };
      const prefix = prefixOf(source, file);
      if (damage !== undefined) yield unread(damage, file.name);
      else if (!format)
        yield unread(
          `This is ${words}.`,
          file.name,
          'not-supported',
          'It is kept as a document; it will be read when this format is understood.',
        );
      else yield* parseFile(file, format, reading, prefix);
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    yield unread(error.message, source.name);
  }
}

/** One damaged file does not keep the others from being read. */
async function* parseFile(file: Source, format: Format, reading: Reading, prefix: string): AsyncIterable<Parsed> {
  try {
    for await (const parsed of format.parse(file, reading)) yield prefix ? placed(parsed, prefix) : parsed;
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    yield unread(error.message, file.name);
  }
}

function placed(parsed: Parsed, prefix: string): Parsed {
  if (parsed.kind === 'series') return parsed;
  if (parsed.kind === 'draft') return { kind: 'draft', draft: { ...parsed.draft, place: prefix + (parsed.draft.place ?? '') } };
  if (parsed.kind === 'withdrawal') return { ...parsed, place: prefix + parsed.place };
  if (parsed.kind === 'note') return { kind: 'note', issue: { ...parsed.issue, location: prefix + (parsed.issue.location ?? '') } };
  return { ...parsed, issues: parsed.issues.map((each) => ({ ...each, location: prefix + (each.location ?? '') })) };
}
