/**
 * Extraction, index and search over one large record, beside a bare `JSON.parse` of the same lines:
 * `node bench/search.ts [file.ndjson.gz]` prints JSON. Without a file it takes the large person of the sample corpora
 * (`SATCHEL_SAMPLES`), without those a record that it makes up.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdCompressSync } from 'node:zlib';
import { extract, isJsonObject, parseQuery, wordsOf } from '../packages/fhir/src/index.ts';
import type { JsonObject, SearchQuery } from '../packages/fhir/src/index.ts';
import { createPersonIndex, deserialise } from '../packages/record/src/index/index.ts';
import type { IndexRow, PersonIndex } from '../packages/record/src/index/index.ts';

interface Resource extends JsonObject {
  resourceType: string;
  id: string;
}

const ROUNDS = 5;
const samples = process.env['SATCHEL_SAMPLES'];
const file = process.argv[2] ?? (samples === undefined ? undefined : join(samples, 'a9-large-assembled/xl-merged-dev.ndjson.gz'));

function linesOf(path: string | undefined): string[] {
  if (path === undefined || !existsSync(path)) return madeUp(6000);
  return gunzipSync(readFileSync(path)).toString().split('\n').filter(Boolean);
}

/** Glucose, blood pressure and encounters of an invented person. */
function madeUp(count: number): string[] {
  const subject = { reference: 'Patient/p' };
  return Array.from({ length: count }, (_, at) => {
    const effectiveDateTime = new Date(Date.UTC(2000, 0, 1) + at * 36e5).toISOString();
    const code = {
      coding: [{ system: 'http://loinc.org', code: `${4000 + (at % 60)}-4`, display: `Glucose ${at % 60}` }],
      text: `Glucose ${at % 60}`,
    };
    const valueQuantity = { value: 5 + (at % 90) / 10, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' };
    const category = [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }];
    return JSON.stringify({
      resourceType: 'Observation',
      id: crypto.randomUUID(),
      status: 'final',
      category,
      code,
      subject,
      effectiveDateTime,
      valueQuantity,
    });
  });
}

/** Milliseconds that `work` takes, the best of some rounds: other work on the machine only ever adds. */
function best(work: () => void, rounds = ROUNDS): number {
  let least = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function rowOf(resource: Resource): IndexRow {
  const { resourceType: type, id } = resource;
  const entries = extract(resource);
  const code = isJsonObject(resource['code']) ? resource['code'] : {};
  const date = entries.dates.find(({ low }) => Number.isFinite(low))?.low ?? null;
  return {
    type,
    id,
    version: 1,
    updatedAt: 0,
    seq: 1,
    labels: '',
    fingerprint: id,
    flags: [],
    timelineAt: date,
    entries,
    words: wordsOf(resource),
    card: {
      type,
      ...(typeof code['text'] === 'string' ? { title: code['text'] } : {}),
      ...(date === null ? {} : { date: new Date(date).toISOString() }),
    },
  };
}

function build(resources: readonly Resource[]): PersonIndex {
  const index = createPersonIndex();
  index.transaction(() => {
    for (const resource of resources) index.put(rowOf(resource));
  });
  return index;
}

function query(type: string, text: string): SearchQuery {
  const parsed = parseQuery(type, text, { handling: 'strict' });
  if (!parsed.ok) throw new Error(`${text} does not parse`);
  return parsed.value;
}

const round = (value: number): number => Number(value.toPrecision(3));
const lines = linesOf(file);
const resources = lines.map((line) => JSON.parse(line) as Resource);
const perResource = (milliseconds: number): number => (milliseconds * 1000) / lines.length;

const parsing = perResource(best(() => lines.forEach((line) => JSON.parse(line))));
const extracting = perResource(best(() => resources.forEach((resource) => extract(resource))));
const reading = perResource(best(() => resources.forEach((resource) => wordsOf(resource))));
let index = createPersonIndex();
const building = perResource(
  best(() => {
    index.close();
    index = build(resources);
  }, 3),
);
let image = index.serialise();
const serialising = best(() => {
  image = index.serialise();
}, 3);
const opening = best(() => deserialise(image).close());

/** A code that about a hundredth of the Observations have, and the category of the most. */
const codes = Map.groupBy(
  resources.filter(({ resourceType }) => resourceType === 'Observation'),
  (each) => extract(each).tokens.find(({ parameter }) => parameter === 'code')?.code ?? '',
);
const [common = ''] = [...codes].sort((a, b) => Math.abs(a[1].length - 100) - Math.abs(b[1].length - 100))[0] ?? [];
const searches: Record<string, SearchQuery> = {
  'code, newest first': query('Observation', `code=${common}&_sort=-date&_count=20`),
  'category, newest first': query('Observation', 'category=laboratory&_sort=-date&_count=20'),
  'category since a date': query('Observation', 'category=laboratory&date=ge2015&_sort=-date&_count=20'),
  'all of a type': query('Observation', '_count=20'),
  'value above': query('Observation', 'value-quantity=gt100&_count=20'),
  chained: query('Observation', 'encounter.status=finished&_count=20'),
  'reverse chained': query('Encounter', `_has:Observation:encounter:code=${common}&_count=20`),
};
const opened = deserialise(image);
const milliseconds = (work: () => unknown): number => best(work, 200);

console.log(
  JSON.stringify(
    {
      resources: lines.length,
      'microseconds a resource': {
        'JSON.parse alone': round(parsing),
        extract: round(extracting),
        words: round(reading),
        'extract, words and put': round(building),
      },
      'times JSON.parse': {
        extract: round(extracting / parsing),
        words: round(reading / parsing),
        'extract, words and put': round(building / parsing),
      },
      'bytes a resource': {
        memory: round(opened.bytes / lines.length),
        'image in zstd': round(zstdCompressSync(image).length / lines.length),
      },
      'image in zstd, kB': round(zstdCompressSync(image).length / 1000),
      milliseconds: {
        serialise: round(serialising),
        open: round(opening),
        ...Object.fromEntries(Object.entries(searches).map(([name, asked]) => [name, round(milliseconds(() => opened.search(asked)))])),
        'words, one begun': round(milliseconds(() => opened.words('gluc'))),
        'words, two': round(milliseconds(() => opened.words('blood pres'))),
        'words, one letter': round(milliseconds(() => opened.words('a'))),
        'timeline page': round(milliseconds(() => opened.timeline())),
        counts: round(milliseconds(() => opened.counts())),
      },
    },
    null,
    2,
  ),
);
