/**
 * Writes `knowledge/fhir-r4/search-parameters.json` from the package `hl7.fhir.r4.examples`.
 *
 *     node tools/generate-fhir/search-parameters.ts <unpacked package directory>
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDefinitions } from './search/compile.ts';
import type { CompartmentDefinition, SearchParameter } from './search/compile.ts';
import { wordElements } from './search/words.ts';
import { createModel } from './search/model.ts';
import type { StructureDefinition, ValueSet } from './search/model.ts';

const OUTPUT = new URL('../../knowledge/fhir-r4/search-parameters.json', import.meta.url);

function readAll<T>(directory: string, resourceType: string): T[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(`${resourceType}-`))
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as T & { resourceType?: string })
    .filter((resource) => resource.resourceType === resourceType);
}

/** One line per resource type: small differences stay readable. */
function layOut(definitions: ReturnType<typeof compileDefinitions>): string {
  const { types, ...others } = definitions;
  const rest = { digest: createHash('sha256').update(JSON.stringify(definitions)).digest('hex'), ...others };
  const head = Object.entries(rest).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const lines = Object.entries(types).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${head.join(',\n')},\n  "types": {\n${lines.join(',\n')}\n  }\n}\n`;
}

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('give the directory of the unpacked package hl7.fhir.r4.examples');
const structures = readAll<StructureDefinition>(directory, 'StructureDefinition').filter(
  (structure) => structure.derivation !== 'constraint' && structure.kind !== 'logical',
);
const model = createModel(structures, readAll<ValueSet>(directory, 'ValueSet'));
const definitions = compileDefinitions(
  model,
  readAll<SearchParameter>(directory, 'SearchParameter'),
  readAll<CompartmentDefinition>(directory, 'CompartmentDefinition'),
  wordElements(structures),
);
writeFileSync(OUTPUT, layOut(definitions));
const count = Object.values(definitions.types).reduce((sum, type) => sum + Object.keys(type.parameters).length, 0);
console.log(`${Object.keys(definitions.types).length} types, ${count} parameters, ${definitions.notCompiled.length} not compiled`);
