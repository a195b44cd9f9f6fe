/**
 * Makes the preset DEFLATE dictionaries of the row format from Satchel's own synthetic people: boilerplate that
 * FHIR repeats in every resource, most common last (nearest to the data is cheapest to point at). Run once for a
 * new dictionary number; published files never change, because rows are sealed with them.
 *
 *   node tools/train-dictionaries.ts <folder of training files> <output folder>
 *   node tools/train-dictionaries.ts heads <dictionary folder>
 *
 * The second makes 11 to 20 from 1 to 10: the same with the row's head as it is written, most of all the `meta` that
 * well-known sources give every resource.
 *
 * A training file holds one row's plaintext a line, with the line feed behind the row's head written as \\n.
 *
 * Greedy cover: every 8-byte run counts in how many resources it stands; segments with the highest sum of counts not
 * yet covered are taken until the dictionary is full.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const GROUPS: readonly (readonly [id: number, types: readonly string[], size: number])[] = [
  [1, [], 8192],
  [2, ['Observation'], 8192],
  [3, ['Encounter'], 6144],
  [4, ['Claim'], 6144],
  [5, ['ExplanationOfBenefit'], 12288],
  [6, ['DiagnosticReport'], 6144],
  [7, ['Condition', 'Procedure'], 8192],
  [8, ['MedicationRequest', 'MedicationStatement'], 8192],
  [9, ['Immunization'], 4096],
  [10, ['Provenance'], 2048],
];
const RUN = 8;
const SEGMENT = 96;

/** What servers and generators say of every resource: the last stands nearest to the data. */
const META = [
  String.raw`{\"source\":\"#`,
  String.raw`{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"N\"}],`,
  String.raw`{\"profile\":[\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-\"]}`,
  String.raw`{\"tag\":[{\"system\":\"https://smarthealthit.org/tags\",\"code\":\"synthea-5-2019\"}]}`,
];

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error('usage: node tools/train-dictionaries.ts FROM TO');

if (from === 'heads') {
  for (const [id, types] of GROUPS) {
    const file = (number: number): string => join(to, `${String(number).padStart(3, '0')}.dict`);
    writeFileSync(file(id + 10), withHead(readFileSync(file(id), 'latin1'), types[0] ?? 'Patient'), 'latin1');
  }
  process.exit();
}

const texts = readdirSync(from).flatMap((name) => readFileSync(join(from, name), 'utf8').trim().split('\n'));
const typeOf = (text: string) => /"resourceType":"(\w+)"/.exec(text)?.[1] ?? '';
const named = new Set(GROUPS.flatMap(([, types]) => types));

for (const [id, types, size] of GROUPS) {
  const mine = texts.filter((text) => (types.length ? types.includes(typeOf(text)) : !named.has(typeOf(text)))).map(plain);
  writeFileSync(join(to, `${String(id).padStart(3, '0')}.dict`), cover(mine, size));
}

/** A dictionary whose last words are a row's head up to the begin of the resource. */
function withHead(before: string, type: string): string {
  const rest = before.slice(0, before.lastIndexOf('{"t":"'));
  const places = `","m":"${META.slice(0, -1).join('')}","s":["urn:satchel:","${type}/"],"l":"line entry `;
  const source = type === 'Provenance' ? '"o":1' : `"m":"${META.at(-1) ?? ''}","s":["urn:uuid","${type}/"],"l":"line 123"`;
  const head = `{"t":"${type}","at":1795563009308,${source}}`;
  return `${rest}${places}${head}\n{"resourceType":"${type}",`.slice(-Math.max(before.length, 4096));
}

/** Ids and times are different in every row: no dictionary helps with them. */
function plain(text: string): string {
  return text
    .replace('}\\n{"resourceType"', '}\n{"resourceType"')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+/g, '')
    .replace(/"value":[\d.]+/g, '"value":')
    .replace(/"div":"(?:[^"\\]|\\.)*"/g, '"div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">"');
}

function cover(list: readonly string[], size: number): string {
  const counts = new Map<string, number>();
  for (const text of list) {
    const seen = new Set<string>();
    for (let at = 0; at + RUN <= text.length; at++) seen.add(text.slice(at, at + RUN));
    for (const run of seen) counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  const segments = new Map<string, number>();
  for (const text of list) {
    for (let at = 0; at < text.length; at += SEGMENT / 2) segments.set(text.slice(at, at + SEGMENT), 0);
  }
  const taken: string[] = [];
  let length = 0;
  const queue = [...segments.keys()].map((segment) => ({ segment, worth: worth(segment, counts) })).sort((a, b) => b.worth - a.worth);
  while (queue.length && length < size) {
    const best = queue.shift() as { segment: string; worth: number };
    const now = worth(best.segment, counts);
    // Lazy greedy: its worth may have fallen since; put it back where it belongs now.
    if (queue[0] && now < queue[0].worth) {
      if (now > 2) insert(queue, { segment: best.segment, worth: now });
      continue;
    }
    if (now <= 2) break;
    taken.push(best.segment);
    length += best.segment.length;
    for (let at = 0; at + RUN <= best.segment.length; at++) counts.set(best.segment.slice(at, at + RUN), 0);
  }
  return taken.reverse().join('').slice(-size);
}

function worth(segment: string, counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (let at = 0; at + RUN <= segment.length; at++) {
    const count = counts.get(segment.slice(at, at + RUN)) ?? 0;
    sum += count > 1 ? count : 0;
  }
  return sum;
}

function insert(queue: { segment: string; worth: number }[], entry: { segment: string; worth: number }): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle] as { worth: number }).worth > entry.worth) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, entry);
}
