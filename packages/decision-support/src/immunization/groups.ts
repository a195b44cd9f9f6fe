import { ageDate, earliestOf, EVER, latestOf, NEVER } from './dates.ts';
import type { Evaluation, ImmunizationCase, PatientSeries, SeriesStatus } from './case.ts';
import { patientSeriesOf } from './forecast.ts';
import type { Antigen, Schedule, Series, VaccineGroup } from './schedule.ts';
import { bestOf, prioritizedOf } from './select.ts';

/** What a schedule says of one vaccine group to one person. */
export interface GroupForecast {
  readonly group: VaccineGroup;
  readonly status: SeriesStatus;
  readonly best: readonly PatientSeries[];
  readonly evaluations: readonly Evaluation[];
  readonly because: readonly string[];
  readonly number?: number;
  readonly earliest?: string;
  readonly recommended?: string;
  readonly pastDue?: string;
  readonly latest?: string;
}

/** Evaluates and forecasts every vaccine group of a schedule (CDSi 4 to 9): one forecast to each series group that applies (FORECASTVG-1). */
export function forecastGroups(schedule: Schedule, asked: ImmunizationCase): GroupForecast[] {
  const best = new Map(schedule.antigens.map((antigen) => [antigen.name, bestSeriesOf(schedule, antigen, asked)]));
  return schedule.groups.flatMap((group) => {
    const all = group.antigens.flatMap((antigen) => best.get(antigen) ?? []);
    return [...Map.groupBy(all, ({ series }) => series.group).values()].map((each) => groupForecast(schedule, group, each, asked));
  });
}

export function bestSeriesOf(schedule: Schedule, antigen: Antigen, asked: ImmunizationCase): PatientSeries[] {
  const relevant = antigen.series.filter((series) => isRelevant(series, asked));
  const done: PatientSeries[] = [];
  const isGroupComplete = (group: string): boolean => done.some(({ series, status }) => series.group === group && status === 'complete');
  // A series that asks whether others are complete has to wait for them.
  for (const series of relevant.toSorted((a, b) => Number(asksForOthers(a)) - Number(asksForOthers(b)))) {
    done.push(patientSeriesOf(schedule, antigen, series, asked, isGroupComplete));
  }
  const groups = Map.groupBy(done, ({ series }) => series.group);
  return bestOf([...groups.values()].flatMap((group) => prioritizedOf(group, asked) ?? []));
}

const asksForOthers = ({ doses }: Series): boolean =>
  doses.some(({ skips }) => skips?.some(({ sets }) => sets.some(({ conditions }) => conditions.some(({ type }) => type === 'completed'))));

/** CDSi table 5-5. */
function isRelevant(series: Series, asked: ImmunizationCase): boolean {
  if (series.gender !== undefined && !series.gender.includes(asked.gender)) return false;
  if (series.type !== 'risk') return true;
  return (series.indications ?? []).some(
    ({ observation, from, to }) =>
      asked.observations.has(observation) &&
      asked.today >= ageDate(asked.birthDate, from, EVER) &&
      asked.today < ageDate(asked.birthDate, to, NEVER),
  );
}

/** CDSi 9. */
function groupForecast(schedule: Schedule, group: VaccineGroup, best: readonly PatientSeries[], asked: ImmunizationCase): GroupForecast {
  const status = groupStatus(group, best);
  const forecasts = best.flatMap(({ forecast }) => forecast ?? []);
  const base = {
    group,
    status,
    best,
    evaluations: mergedEvaluations(best, asked),
    because: [...new Set(best.flatMap(({ because }) => because))],
  };
  if (status !== 'not-complete' || forecasts.length === 0) return base;
  const each = forecasts.map((forecast) => forecast.earliest);
  const last = latestOf(
    asked.doses
      .filter(({ cvx }) => schedule.vaccines[cvx]?.antigens.some(({ name }) => group.antigens.includes(name)))
      .map(({ date }) => date),
  );
  const earliest =
    group.antigens.length === 1
      ? earliestOf(each)!
      : forecasts.some(({ priority }) => priority)
        ? latestOf([earliestOf(each)!, last ?? EVER])!
        : latestOf(each)!;
  const notBefore = (day: string | undefined): string | undefined => (day === undefined ? undefined : day > earliest ? day : earliest);
  const pastDue = notBefore(earliestOf(forecasts.flatMap((forecast) => forecast.pastDue ?? [])));
  const latest = earliestOf(forecasts.flatMap((forecast) => forecast.latest ?? []));
  const numbers = forecasts.map(({ number }) => number);
  return {
    ...base,
    earliest,
    recommended: notBefore(earliestOf(forecasts.map((forecast) => forecast.recommended)))!,
    ...(pastDue !== undefined && { pastDue }),
    ...(latest !== undefined && { latest }),
    number: group.full ? Math.min(...numbers) : Math.max(...numbers),
  };
}

/** CDSi table 9-4; several series of one antigen are joined in the same way. */
function groupStatus(group: VaccineGroup, best: readonly PatientSeries[]): SeriesStatus {
  const has = (status: SeriesStatus): boolean => best.some((each) => each.status === status);
  if (best.length === 0) return 'not-recommended';
  const order: readonly SeriesStatus[] =
    group.antigens.length === 1
      ? ['not-complete', 'contraindicated', 'complete', 'immune', 'aged-out', 'not-recommended']
      : ['contraindicated', 'aged-out', 'not-recommended', 'not-complete', 'complete', 'immune'];
  return order.find(has)!;
}

const WORST: readonly Evaluation['status'][] = ['sub-standard', 'not-valid', 'valid', 'extraneous'];

/** One verdict to a dose: that of the antigen of the group for which it fared worst. */
function mergedEvaluations(best: readonly PatientSeries[], asked: ImmunizationCase): Evaluation[] {
  return asked.doses.flatMap((given) => {
    const all = best.flatMap(({ evaluations }) => evaluations.filter(({ dose }) => dose === given));
    return all.toSorted((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status))[0] ?? [];
  });
}
