import { ageDate, dayBefore, earliestOf, EVER, NEVER, plus } from './dates.ts';
import type { Forecast, ImmunizationCase, PatientSeries, SeriesStatus } from './case.ts';
import { conflictsBetween, evaluateSeries, isInForce, latestKnown, type Progress, referenceDate, type Target } from './evaluate.ts';
import type { Antigen, Dose, Schedule, Series } from './schedule.ts';
import { dosesFor } from './case.ts';
import { canSkip } from './skip.ts';

/** Evaluates a series for a person and forecasts its next dose (CDSi 6 and 7). */
export function patientSeriesOf(
  schedule: Schedule,
  antigen: Antigen,
  series: Series,
  asked: ImmunizationCase,
  isGroupComplete: (group: string) => boolean,
): PatientSeries {
  const doses = dosesFor(schedule, antigen.name, asked, (words) => plus(asked.birthDate, words));
  const progress = evaluateSeries(schedule, series, doses, asked, isGroupComplete);
  const { evaluations, targets } = progress;
  const validDoses = targets.filter(({ satisfiedBy }) => satisfiedBy !== undefined).length;
  const skips = (index: number, reference: string): boolean =>
    canSkip(targets[index]!.dose, { asked, context: 'forecast', reference, evaluations, given: asked.doses, isGroupComplete });

  let next = progress.next;
  let dates: Dates | undefined;
  while (next < targets.length) {
    if (!skips(next, asked.today)) {
      dates = datesOf(schedule, targets[next]!, progress, asked);
      // CDSi 7.6: by the day the dose could be given it may no longer be the one that is needed.
      if (!skips(next, dates.earliest)) break;
    }
    dates = undefined;
    next += 1;
  }

  const open = targets.slice(next);
  const because = reasonsAgainst(antigen, series, open[0], asked);
  const status = statusOf(open[0], dates, because, validDoses, asked);
  const lastAge = targets.at(-1)?.dose.ages?.find((age) => isInForce(age, asked.today));
  const finish = dates && open.slice(1).reduce((day, target) => plus(day, longestMinimum(target.dose)), dates.earliest);
  const result = {
    antigen,
    series,
    evaluations,
    status,
    because: status === 'immune' ? because.immune : status === 'contraindicated' ? because.contraindicated : [],
    validDoses,
    open: open.length,
    completable: finish !== undefined && finish < ageDate(asked.birthDate, lastAge?.max, NEVER),
  };
  return {
    ...result,
    ...(finish && { finish }),
    ...(dates && status === 'not-complete' && { forecast: forecastOf(dates, open[0]!, progress, asked) }),
  };
}

interface Dates {
  readonly earliest: string;
  readonly recommended: string;
  readonly pastDue?: string;
  readonly maxAge: string;
  readonly bounded: boolean;
}

function datesOf(schedule: Schedule, target: Target, progress: Progress, asked: ImmunizationCase): Dates {
  const { dose } = target;
  const { evaluations, targets } = progress;
  const age = (dose.ages ?? []).find((each) => isInForce(each, asked.today));
  const intervals = (dose.intervals ?? []).filter((each) => isInForce(each, asked.today));
  const counted = (limit: 'min' | 'earliest' | 'latest'): string | undefined =>
    latestKnown(
      intervals.map((interval) => {
        const reference = referenceDate(interval, evaluations, targets, asked.doses, asked);
        return reference === undefined || interval[limit] === undefined ? undefined : plus(reference, interval[limit]);
      }),
    );
  const atAge = (words: string | undefined): string | undefined => (words === undefined ? undefined : plus(asked.birthDate, words));

  // FORECASTDTCAN-1
  const earliest =
    latestKnown([
      atAge(age?.min),
      counted('min'),
      conflictEnd(schedule, dose, asked),
      dose.season?.start,
      evaluations.findLast(({ status }) => status !== 'sub-standard')?.dose.date,
    ]) ?? asked.birthDate;
  const recommended = atAge(age?.earliest) ?? counted('earliest') ?? earliest;
  const latest = atAge(age?.latest) ?? counted('latest');
  const pastDue = latest === undefined ? undefined : dayBefore(latest);
  return {
    earliest,
    recommended: recommended > earliest ? recommended : earliest,
    ...(pastDue !== undefined && { pastDue: pastDue > earliest ? pastDue : earliest }),
    maxAge: atAge(age?.max) ?? NEVER,
    bounded: age?.max !== undefined,
  };
}

/** When some vaccine of the dose is no longer in conflict with what was given (CALCDTLIVE-4). */
function conflictEnd(schedule: Schedule, dose: Dose, asked: ImmunizationCase): string | undefined {
  const ends = (dose.preferable ?? [])
    .flatMap(({ cvx }) => cvx)
    .map(
      (cvx) =>
        latestKnown(asked.doses.flatMap((given) => conflictsBetween(schedule, given.cvx, cvx).map(({ end }) => plus(given.date, end)))) ??
        EVER,
    );
  const end = earliestOf(ends);
  return end === EVER ? undefined : end;
}

function longestMinimum(dose: Dose): string {
  const words = (dose.intervals ?? []).flatMap(({ min }) => min ?? []);
  return words.toSorted((a, b) => plus(EVER, a).localeCompare(plus(EVER, b))).at(-1) ?? '0 days';
}

interface Against {
  readonly immune: readonly string[];
  readonly born: boolean;
  readonly contraindicated: readonly string[];
}

/** Evidence of immunity (CDSi 7.2) and contraindications (7.3). */
function reasonsAgainst(antigen: Antigen, series: Series, target: Target | undefined, asked: ImmunizationCase): Against {
  const holds = (code: string): boolean => asked.observations.has(code);
  const born = (antigen.bornBefore ?? []).some(
    ({ date, country, except }) =>
      asked.birthDate < date && !(except ?? []).some(holds) && (country === undefined || asked.birthCountry === 'US'),
  );
  const forAll = (antigen.contraindications ?? []).filter(
    ({ observation, from, to }) =>
      holds(observation) && asked.today >= ageDate(asked.birthDate, from, EVER) && asked.today < ageDate(asked.birthDate, to, NEVER),
  );
  const forVaccines = (antigen.vaccineContraindications ?? []).filter(({ observation }) => holds(observation));
  const doses = target === undefined ? series.doses : [target.dose];
  const preferable = doses.flatMap((dose) => (dose.preferable ?? []).flatMap(({ cvx }) => cvx));
  const isRuledOut = (cvx: string): boolean =>
    forVaccines.some(({ vaccines }) =>
      vaccines.some(
        (use) =>
          use.cvx.includes(cvx) &&
          asked.today >= ageDate(asked.birthDate, use.from, EVER) &&
          asked.today < ageDate(asked.birthDate, use.to, NEVER),
      ),
    );
  const noneLeft = preferable.length > 0 && preferable.every(isRuledOut);
  return {
    immune: (antigen.immune ?? []).filter(holds),
    born,
    contraindicated: [...forAll, ...(noneLeft ? forVaccines : [])].map(({ observation }) => observation),
  };
}

/** CDSi table 7-10. */
function statusOf(
  target: Target | undefined,
  dates: Dates | undefined,
  against: Against,
  validDoses: number,
  asked: ImmunizationCase,
): SeriesStatus {
  if (target === undefined || dates === undefined) return validDoses > 0 ? 'complete' : 'not-recommended';
  if (against.immune.length > 0 || against.born) return 'immune';
  if (against.contraindicated.length > 0) return 'contraindicated';
  if (asked.today > (target.dose.season?.end ?? NEVER)) return 'not-recommended';
  if (asked.today >= dates.maxAge || dates.earliest >= dates.maxAge) return 'aged-out';
  return 'not-complete';
}

function forecastOf(dates: Dates, target: Target, { targets }: Progress, asked: ImmunizationCase): Forecast {
  const intervals = (target.dose.intervals ?? []).filter((each) => isInForce(each, asked.today));
  const season = target.dose.season?.start;
  // FORECASTDN-1
  const counted = targets.filter(({ satisfiedBy }) => satisfiedBy !== undefined && (season === undefined || satisfiedBy.date >= season));
  return {
    earliest: dates.earliest,
    recommended: dates.recommended,
    ...(dates.pastDue !== undefined && { pastDue: dates.pastDue }),
    ...(dates.bounded && { latest: dayBefore(dates.maxAge) }),
    number: counted.length + 1,
    priority: intervals.length > 0 && intervals.every(({ priority }) => priority === true),
  };
}
