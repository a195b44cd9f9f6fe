/**
 * Makes knowledge/cdsi/uk.json, the routine schedule of the United Kingdom, from the table below and the vaccines of us.json:
 *
 *     node tools/knowledge/cdsi/uk.ts
 *
 * Facts: UK Health Security Agency, "The complete routine immunisation schedule" (from 1 July 2025 and 1 January 2026) and the Green
 * Book's minimum ages and intervals, Open Government Licence 3.0. Programmes that go by day of birth stand as they are for today's children.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Antigen, Dose, Schedule, Series } from '../../../packages/decision-support/src/immunization/schedule.ts';

const knowledge = new URL('../../../knowledge/cdsi/', import.meta.url);
const us = JSON.parse(readFileSync(new URL('us.json', knowledge), 'utf8')) as Schedule;

interface Step {
  readonly min: string;
  /** When it is due, and from when it is late. */
  readonly at: string;
  readonly late?: string;
  readonly max?: string;
  /** Least time since the dose before. */
  readonly after?: string;
  readonly skips?: Dose['skips'];
  readonly season?: Dose['season'];
  readonly recurring?: true;
}

const cvxOf = (antigen: string): string[] =>
  Object.entries(us.vaccines)
    .filter(([, { antigens }]) => antigens.some(({ name }) => name === antigen))
    .map(([cvx]) => cvx);

function seriesOf(antigen: string, group: string, name: string, steps: readonly Step[], also: Partial<Series> = {}, only?: readonly string[]): Series {
  const doses = steps.map(
    ({ min, at, late, max, after, skips, season, recurring }): Dose => ({
      ages: [{ absMin: min, min, earliest: at, ...(late && { latest: late }), ...(max && { max }) }],
      ...(after && { intervals: [{ previous: true, absMin: after, min: after, earliest: after }] }),
      preferable: [{ cvx: only ?? cvxOf(antigen) }],
      ...(skips && { skips }),
      ...(recurring && { recurring }),
      ...(season && { season }),
    }),
  );
  return { name, type: 'standard', vaccineGroup: group, group: '1', default: true, priority: 'A', preference: 1, doses, ...also };
}

const skipAt = (from: string): NonNullable<Dose['skips']> => [
  { context: 'both', all: false, sets: [{ conditions: [{ type: 'age', from }] }] },
];

/** The four doses of the six-in-one; who is late needs no fourth after ten years of age, and Hib none after that either. */
const SIX: readonly Step[] = [
  { min: '6 weeks', at: '8 weeks', late: '12 weeks' },
  { min: '10 weeks', at: '12 weeks', late: '16 weeks', after: '4 weeks' },
  { min: '14 weeks', at: '16 weeks', late: '20 weeks', after: '4 weeks' },
];
const TODDLER: Step = { min: '12 months', at: '18 months', late: '20 months', after: '4 weeks', skips: skipAt('10 years') };
const BOOSTERS: readonly Step[] = [
  { min: '40 months - 4 weeks', at: '40 months', late: '5 years', after: '1 year', skips: skipAt('10 years') },
  { min: '10 years', at: '14 years', late: '15 years', after: '3 years' },
];

const HEALTHY: readonly (readonly [group: string, antigens: readonly string[], steps: readonly Step[], also?: Partial<Series>])[] = [
  ['DTaP/Tdap/Td', ['Diphtheria', 'Tetanus'], [...SIX, TODDLER, ...BOOSTERS]],
  ['DTaP/Tdap/Td', ['Pertussis'], [...SIX, TODDLER, BOOSTERS[0]!].map((step) => ({ ...step, max: '10 years' }))],
  ['Polio', ['Polio'], [...SIX, TODDLER, ...BOOSTERS]],
  ['Hib', ['Hib'], [...SIX, TODDLER].map((step) => ({ ...step, max: '10 years' }))],
  ['HepB', ['HepB'], [...SIX, TODDLER].map((step) => ({ ...step, max: '10 years' }))],
  [
    'Rotavirus',
    ['Rotavirus'],
    [
      { min: '6 weeks', at: '8 weeks', late: '12 weeks', max: '15 weeks' },
      { min: '10 weeks', at: '12 weeks', late: '16 weeks', max: '24 weeks', after: '4 weeks' },
    ],
  ],
  [
    'Meningococcal B',
    ['Meningococcal B'],
    [
      { min: '8 weeks', at: '8 weeks', late: '12 weeks', max: '2 years' },
      { min: '12 weeks', at: '12 weeks', late: '16 weeks', max: '2 years', after: '4 weeks' },
      { min: '12 months', at: '12 months', late: '13 months', max: '2 years', after: '8 weeks' },
    ],
  ],
  [
    'Pneumococcal',
    ['Pneumococcal'],
    [
      { min: '6 weeks', at: '16 weeks', late: '20 weeks', skips: skipAt('12 months') },
      { min: '12 months', at: '12 months', late: '13 months', after: '4 weeks', skips: skipAt('2 years') },
      { min: '65 years', at: '65 years', late: '66 years' },
    ],
  ],
  [
    'MMR',
    ['Measles', 'Mumps', 'Rubella'],
    [
      { min: '12 months', at: '12 months', late: '13 months' },
      { min: '12 months', at: '18 months', late: '41 months', after: '4 weeks' },
    ],
  ],
  ['HPV', ['HPV'], [{ min: '9 years', at: '12 years', late: '14 years', max: '25 years' }]],
  ['Meningococcal', ['Meningococcal'], [{ min: '10 years', at: '14 years', late: '15 years', max: '25 years' }]],
  [
    'Zoster',
    ['Zoster'],
    [
      { min: '65 years', at: '65 years', max: '80 years' },
      { min: '65 years', at: '65 years', max: '81 years', after: '8 weeks' },
    ],
  ],
  ['RSV', ['RSV'], [{ min: '75 years', at: '75 years', max: '80 years' }]],
];

const byAntigen = new Map<string, Antigen>();
for (const [group, antigens, steps, also] of HEALTHY) {
  for (const antigen of antigens) {
    byAntigen.set(antigen, { name: antigen, series: [seriesOf(antigen, group, `${group}: ${antigen}, UK routine`, steps, also)] });
  }
}
/** In every pregnancy, from 16 weeks against whooping cough and from 28 weeks against RSV. */
function inPregnancy(antigen: string, group: string, weeks: string, only: readonly string[]): void {
  const dose: Dose = { intervals: [{ observation: '170', absMin: weeks, min: weeks, earliest: weeks }], preferable: [{ cvx: only }] };
  const known = byAntigen.get(antigen)!;
  const series: Series = {
    name: `${group}: in pregnancy, UK`,
    type: 'risk',
    vaccineGroup: group,
    group: '2',
    default: true,
    priority: 'A',
    preference: 1,
    indications: [{ observation: '007' }],
    doses: [dose],
  };
  byAntigen.set(antigen, { ...known, series: [...known.series, series] });
}
inPregnancy('RSV', 'RSV', '28 weeks', ['305']);

const names = new Set(byAntigen.keys());
const uk = {
  id: 'uk',
  country: 'GB',
  title: { en: 'the United Kingdom schedule (UKHSA)', es: 'el calendario del Reino Unido (UKHSA)' },
  source: 'UK Health Security Agency, routine immunisation schedule',
  url: 'https://www.gov.uk/government/publications/the-complete-routine-immunisation-schedule',
  version: '2026-01',
  date: '2026-01-01',
  groups: us.groups.filter(({ antigens }) => antigens.every((antigen) => names.has(antigen))),
  antigens: [...byAntigen.values()],
};
const parts = Object.entries(uk).map(([key, value]) =>
  Array.isArray(value) ? `${JSON.stringify(key)}: [\n${value.map((each) => JSON.stringify(each)).join(',\n')}\n]` : `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
);
writeFileSync(new URL('uk.json', knowledge), `{\n${parts.join(',\n')}\n}\n`);
