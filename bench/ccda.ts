/**
 * C-CDA from bytes to drafts on one core: `node bench/ccda.ts` prints JSON. The documents are those of the golden files, joined into one of a few
 * megabytes; with `SATCHEL_SAMPLES` also real vendors' documents, all of them, each read anew.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ccda } from '../packages/intake/src/formats/ccda/parse.ts';
import { sourceOf } from '../packages/intake/src/formats/ccda/testing/read.ts';

const CHUNK = 64 * 1024;
const round = (value: number): number => Number(value.toPrecision(3));

/** One document with the sections of all the golden ones, as often as it takes to be this long. */
function longDocument(bytes: number): Uint8Array {
  const folder = join(import.meta.dirname, '../packages/intake/src/formats/ccda/fixtures');
  const texts = readdirSync(folder)
    .filter((name) => !/defects|header/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const [first = ''] = texts;
  const sections = texts
    .flatMap((text) => [...text.matchAll(/ {2}<component><section>[\s\S]*?<\/section><\/component>\n/g)].map(([whole]) => whole))
    .join('');
  const [before = '', after = ''] = first.split(/<structuredBody>[\s\S]*<\/structuredBody>/);
  const times = Math.ceil(bytes / sections.length);
  // Each copy has ids of its own, as entries of a long life have.
  const copies = Array.from({ length: times }, (_, n) => sections.replaceAll('root="1.2.3.4.5.9"', `root="1.2.3.4.5.9.${n}"`));
  return new TextEncoder().encode(`${before}<structuredBody>${copies.join('')}</structuredBody>${after}`);
}

async function measure(documents: readonly Uint8Array[], rounds: number): Promise<Record<string, number>> {
  const megabytes = documents.reduce((sum, each) => sum + each.length, 0) / 1e6;
  let best = Infinity;
  let drafts = 0;
  for (let n = 0; n < rounds; n++) {
    const start = process.cpuUsage();
    drafts = 0;
    for (const document of documents)
      for await (const parsed of ccda.parse(sourceOf(document, 'document.xml', CHUNK), { at: '2026-03-01T10:00:00Z' }))
        drafts += parsed.kind === 'draft' ? 1 : 0;
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  return { megabytes: round(megabytes), drafts, megabytesASecondOfACore: round(megabytes / best) };
}

const samples = process.env['SATCHEL_SAMPLES'];
const vendors = samples === undefined ? [] : globSync('b1*/**/*.xml*', { cwd: samples }).map((file) => readFileSync(join(samples, file)));
const report = {
  oneLongDocument: await measure([longDocument(4e6)], 4),
  ...(vendors.length > 0 && {
    vendorDocuments: await measure(
      vendors.map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes)),
      3,
    ),
  }),
};
console.log(JSON.stringify(report));
