import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type Outcome, stringify, success } from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { nameOf, patientSummary, type SummaryOptions } from '../patient-summary/patient-summary.ts';
import { LANGUAGES } from '../patient-summary/words.ts';
import { factsTold } from '../facts-told.ts';
import type { PageData } from './page-data.ts';
import { pageOf } from './page.ts';
import { README } from './readme.ts';
import { type ZipFile, zipOf } from './zip.ts';

/** The first file of an archive, by which it is known again. */
export const MANIFEST = 'satchel-archive.json';

/** An imported file as it leaves. */
export interface ArchivedOriginal {
  /** Its DocumentReference, `DocumentReference/<id>`. */
  readonly document: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** When it came in. */
  readonly at: string;
  open(): AsyncIterable<Uint8Array>;
}

export interface ArchiveParts extends Omit<SummaryOptions, 'language' | 'patient'> {
  readonly view: RecordView;
  readonly originals: readonly ArchivedOriginal[];
  /** Lines of the access log, newest first; undefined for who may not read it. */
  readonly accessLog?: readonly object[];
}

/**
 * Everything that a view shows, as a ZIP that is made while it is sent: FHIR NDJSON by type, the patient summary, the
 * originals, the access log, a page that shows all of it in any browser with no network, and checksums. The sources that
 * facts came from stand beside them, so that an import of the archive finds the same facts again.
 */
export async function archiveOf(parts: ArchiveParts): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  const counts = await parts.view.counts();
  if (!counts.ok) return counts;
  const summaries = new Map<string, Awaited<ReturnType<typeof patientSummary>> & { ok: true }>();
  for (const language of LANGUAGES) {
    const made = await patientSummary(parts.view, { ...parts, language });
    if (!made.ok) return made;
    summaries.set(language, made);
  }
  const everything = await parts.view.list(Object.keys(counts.value), { limit: Number.MAX_SAFE_INTEGER, newestDays: true });
  if (!everything.ok) return everything;
  const named = withPaths(parts.originals);
  const told = Object.fromEntries(
    [...summaries].map(([language, { value }]) => [language, { title: value.title, sections: value.sections }]),
  );
  const data: PageData = {
    madeAt: new Date(parts.now).toISOString(),
    name: nameOf([...summaries.values()][0]?.value.patient ?? {}) ?? '',
    birthDate: wordsAt([...summaries.values()][0]?.value.patient, 'birthDate'),
    summary: told,
    facts: factsTold(everything.value),
    documents: named.map(({ path, name, size, at }) => ({ path, name, size, at })),
  };
  return success(zipOf(summed(filesOf(parts, counts.value, summaries, named, data)), parts.now));
}

type Named = ArchivedOriginal & { readonly path: string };

async function* filesOf(
  { view, version, now, isPart, accessLog }: ArchiveParts,
  counts: Readonly<Record<string, number>>,
  summaries: ReadonlyMap<string, { readonly value: { readonly bundle: JsonObject } }>,
  originals: readonly Named[],
  data: PageData,
): AsyncIterable<ZipFile> {
  const manifest = {
    archive: 'satchel',
    format: 1,
    version,
    madeAt: new Date(now).toISOString(),
    isPart,
    resources: counts,
    originals: originals.map(({ document, path, name, mediaType, size, at }) => ({ document, path, name, mediaType, size, at })),
  };
  yield { name: MANIFEST, isPacked: false, bytes: once(`${JSON.stringify(manifest, null, 1)}\n`) };
  yield { name: 'README.txt', bytes: once(README) };
  yield { name: 'index.html', bytes: once(pageOf(data)) };
  const sources: string[] = [];
  for (const type of Object.keys(counts)) yield { name: `fhir/${type}.ndjson`, bytes: linesOf(view, type, sources) };
  yield { name: 'sources.ndjson', bytes: pieced(sources) };
  for (const [language, { value }] of summaries)
    yield { name: `summary/patient-summary.${language}.json`, bytes: once(`${stringify(value.bundle)}\n`) };
  if (accessLog) yield { name: 'access-log.ndjson', bytes: pieced(accessLog.map((line) => `${JSON.stringify(line)}\n`)) };
  for (const { path, size, mediaType, open } of originals)
    yield { name: path, size, bytes: open(), isPacked: !/zip|gzip|pdf|jpeg|png|mp4/.test(mediaType) };
}

/** So many characters go out together. */
const PIECE = 256 * 1024;

async function* linesOf(view: RecordView, type: string, sources: string[]): AsyncIterable<string> {
  let piece = '';
  for await (const { id, text, source, marks } of view.everything([type])) {
    piece += `${text}\n`;
    if (source !== undefined || marks.aside)
      sources.push(
        `${JSON.stringify({ ref: `${type}/${id}`, ...(source && { system: source.system, id: source.id }), ...(marks.aside && { aside: true }) })}\n`,
      );
    if (piece.length < PIECE) continue;
    await view.logged();
    yield piece;
    piece = '';
  }
  await view.logged();
  if (piece) yield piece;
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}

async function* pieced(lines: readonly string[]): AsyncIterable<string> {
  for (let from = 0; from < lines.length; from += 1000) yield lines.slice(from, from + 1000).join('');
}

/** The files, and SHA256SUMS as the last of them: `sha256sum -c SHA256SUMS` checks all the others. */
async function* summed(files: AsyncIterable<ZipFile>): AsyncIterable<ZipFile> {
  const sums: string[] = [];
  for await (const file of files) {
    const hash = createHash('sha256');
    async function* hashed() {
      for await (const piece of file.bytes) {
        hash.update(piece);
        yield piece;
      }
      sums.push(`${hash.digest('hex')}  ${file.name}\n`);
    }
    yield { ...file, bytes: hashed() };
  }
  async function* listed() {
    yield sums.join('');
  }
  yield { name: 'SHA256SUMS', bytes: listed() };
}

/** Names that every file system takes, in the order in which the files came, each once. */
function withPaths(originals: readonly ArchivedOriginal[]): Named[] {
  const inOrder = originals.toSorted((a, b) => a.at.localeCompare(b.at));
  return inOrder.map((original, n) => {
    const plain = original.name
      .replace(/[\p{Cc}\p{Cs}<>:"/\\|?*#%]/gu, '_')
      .replace(/^\.+/, '_')
      .replace(/[. ]+$/, '');
    return { ...original, path: `originals/${String(n + 1).padStart(3, '0')}-${plain.slice(-100) || 'file'}` };
  });
}

const wordsAt = (resource: JsonObject | undefined, name: string): string =>
  isJsonObject(resource) && typeof resource[name] === 'string' ? resource[name] : '';
