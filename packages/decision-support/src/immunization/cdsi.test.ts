import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluationStatus, GivenDose, ImmunizationCase } from './case.ts';
import { forecastGroups, type GroupForecast } from './groups.ts';
import { loadSchedule } from './load.ts';

/**
 * CDC's official test cases (healthy 4.45, underlying conditions 4.6), run over supporting data 4.64: `SATCHEL_SAMPLES` names the folder
 * that holds `g2-immunization`.
 */
const folder = join(process.env.SATCHEL_SAMPLES ?? '', 'g2-immunization');

type Row = Readonly<Record<string, string | undefined>>;

const GROUPS: Readonly<Record<string, string>> = {
  DTAP: 'DTaP/Tdap/Td',
  POL: 'Polio',
  IPOL: 'Polio',
  PCV: 'Pneumococcal',
  VAR: 'Varicella',
  ROTA: 'Rotavirus',
  MENB: 'Meningococcal B',
  MCV: 'Meningococcal',
  FLU: 'Influenza',
};

/** Where the case and the supporting data 4.64 contradict each other; docs/knowledge/cdsi.md gives the reason of each. */
const KNOWN = [
  '2016-UC-0032',
  '2016-UC-0060',
  '2016-UC-0110',
  '2016-UC-0114',
  '2016-UC-0165',
  '2017-UC-0015',
  '2020-UC-0003',
  '2022-UC-0030',
  '2022-UC-0031',
  '2023-UC-0051',
  '2025-UC-0015',
];

const statusOf = (text: string): string => text.trim().toLowerCase().replace(' ', '-');

function caseOf(row: Row): { asked: ImmunizationCase; expected: Map<GivenDose, string> } {
  const expected = new Map<GivenDose, string>();
  const observations = new Map<string, string | undefined>();
  for (let index = 1; index <= 7; index += 1) {
    const date = row[`Date_Administered_${index}`];
    const mvx = row[`MVX_${index}`];
    if (date) {
      const dose = { id: String(index), date, cvx: row[`CVX_${index}`]!.padStart(2, '0'), ...(mvx && { mvx }) };
      expected.set(dose, statusOf(row[`Evaluation_Status_${index}`]!));
    }
    const code = row[`Observation_Code_${index}`];
    if (code) observations.set(code.padStart(3, '0'), row[`Observation_Date_${index}`] || undefined);
  }
  const gender = (row['gender'] ?? row['Gender']) === 'F' ? 'female' : 'male';
  const doses = [...expected.keys()].toSorted((a, b) => a.date.localeCompare(b.date));
  return { asked: { birthDate: row['DOB']!, gender, today: row['Assessment_Date']!, doses, observations }, expected };
}

/** What a dose is worth over the series that apply, in its own vaccine group or, for a dose of another, there. */
function verdict(dose: GivenDose, own: readonly GroupForecast[], every: readonly GroupForecast[]): EvaluationStatus | undefined {
  const of = (forecasts: readonly GroupForecast[]) =>
    forecasts.flatMap(({ evaluations }) => evaluations).filter((evaluation) => evaluation.dose === dose);
  const all = of(own).length > 0 ? of(own) : of(every);
  return all.find(({ status }) => status === 'valid')?.status ?? all[0]?.status;
}

interface Outcome {
  readonly id: string;
  readonly figures: number;
  readonly wrong: readonly string[];
}

function run(row: Row, schedule: Awaited<ReturnType<typeof loadSchedule>>['schedule']): Outcome {
  const { asked, expected } = caseOf(row);
  const name = GROUPS[row['Vaccine_Group']!.trim().toUpperCase()] ?? row['Vaccine_Group']!.trim();
  const every = forecastGroups(schedule, asked);
  const own = every.filter(({ group }) => group.name.toUpperCase() === name.toUpperCase());
  const doses = [...expected].flatMap(([dose, status]) =>
    verdict(dose, own, every) === status ? [] : [`dose ${dose.id}: ${verdict(dose, own, every)}`],
  );
  // A case speaks of one forecast; where standard and risk series both apply it does not say of which.
  const forecasts = own.map((forecast) => {
    const dates = [
      ['earliest', 'Earliest_Date'],
      ['recommended', 'Recommended_Date'],
      ['pastDue', 'Past_Due_Date'],
    ] as const;
    return [
      ...(forecast.status === statusOf(row['Series_Status']!) ? [] : [`series status: ${forecast.status}`]),
      ...dates.flatMap(([mine, theirs]) => ((forecast[mine] ?? '') === (row[theirs] ?? '') ? [] : [`${mine}: ${forecast[mine]}`])),
    ];
  });
  const best = forecasts.toSorted((a, b) => a.length - b.length)[0] ?? ['no series applies', 'earliest', 'recommended', 'past due'];
  return { id: row['CDC_Test_ID']!.trim(), figures: expected.size + 4, wrong: [...doses, ...best] };
}

describe.skipIf(!existsSync(folder))('CDSi, the official test cases', async () => {
  const { schedule } = await loadSchedule();
  const outcomesOf = (file: string): Outcome[] =>
    (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Row[]).map((row) => run(row, schedule));
  const [healthy, conditions] = existsSync(folder)
    ? [outcomesOf('cdsi-cases-healthy-v4.45.json'), outcomesOf('cdsi-cases-conditions-v4.6.json')]
    : [[], []];

  it('[CDSi] agrees with every healthy case: evaluation, series status, earliest, recommended and past due date', () => {
    expect(healthy).toHaveLength(423);
    expect(healthy.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  it('[CDSi] agrees with the cases of underlying conditions but for those that contradict the supporting data', () => {
    expect(conditions).toHaveLength(128);
    const wrong = conditions.filter((outcome) => outcome.wrong.length > 0);
    expect(wrong.map(({ id }) => id).toSorted()).toEqual(KNOWN.toSorted());
  });

  it('[CDSi] agrees in 99 of 100 figures over all cases', () => {
    const outcomes = [...healthy, ...conditions];
    const figures = outcomes.reduce((sum, outcome) => sum + outcome.figures, 0);
    const wrong = outcomes.reduce((sum, outcome) => sum + outcome.wrong.length, 0);
    expect(figures).toBeGreaterThan(3000);
    expect((figures - wrong) / figures).toBeGreaterThanOrEqual(0.99);
  });
});
