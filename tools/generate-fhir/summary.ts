/**
 * Makes knowledge/fhir-r4/summary.json from HL7's package: which elements `_summary=true` keeps.
 *
 *   npm pack hl7.fhir.r4.examples@4.0.1   (unpack)
 *   node tools/generate-fhir/summary.ts EXAMPLES/package
 *
 * The format is described in knowledge/fhir-r4/README.md.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition, ElementDefinition } from './definitions.ts';

type Marked = ElementDefinition & { readonly isSummary?: boolean };

const [examples] = process.argv.slice(2);
if (examples === undefined) throw new Error('Give the unpacked package folder');

const definitions = readdirSync(examples)
  .filter((file) => file.startsWith('StructureDefinition-') && file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(examples, file), 'utf8')) as Definition)
  .filter(({ kind, derivation }) => kind === 'resource' && derivation !== 'constraint')
  .sort((a, b) => (a.id < b.id ? -1 : 1));

const kept: Record<string, string[]> = {};
for (const { snapshot } of definitions) {
  for (const { path, min, isSummary } of snapshot.element as readonly Marked[]) {
    const dot = path.lastIndexOf('.');
    // What is required stays, else the part would not be valid.
    if (dot > 0 && (isSummary === true || min > 0)) (kept[path.slice(0, dot)] ??= []).push(path.slice(dot + 1));
  }
}

const lines = Object.entries(kept).map(([type, names]) => `${JSON.stringify(type)}:${JSON.stringify(names.join(' '))}`);
writeFileSync(join(import.meta.dirname, '../../knowledge/fhir-r4/summary.json'), `{\n${lines.join(',\n')}\n}\n`);
