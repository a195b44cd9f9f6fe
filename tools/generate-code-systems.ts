/**
 * Makes knowledge/code-systems from HL7's terminology (CodeSystem resources in a folder, plain or gzipped) and CDC's list of
 * vaccine codes:
 *
 *     node tools/generate-code-systems.ts THO-FOLDER CVX-XML
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The code systems that the types of a personal record use. */
const WANTED =
  /^CodeSystem-(allergyintolerance-.*|condition-(category|clinical|ver-status)|consent(action|categorycodes|scope)|coverage-class|data-absent-reason|diagnosis-role|discharge-disposition|goal-.*|immunization-.*|list-(empty-reason|order)|location-physical-type|medicationrequest-(category|course-of-therapy|status-reason)|observation-(category|statistics)|service-category|subscriber-relationship|v2-(0074|0203)|v3-.*)\.json(\.gz)?$/;

interface Concept {
  readonly code: string;
  readonly display?: string;
  readonly property?: readonly { readonly code: string; readonly valueBoolean?: boolean; readonly valueCode?: string }[];
  readonly concept?: readonly Concept[];
}

type Row = readonly [code: string, display: string, state?: 'abstract' | 'inactive' | '', parents?: string];

const textOf = (file: string): string => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

function rowsOf(concepts: readonly Concept[], parent?: string): Row[] {
  return concepts.flatMap((concept) => {
    const says = (code: string, value: unknown) =>
      concept.property?.some((each) => each.code === code && (each.valueBoolean ?? each.valueCode) === value);
    const state = says('notSelectable', true)
      ? 'abstract'
      : says('status', 'retired') || says('status', 'deprecated')
        ? 'inactive'
        : undefined;
    const named = concept.property?.flatMap(({ code, valueCode }) => (code === 'subsumedBy' && valueCode ? [valueCode] : [])) ?? [];
    const parents = [...new Set([...(parent ? [parent] : []), ...named])].join(' ');
    const marks = parents ? [state ?? '', parents] : state ? [state] : [];
    return [[concept.code, concept.display ?? concept.code, ...marks] as unknown as Row, ...rowsOf(concept.concept ?? [], concept.code)];
  });
}

const [tho = '', cvx = ''] = process.argv.slice(2);
const target = new URL('../knowledge/code-systems/', import.meta.url);
const systems = readdirSync(tho)
  .filter((name) => WANTED.test(name))
  .map((name) => JSON.parse(textOf(join(tho, name))) as Record<string, string> & { concept: readonly Concept[] })
  .map(({ url, version, name, valueSet, concept }) => ({ url, version, name, valueSet, concepts: rowsOf(concept) }));
const lines = systems.map((system) => JSON.stringify(system)).join(',\n');
writeFileSync(new URL('hl7-terminology.json', target), `[\n${lines}\n]\n`);

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const member = (xml: string, name: string): string =>
  (new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '')
    .trim()
    .replaceAll(/&(\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
const vaccines = (textOf(cvx).match(/<CVXInfo>.*?<\/CVXInfo>/gs) ?? []).map((info) => {
  const isOff = ['Inactive', 'Never Active'].includes(member(info, 'Status'));
  return {
    row: [member(info, 'CVXCode'), member(info, 'ShortDescription'), ...(isOff ? ['inactive'] : [])],
    day: member(info, 'LastUpdated').replace(
      /^(\d+)\/(\d+)\/(\d+)$/,
      (_, m: string, d: string, y: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`,
    ),
  };
});
const version = vaccines
  .map(({ day }) => day)
  .sort()
  .at(-1);
const rows = vaccines.map(({ row }) => JSON.stringify(row)).join(',\n');
writeFileSync(
  new URL('cvx.json', target),
  `[{"url":"http://hl7.org/fhir/sid/cvx","version":${JSON.stringify(version)},"name":"CVX","concepts":[\n${rows}\n]}]\n`,
);
