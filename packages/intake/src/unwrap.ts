import type { DocumentFacts } from '@satchel/fhir';
import { BadArchive, gunzipped } from './containers/gunzip.ts';
import { isPackaging } from './containers/packaging.ts';
import { filesIn } from './containers/unzip.ts';
import { asUtf8 } from './containers/utf8.ts';
import { headOf } from './head.ts';
import { recognise } from './recognise.ts';
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
  if (recognised.kind === 'format') {
    yield { source, format: recognised.format, words };
    if (recognised.format.inside) for await (const file of recognised.format.inside(source)) yield* unwrap(file, depth + 1, inArchive);
  } else if (recognised.wrapping === 'gzip') yield* unwrap(gunzipped(source), depth + 1, inArchive);
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
      else yield* parseFile(file, format, reading, prefix, file === source);
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    yield unread(error.message, source.name);
  }
}

/** A source of a format that somebody has told. */
export async function* parseAs(source: Source, format: Format, reading: Reading): AsyncIterable<Parsed | FileBegins> {
  yield { kind: 'file', format, words: format.name };
  yield* parseFile(source, format, reading, '', true);
}

/** One damaged file does not keep the others from being read. `asIs`: nothing had to be unwrapped to come to it. */
async function* parseFile(file: Source, format: Format, reading: Reading, prefix: string, asIs: boolean): AsyncIterable<Parsed> {
  try {
    for await (const parsed of format.parse(file, reading))
      if (parsed.kind === 'document') yield documentAt(parsed.document, prefix ? file.name : undefined, asIs);
      else yield prefix ? placed(parsed, prefix) : parsed;
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    yield unread(error.message, file.name);
  }
}

/** A file inside the source is named; one that was only compressed is the source, whose bytes are of another kind. */
function documentAt(document: DocumentFacts, member: string | undefined, asIs: boolean): Parsed {
  if (member !== undefined) return { kind: 'document', document, member };
  const { mediaType: _, ...facts } = document;
  return { kind: 'document', document: asIs ? document : facts };
}

/** A file inside a source by the name that `unwrap` gives it. */
export async function memberOf(source: Source, name: string): Promise<Source | undefined> {
  try {
    for await (const { source: file, damage } of unwrap(source)) if (file.name === name && damage === undefined) return file;
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
  }
  return undefined;
}

function placed(parsed: Exclude<Parsed, { kind: 'document' }>, prefix: string): Parsed {
  if (parsed.kind === 'series') return parsed;
  if (parsed.kind === 'draft') return { kind: 'draft', draft: { ...parsed.draft, place: prefix + (parsed.draft.place ?? '') } };
  if (parsed.kind === 'withdrawal') return { ...parsed, place: prefix + parsed.place };
  if (parsed.kind === 'note') return { kind: 'note', issue: { ...parsed.issue, location: prefix + (parsed.issue.location ?? '') } };
  return { ...parsed, issues: parsed.issues.map((each) => ({ ...each, location: prefix + (each.location ?? '') })) };
}
