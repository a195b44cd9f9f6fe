/**
 * Makes knowledge/cdsi/us.json from CDC's CDSi supporting data (the folder with the XML files), and its table of NDC codes:
 *
 *     node tools/knowledge/cdsi/convert.ts XML-FOLDER CODES-FOLDER VERSION DATE
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Conflict, Observation, Schedule, Vaccine } from '../../../packages/decision-support/src/immunization/schedule.ts';
import { antigenOf, said } from './antigen.ts';
import { all, type Element, listOf, one, readXml, textOf } from './xml.ts';

const [folder, codes, version, date] = process.argv.slice(2);
if (folder === undefined || codes === undefined || version === undefined || date === undefined) throw new Error('Which folders, version and date?');

const read = (file: string): Element => readXml(readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, ''));

const SYSTEMS: Readonly<Record<string, 'snomed' | 'cvx' | 'phin'>> = { SNOMED: 'snomed', CVX: 'cvx', CDCPHINVS: 'phin' };

function conflictsOf(root: Element): Conflict[] {
  const groups = new Map<string, { before: string; after: string[]; from: string; minEnd: string; end: string }>();
  for (const each of all(root, 'liveVirusConflict')) {
    const before = textOf(one(each, 'previous'), 'cvx')!;
    const [from, minEnd, end] = ['conflictBeginInterval', 'minConflictEndInterval', 'conflictEndInterval'].map((name) => textOf(each, name)!);
    const key = [before, from, minEnd, end].join();
    const group = groups.get(key) ?? { before, after: [], from: from!, minEnd: minEnd!, end: end! };
    group.after.push(textOf(one(each, 'current'), 'cvx')!);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function observationsOf(root: Element): Record<string, Observation> {
  return Object.fromEntries(
    all(root, 'observation').map((each) => {
      const coded = { snomed: [] as string[], cvx: [] as string[], phin: [] as string[] };
      for (const value of all(one(each, 'codedValues'), 'codedValue')) coded[SYSTEMS[textOf(value, 'codeSystem')!]!].push(textOf(value, 'code')!);
      const { snomed, cvx, phin } = coded;
      return [
        textOf(each, 'observationCode')!,
        said<Observation>({ title: textOf(each, 'observationTitle')!, contraindication: textOf(each, 'contraindicationText'), snomed, cvx, phin }),
      ];
    }),
  );
}

function vaccinesOf(root: Element): Record<string, Vaccine> {
  return Object.fromEntries(
    all(root, 'cvxMap').map((each) => [
      textOf(each, 'cvx')!,
      {
        name: textOf(each, 'shortDescription')!,
        antigens: all(each, 'association').map((association) =>
          said<Vaccine['antigens'][number]>({
            name: textOf(association, 'antigen')!,
            from: textOf(association, 'associationBeginAge'),
            to: textOf(association, 'associationEndAge'),
          }),
        ),
      },
    ]),
  );
}

const root = read('ScheduleSupportingData.xml');
const full = new Map(all(one(root, 'vaccineGroups'), 'vaccineGroup').map((each) => [textOf(each, 'name')!, textOf(each, 'administerFullVaccineGroup') === 'Yes']));
const schedule: Schedule = {
  id: 'cdsi',
  country: 'US',
  title: { en: 'the United States schedule (CDC, ACIP)', es: 'el calendario de Estados Unidos (CDC, ACIP)' },
  source: 'CDC, Clinical Decision Support for Immunization (CDSi), supporting data',
  url: 'https://www.cdc.gov/iis/cdsi/',
  version,
  date,
  groups: all(one(root, 'vaccineGroupToAntigenMap'), 'vaccineGroupMap').map((each) => ({
    name: textOf(each, 'name')!,
    antigens: all(each, 'antigen').flatMap((antigen) => listOf(antigen.text)!),
    full: full.get(textOf(each, 'name')!) === true,
  })),
  vaccines: vaccinesOf(one(root, 'cvxToAntigenMap')!),
  conflicts: conflictsOf(one(root, 'liveVirusConflicts')!),
  observations: observationsOf(one(root, 'observations')!),
  antigens: readdirSync(folder).filter((file) => /^AntigenSupportingData.*\.xml$/.test(file)).toSorted().map((file) => antigenOf(read(file))),
};

/** One line to each series, vaccine and observation: readable differences, and no whitespace to pay for. */
const lines = (value: unknown, depth: number): string => {
  if (depth === 0 || value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map((item) => lines(item, depth - 1)).join(',\n')}\n]`;
  return `{\n${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${lines(item, depth - 1)}`).join(',\n')}\n}`;
};
writeFileSync(new URL('../../../knowledge/cdsi/us.json', import.meta.url), `${lines({ ...schedule, antigens: undefined }, 2).replace(/,\n"antigens": undefined/, '')}\n`);
writeFileSync(new URL('../../../knowledge/cdsi/us-antigens.json', import.meta.url), `${lines(schedule.antigens, 3)}\n`);

/** NDC, eleven digits without hyphens, to CVX; unit of use and unit of sale alike. */
const ndc = new Map<string, string>();
for (const [file, column] of [['NDC_Unit_use.txt.gz', 11], ['NDC_Unit_sale.txt.gz', 12]] as const) {
  for (const row of gunzipSync(readFileSync(join(codes, file))).toString('latin1').split(/\r?\n/)) {
    const cells = row.split('|').map((cell) => cell.trim());
    const [, labeler, product, packaged] = cells;
    const cvx = cells[column];
    if (labeler && product && packaged && cvx && /^\d+$/.test(cvx)) ndc.set(`${labeler.padStart(5, '0')}${product.padStart(4, '0')}${packaged.padStart(2, '0')}`, cvx.padStart(2, '0'));
  }
}
const byCvx = Object.groupBy([...ndc].toSorted(), ([, cvx]) => cvx);
writeFileSync(
  new URL('../../../knowledge/cdsi/ndc.json', import.meta.url),
  `{\n${Object.entries(byCvx).map(([cvx, rows]) => `"${cvx}": ${JSON.stringify(rows!.map(([code]) => code).join(' '))}`).join(',\n')}\n}\n`,
);
