import { ageDate, EVER, latestOf, NEVER, plus } from './dates.ts';
import type { Evaluation, EvaluationReason, GivenDose, ImmunizationCase } from './case.ts';
import type { Conflict, Dose, Interval, Schedule, Series, VaccineUse } from './schedule.ts';
import { canSkip } from './skip.ts';

/** Where the evaluation of a series stands. */
export interface Progress {
  readonly evaluations: readonly Evaluation[];
  /** The target doses, recurring ones as often as they recurred. */
  readonly targets: readonly Target[];
  /** The first target that nothing satisfied yet; past the end when none is left. */
  readonly next: number;
}

export interface Target {
  readonly dose: Dose;
  /** As the series numbers it, from one. */
  readonly number: number;
  readonly satisfiedBy?: GivenDose;
}

/** Holds every dose against the target doses of a series, in turn (CDSi 4.4 and 6). */
export function evaluateSeries(
  schedule: Schedule,
  series: Series,
  doses: readonly GivenDose[],
  asked: ImmunizationCase,
  isGroupComplete: (group: string) => boolean,
): Progress {
  const evaluations: Evaluation[] = [];
  const targets: Target[] = series.doses.map((dose, index) => ({ dose, number: index + 1 }));
  let next = 0;
  for (const given of doses) {
    if (given.substandard === true) {
      evaluations.push({ dose: given, status: 'sub-standard', reasons: ['sub-standard'] });
      continue;
    }
    const before = asked.doses.slice(0, asked.doses.indexOf(given));
    const question = { asked, context: 'evaluation', reference: given.date, evaluations, given: before, isGroupComplete } as const;
    while (next < targets.length && canSkip(targets[next]!.dose, question)) next += 1;
    const target = targets[next];
    if (target === undefined) {
      evaluations.push({ dose: given, status: 'extraneous', reasons: ['series-complete'] });
      continue;
    }
    const reasons = reasonsOf({ schedule, asked, given, before, target, targets, evaluations });
    const status =
      reasons.includes('too-old') && !reasons.includes('inadvertent') ? 'extraneous' : reasons.some(isFault) ? 'not-valid' : 'valid';
    evaluations.push({ dose: given, status, reasons, target: target.number });
    if (status !== 'valid') continue;
    targets[next] = { ...target, satisfiedBy: given };
    next += 1;
    if (target.dose.recurring === true) targets.splice(next, 0, { dose: target.dose, number: target.number });
  }
  return { evaluations, targets, next };
}

const isFault = (reason: EvaluationReason): boolean => !reason.endsWith('-grace');

interface Trial {
  readonly schedule: Schedule;
  readonly asked: ImmunizationCase;
  readonly given: GivenDose;
  readonly before: readonly GivenDose[];
  readonly target: Target;
  readonly targets: readonly Target[];
  readonly evaluations: readonly Evaluation[];
}

function reasonsOf(trial: Trial): EvaluationReason[] {
  const { asked, given, target } = trial;
  const { dose } = target;
  if (dose.inadvertent?.includes(given.cvx) === true) return ['inadvertent'];
  const reasons: EvaluationReason[] = [];
  const age = (dose.ages ?? []).find((each) => isInForce(each, given.date));
  if (given.date < ageDate(asked.birthDate, age?.absMin, EVER)) reasons.push('too-young');
  else if (given.date < ageDate(asked.birthDate, age?.min, EVER)) reasons.push('age-grace');
  else if (given.date >= ageDate(asked.birthDate, age?.max, NEVER)) reasons.push('too-old');

  const tooEarlyFor = (interval: Interval, limit: 'absMin' | 'min'): boolean => {
    const reference = referenceDate(interval, trial.evaluations, trial.targets, trial.before, asked);
    const words = interval[limit];
    return reference !== undefined && words !== undefined && given.date < plus(reference, words);
  };
  const intervals = (dose.intervals ?? []).filter((each) => isInForce(each, given.date));
  const allowable = (dose.allowableIntervals ?? []).filter((each) => isInForce(each, given.date));
  if (intervals.some((each) => tooEarlyFor(each, 'absMin'))) {
    if (allowable.length === 0 || allowable.some((each) => tooEarlyFor(each, 'absMin'))) reasons.push('too-soon');
  } else if (intervals.some((each) => tooEarlyFor(each, 'min'))) reasons.push('interval-grace');

  if (conflicts(trial)) reasons.push('conflict');
  if (!isOneOf(dose.preferable, given, asked) && !isOneOf(dose.allowable, given, asked)) reasons.push('not-a-vaccine-for-this');
  return reasons;
}

export const isInForce = ({ effective, ceased }: { readonly effective?: string; readonly ceased?: string }, day: string): boolean =>
  day >= (effective ?? EVER) && day <= (ceased ?? NEVER);

/** The day an interval counts from (CALCDTINT-1, -2, -8, -9); undefined when there is nothing to count from. */
export function referenceDate(
  interval: Interval,
  evaluations: readonly Evaluation[],
  targets: readonly Target[],
  before: readonly GivenDose[],
  asked: ImmunizationCase,
): string | undefined {
  if (interval.previous === true) {
    return evaluations.findLast(({ status, reasons }) => (status === 'valid' || status === 'not-valid') && !reasons.includes('inadvertent'))
      ?.dose.date;
  }
  if (interval.targetDose !== undefined) {
    return targets.find(({ number, satisfiedBy }) => number === interval.targetDose && satisfiedBy !== undefined)?.satisfiedBy?.date;
  }
  if (interval.mostRecent !== undefined) {
    const inadvertent = new Set(evaluations.filter(({ reasons }) => reasons.includes('inadvertent')).map(({ dose }) => dose));
    return before.findLast((dose) => interval.mostRecent!.includes(dose.cvx) && !inadvertent.has(dose))?.date;
  }
  return interval.observation === undefined ? undefined : asked.observations.get(interval.observation);
}

function conflicts({ schedule, given, before, evaluations }: Trial): boolean {
  return before.some((earlier) =>
    conflictsBetween(schedule, earlier.cvx, given.cvx).some((conflict) => {
      const status = evaluations.find(({ dose }) => dose === earlier)?.status;
      const end = status === undefined || status === 'valid' ? conflict.minEnd : conflict.end;
      return given.date >= plus(earlier.date, conflict.from) && given.date < plus(earlier.date, end);
    }),
  );
}

export const conflictsBetween = (schedule: Schedule, before: string, after: string): readonly Conflict[] =>
  schedule.conflicts.filter((conflict) => conflict.before === before && conflict.after.includes(after));

/** CDSi 6.8 and 6.9. A dose of unknown make may be any. */
function isOneOf(uses: readonly VaccineUse[] | undefined, given: GivenDose, asked: ImmunizationCase): boolean {
  return (uses ?? []).some(
    ({ cvx, from, to, mvx }) =>
      cvx.includes(given.cvx) &&
      (mvx === undefined || given.mvx === undefined || mvx === given.mvx) &&
      given.date >= ageDate(asked.birthDate, from, EVER) &&
      given.date < ageDate(asked.birthDate, to, NEVER),
  );
}

/** The latest of several days that may be missing. */
export const latestKnown = (days: readonly (string | undefined)[]): string | undefined =>
  latestOf(days.filter((day): day is string => day !== undefined));
