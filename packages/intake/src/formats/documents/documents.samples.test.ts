import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { parsedFrom } from '../../../testing/parsed.ts';

const samples = process.env['SATCHEL_SAMPLES'] ?? '/nowhere';
const home = join(samples, 'h3-documents-imaging');
const filesUnder = (folder: string): string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder).flatMap((name) =>
        statSync(join(folder, name)).isDirectory() ? filesUnder(join(folder, name)) : [join(folder, name)],
      );
const pdfs = ['b3-ccda-hl7', 'b4-ccda-onc-testdata']
  .flatMap((set) => filesUnder(join(samples, set)))
  .filter((path) => path.endsWith('.pdf'));
const files = [...filesUnder(home), ...pdfs];

describe.skipIf(files.length === 0)('published documents and images', () => {
  it.each(files.map((path) => [path.slice(samples.length + 1), path]))('%s is a document or is refused with a reason', async (_, path) => {
    const start = performance.now();
    const parsed = await parsedFrom(path, readFileSync(path));
    expect(performance.now() - start).toBeLessThan(10_000);
    const said = parsed.flatMap((each) => (each.kind === 'unread' ? each.issues : []));
    expect(parsed.some(({ kind }) => kind === 'document') || said.length > 0).toBe(true);
    for (const { diagnostics, remedy } of said) expect(diagnostics && remedy).toBeTruthy();
    expect(parsed.flatMap((each) => (each.kind === 'draft' ? validate(each.draft.resource) : []))).toEqual([]);
  });

  it.skipIf(pdfs.length === 0)('have their text read', async () => {
    for (const path of pdfs) {
      const document = (await parsedFrom(path, readFileSync(path))).find((each) => each.kind === 'document');
      expect(document?.kind === 'document' && document.document.text?.length, path).toBeGreaterThan(500);
    }
  });
});

const cards = join(samples, 'd1-smart-health-cards');
const codes = filesUnder(cards).filter((path) => /qr-code-0[^/]*\.png$/.test(path));

describe.skipIf(codes.length === 0)('health cards in pictures', () => {
  it.each(codes.map((path) => [path.slice(cards.length + 1), path]))('%s is read as if it had come as a file', async (_, path) => {
    const words = (await parsedFrom(path, readFileSync(path))).flatMap((each) => (each.kind === 'file' ? each.words : []));
    expect(words).toEqual(['PNG picture', 'SMART Health Card']);
  });
});
