import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { validate } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { read } from './testing/read.ts';

const samples = process.env['SATCHEL_SAMPLES'];
const nightly = process.env['SATCHEL_NIGHTLY'] === '1';

function filesOf(set: string): string[] {
  return globSync(`${set}*/**/*`, { cwd: samples ?? '' })
    .filter((file) => !/\.(json|pdf)(\.gz)?$/.test(file) && statSync(join(samples ?? '', file)).isFile())
    .sort();
}

function textOf(file: string): Buffer {
  const bytes = readFileSync(join(samples ?? '', file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Entries of every section, counted by another way than the parser's: with a pattern over the text. */
function entriesIn(text: string): number {
  const plain = text.replace(/<!--[\s\S]*?-->/g, '');
  return [...plain.matchAll(/<(?:[\w.-]+:)?entry(?=[\s/>])/g)].length;
}

describe.skipIf(!samples)('the sample documents', () => {
  it('of certified vendors: every entry leaves as a resource, or is told with its place', { timeout: 120_000 }, async () => {
    const lost: string[] = [];
    let entries = 0;
    for (const file of filesOf('b1')) {
      const text = textOf(file).toString('utf8');
      const { drafts, others } = await read(text);
      const places = new Set([
        ...drafts.map(({ place }) => place ?? ''),
        ...others.flatMap((each) =>
          each.kind === 'unread'
            ? each.issues.map(({ location }) => location ?? '')
            : each.kind === 'note'
              ? (each.issue.location ?? '')
              : [],
        ),
      ]);
      const told = [...places].filter((place) => / entry \d+$/.test(place)).length;
      const written = entriesIn(text);
      entries += written;
      if (told !== written) lost.push(`${file}: ${written} entries, ${told} told`);
    }
    expect(entries).toBeGreaterThan(1000);
    expect(lost).toEqual([]);
  });

  it.each(['b1', 'b2', 'b3', 'b4', 'b5'])(
    'of set %s: valid R4, references to what is there, one source each',
    { timeout: 240_000 },
    async (set) => {
      const faults = new Set<string>();
      const files = filesOf(set);
      for (const file of nightly ? files : files.filter((_, n) => n % 3 === 0)) {
        const { drafts } = await read(textOf(file));
        const names = new Set(drafts.map(({ source }) => source?.id));
        for (const { resource, source } of drafts) {
          for (const each of validate(resource)) faults.add(`${each.expression?.[0]}: ${each.diagnostics} (${file})`);
          for (const [, to = ''] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g))
            if (!names.has(to)) faults.add(`${source?.id} -> ${to} (${file})`);
        }
        if (new Set(drafts.map(({ source }) => source?.system)).size > 1) faults.add(`several sources (${file})`);
      }
      expect([...faults]).toEqual([]);
    },
  );

  it('that carry security labels give them to every fact', { timeout: 60_000 }, async () => {
    const files = filesOf('b4').filter(
      (file) => file.includes('DS4P') && /<confidentialityCode[^>]*code="R"/.test(textOf(file).toString('utf8')),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const { drafts } = await read(textOf(file));
      const facts = drafts.filter(({ resource }) =>
        /^(Condition|MedicationRequest|AllergyIntolerance|Observation)$/.test(String(resource['resourceType'])),
      );
      expect(facts.filter(({ resource }) => !JSON.stringify(resource['meta'] ?? {}).includes('v3-Confidentiality')).length).toBe(0);
    }
  });
});
