import { type DocumentFacts, isJsonObject, type JsonObject, type Outcome } from '@satchel/fhir';
import type { Change, Committed, Draft, OriginalRef, SeriesBatch, Withdrawal } from '@satchel/record';
import { memberDocument } from './member-document.ts';
import { type ImportReport, Tally } from './report.ts';
import type { Format, Source } from './source.ts';
import { withTextLayer } from './text-layer.ts';
import { parseAs, parseSource } from './unwrap.ts';

export interface TakeIn {
  readonly source: Source;
  readonly commit: (change: Change) => Promise<Outcome<Committed>>;
  readonly original?: OriginalRef;
  /** Instant of the import, ISO 8601. */
  readonly at: string;
  /** How to read it, where a person has said so: a table by its confirmed columns. */
  readonly as?: Format;
  /** Bytes read so far; called now and then. */
  readonly onProgress?: (read: number) => void;
  /** Lets others have a turn between batches. */
  readonly pause?: () => Promise<void>;
}

/** How many drafts go into one commit: whole or absent, durable before the next. */
const BATCH = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Reads a source to its end and commits what it says, batch by batch. Importing the same source again changes nothing. */
export async function takeIn({ source, as, commit, original, at, onProgress, pause }: TakeIn): Promise<Outcome<ImportReport>> {
  const tally = new Tally();
  let read = 0;
  let drafts: Draft[] = [];
  let withdrawals: Withdrawal[] = [];
  let series: SeriesBatch[] = [];
  let document: DocumentFacts | undefined;
  // A file that says nothing is a document all the same.
  let kept = original === undefined;
  let size = 0;
  let format: Format | undefined;
  let stranger: ImportReport['aside'];
  let aside = 0;
  async function* count(bytes: AsyncIterable<Uint8Array>, from = 0): AsyncIterable<Uint8Array> {
    let mine = from;
    for await (const chunk of bytes) {
      mine += chunk.length;
      read = Math.max(read, mine);
      yield chunk;
    }
  }
  const { openAt } = source;
  const counted: Source = {
    ...source,
    open: () => count(source.open()),
    ...(openAt && { openAt: (offset) => count(openAt(offset), offset) }),
  };
  const take = (draft: Draft): void => {
    drafts.push(draft);
    size += sizeOf(draft.resource);
  };
  const flush = async (): Promise<Outcome<Committed> | undefined> => {
    if (drafts.length + withdrawals.length + series.length === 0 && !document) return undefined;
    return commitBatch();
  };
  const commitBatch = async (): Promise<Outcome<Committed>> => {
    const batch = drafts;
    const withdrawn = withdrawals;
    const readings = series;
    const facts = document;
    document = undefined;
    kept = true;
    drafts = [];
    series = [];
    withdrawals = [];
    size = 0;
    const done = await commit({
      drafts: batch,
      withdrawals: withdrawn,
      ...(readings.length > 0 && { series: readings }),
      origin: {
        kind: 'file',
        at,
        ...(format && { parser: { name: format.name, version: format.version } }),
        ...(original && { original }),
        ...(facts && { document: facts }),
      },
    });
    if (!done.ok) return done;
    if (done.value.series) tally.samples(done.value.series.samples);
    for (const [n, entry] of done.value.entries.entries()) {
      tally.entry(entry);
      if (entry.aside) aside += 1;
      if (entry.aside && entry.type === 'Patient') stranger ??= asStranger(batch[n]?.resource);
    }
    onProgress?.(read);
    await pause?.();
    return done;
  };

  for await (const parsed of as ? parseAs(counted, as, { at }) : parseSource(counted, { at })) {
    if (parsed.kind === 'file') {
      // One commit has one parser behind it.
      const done = parsed.format === format ? undefined : await flush();
      if (done && !done.ok) return done;
      format = parsed.format;
      tally.format(parsed.words);
    } else if (parsed.kind === 'unread') tally.unread(parsed.type, parsed.issues);
    else if (parsed.kind === 'series') series.push(parsed.series);
    else if (parsed.kind === 'document') {
      const facts = withTextLayer(parsed.document);
      if (parsed.member === undefined) document = facts;
      else take(memberDocument(facts, parsed.member, original));
    } else if (parsed.kind === 'note') tally.tell(parsed.issue);
    else if (parsed.kind === 'withdrawal') withdrawals.push({ type: parsed.type, id: parsed.source, reason: parsed.reason });
    else take(parsed.draft);
    if (drafts.length + withdrawals.length >= BATCH || series.length > 0 || size >= BATCH_BYTES) {
      const done = await flush();
      if (done && !done.ok) return done;
    }
  }
  const last = kept ? await flush() : await commitBatch();
  if (last && !last.ok) return last;
  const report = tally.report(source.name, original?.address);
  return { ok: true, value: aside ? { ...report, aside: { name: '', ...stranger, resources: aside } } : report, issues: [] };
}

/** Only long resources (documents inside) matter for the size of a batch. */
function sizeOf(resource: JsonObject): number {
  const attachments = [
    resource['data'],
    ...(Array.isArray(resource['content'])
      ? resource['content'].map((each) => (isJsonObject(each) && isJsonObject(each['attachment']) ? each['attachment']['data'] : undefined))
      : []),
  ];
  return 1000 + attachments.reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 0), 0);
}

function asStranger(patient: JsonObject | undefined): ImportReport['aside'] {
  const name = patient && Array.isArray(patient['name']) ? patient['name'].find(isJsonObject) : undefined;
  const given = name && Array.isArray(name['given']) ? name['given'] : [];
  const words =
    typeof name?.['text'] === 'string' ? name['text'] : [...given, name?.['family']].filter((part) => typeof part === 'string').join(' ');
  return { name: words, resources: 0, ...(typeof patient?.['birthDate'] === 'string' && { birthDate: patient['birthDate'] }) };
}
