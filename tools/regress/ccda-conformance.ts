import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { read } from '../../packages/intake/src/formats/ccda/testing/read.ts';

/**
 * Compares what we make of the C-CDA document of HL7's *C-CDA on FHIR* with the resources that its authors agreed on, field by field, and writes
 * docs/conformance/ccda.md: `node tools/regress/ccda-conformance.ts FOLDER [FILE]`, where FOLDER is
 * mappings/examples/CDAtoFHIRExamples of that guide's repository. Fails where a field differs for no listed reason.
 */
const [folder, page = join(import.meta.dirname, '../../docs/conformance/ccda.md')] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Say where CDAtoFHIRExamples of C-CDA on FHIR is: node tools/regress/ccda-conformance.ts FOLDER');
  process.exit(2);
}

/** Why a field is not ours: by file and path, the first that fits. `*` stands for any place in a list. */
const REASONS: readonly (readonly [file: RegExp, path: RegExp, reason: string])[] = [
  [/./, /^(id|language|text|meta)\b/, 'is how that converter keeps it; our ids are the record’s, narrative stays with the Composition'],
  [/note/, /^type\.(text|coding)/, 'the guide’s text takes the translation alone as the type; its draft keeps both'],
  [/note/, /^category/, 'the guide’s text says clinical-note; its draft repeats the kind of note'],
  [
    /note/,
    /attachment\.(contentType|data)/,
    'the guide’s text asks for XHTML built from the narrative; its draft is the raw CDA markup as text',
  ],
  [/note/, /^context\.encounter/, 'the note does not name this encounter in the document'],
  [/./, /\.display$/, 'words beside a code or a reference: ours are those of the document, a patient’s name stands with the Patient'],
  [/./, /\.reference$/, 'somebody in a role is a PractitionerRole, who is not named by the entry is not there'],
  [/./, /^(performer|requester|recorder)\*?\.identifier/, 'identifiers stand with the Practitioner, not beside each reference'],
  [/draft/, /coding\*\.system$/, 'the draft writes http://www.snomed.org/; the system of SNOMED CT in FHIR is http://snomed.info/sct'],
  [/medicationRequest/, /^intent$/, 'the guide’s own map CF-MedActivityMood gives plan for moodCode EVN; its example says order'],
  [/medicationRequest/, /^requester/, 'an element that is not required is left out rather than marked absent'],
  [/medicationRequest/, /asNeededBoolean|sequence/, 'the document does not say so: no precondition is not the statement "not as needed"'],
  [
    /draft/,
    /^(issued|effectiveDateTime|period\.start)$/,
    'the draft is in UTC, made up, or no valid instant; ours is the time and zone that are written',
  ],
  [/Organization/, /^telecom/, 'the number is kept as it is written'],
  [/Organization/, /^active$/, 'the document does not say so'],
  [/vital/, /^code\.text$/, 'text is the words of the narrative where the code points at them; the display says the same here'],
];

const resources = await ours();
const rows: string[][] = [];
let unexplained = 0;
for (const file of globSync('Rec_Output/*.json*', { cwd: folder }).sort()) compareFile(file);
const counts = Map.groupBy(rows, ([, , , verdict]) => verdict);
writeFileSync(page, render());
console.log([...counts].map(([verdict, of]) => `${of.length} ${verdict}`).join(', '));
process.exitCode = unexplained > 0 ? 1 : 0;

async function ours(): Promise<JsonObject[]> {
  const files = globSync('Input/*.xml', { cwd: folder });
  const all = await Promise.all(files.map((file) => read(readFileSync(join(folder ?? '', file)))));
  return all.flatMap(({ drafts }) => drafts.map(({ resource }) => resource));
}

function compareFile(file: string): void {
  const name = basename(file).replace(/\.jsonc?$/, '');
  const parsed = parseExample(readFileSync(join(folder ?? '', file), 'utf8'));
  const expected = isJsonObject(parsed['resource']) ? parsed['resource'] : parsed;
  const mine = counterpart(expected);
  if (!mine) {
    rows.push([name, String(expected['resourceType']), '', 'not in the document', 'no entry of the document has its identifiers']);
    return;
  }
  const have = leaves(mine);
  for (const [path, values] of leaves(expected)) for (const value of values) judge(name, path, value, have.get(path));
}

/** The examples carry comments and commas too many, and one a bracket; no string of theirs has two slashes after a space. */
function parseExample(written: string): JsonObject {
  const text = written
    .replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, '')
    .replace(/,(\s*[}\]])/g, '$1')
    .trim();
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return JSON.parse(text.replace(/\}\s*$/, '')) as JsonObject;
  }
}

/** Ours with one of the same identifiers, else the only one of its type and code. */
function counterpart(expected: JsonObject): JsonObject | undefined {
  const sameType = resources.filter((each) => each['resourceType'] === expected['resourceType']);
  const ids = identifierValues(expected);
  const code = JSON.stringify(codesIn(expected));
  return (
    sameType.find((each) => identifierValues(each).some((id) => ids.includes(id))) ??
    (ids.length === 0 || sameType.length === 1
      ? (sameType.find((each) => JSON.stringify(codesIn(each)) === code) ?? sameType[0])
      : undefined)
  );
}

function identifierValues(resource: JsonObject): string[] {
  return (Array.isArray(resource['identifier']) ? resource['identifier'] : [])
    .filter(isJsonObject)
    .map((each) => `${String(each['system'])}|${String(each['value'])}`);
}

function codesIn(resource: JsonObject): string[] {
  return [...(leaves(resource).get('code.coding*.code') ?? [])];
}

/** Values by path, with places in lists left out. */
function leaves(value: JsonValue, path = '', found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (Array.isArray(value)) for (const each of value) leaves(each, `${path}*`, found);
  else if (isJsonObject(value)) for (const [name, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${name}` : name, found);
  else {
    const known = found.get(path) ?? new Set();
    found.set(path, known.add(path.endsWith('reference') ? (String(value).split('/')[0] ?? '') : String(value)));
  }
  return found;
}

function judge(name: string, path: string, value: string, have: ReadonlySet<string> | undefined): void {
  if (path === 'resourceType') return;
  if (have?.has(value)) {
    rows.push([name, path, short(value), 'equal', '']);
    return;
  }
  const reason = REASONS.find(([file, form]) => file.test(name) && form.test(path))?.[2];
  if (reason === undefined) unexplained += 1;
  rows.push([
    name,
    path,
    short(value),
    reason === undefined ? 'UNEXPLAINED' : 'differs',
    `${reason ?? ''}${have ? ` (ours: ${short([...have].join(', '))})` : ''}`,
  ]);
}

function short(text: string): string {
  return (text.length > 60 ? `${text.slice(0, 57)}…` : text).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function render(): string {
  const summary = [...counts].map(([verdict, of]) => `| ${verdict} | ${of.length} |`).join('\n');
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `# C-CDA on FHIR, field by field

Written by \`node tools/regress/ccda-conformance.ts\`, over the example document of HL7's *C-CDA on FHIR* (mappings/examples/CDAtoFHIRExamples, CC0-1.0) and
the resources that its authors recommend for it (\`Rec_Output\`; files named *draft* are not agreed on). Fields that we have beyond these are not listed.

| | fields |
|---|---|
${summary}

| resource | field | theirs | verdict | reason |
|---|---|---|---|---|
${table}
`;
}
