import { ageDate, NEVER } from './dates.ts';
import type { ImmunizationCase, PatientSeries } from './case.ts';

/** Of the series of one group, the one to follow (CDSi 8.1 to 8.7); undefined when none fits. */
export function prioritizedOf(group: readonly PatientSeries[], asked: ImmunizationCase): PatientSeries | undefined {
  const scorable = scorableOf(group, asked);
  const defaults = group.filter(({ series }) => series.default === true);
  if (scorable.length === 0) return defaults.length === 1 ? defaults[0] : undefined;
  if (scorable.length === 1) return scorable[0];
  const complete = scorable.filter(({ status }) => status === 'complete');
  if (complete.length === 1) return complete[0];
  if (complete.length > 1) return bestBy(complete, (each) => unique(complete, ({ validDoses }) => validDoses, each, 1));
  const inProcess = scorable.filter(({ status, validDoses }) => status === 'not-complete' && validDoses > 0);
  if (inProcess.length === 1) return inProcess[0];
  if (inProcess.length > 1) return bestBy(inProcess, (each) => inProcessScore(inProcess, each));
  if (defaults.length === 1) return defaults[0];
  return bestBy(scorable, (each) => noDosesScore(scorable, each));
}

/** SELECTB-24 and SELECTSCORE-2. */
function scorableOf(group: readonly PatientSeries[], asked: ImmunizationCase): PatientSeries[] {
  const isCandidate = (each: PatientSeries): boolean =>
    each.status !== 'contraindicated' || group.every(({ status }) => status === 'contraindicated');
  const noValidDoses = group.every(({ validDoses }) => validDoses === 0);
  const hasDefault = group.some(({ series }) => series.default === true);
  const bestPriority = group.map(({ series }) => series.priority).toSorted()[0]!;
  return group.filter((each) => {
    const { series, evaluations, status } = each;
    if (series.type === 'evaluation-only') return status === 'complete';
    if (!isCandidate(each)) return false;
    if (series.type === 'risk') return series.priority <= bestPriority;
    if (noValidDoses) return !hasDefault;
    const first = evaluations.find((evaluation) => evaluation.status === 'valid');
    return first !== undefined && first.dose.date < ageDate(asked.birthDate, series.maxAgeToStart, NEVER);
  });
}

/** Points for having the highest figure of all: alone, shared, or not. */
function unique(all: readonly PatientSeries[], figure: (each: PatientSeries) => number, one: PatientSeries, points: number): number {
  const best = Math.max(...all.map(figure));
  if (figure(one) !== best) return -points;
  return all.filter((each) => figure(each) === best).length === 1 ? points : 0;
}

/** Points for having the earliest day of all. */
function earliest(all: readonly PatientSeries[], day: (each: PatientSeries) => string | undefined, one: PatientSeries): number {
  return unique(all, (each) => -Date.parse(day(each) ?? NEVER), one, 1);
}

function inProcessScore(all: readonly PatientSeries[], one: PatientSeries): number {
  const isValidProduct = one.series.product === true && one.evaluations.every(({ status }) => status === 'valid');
  return (
    (isValidProduct ? 2 : -2) +
    (one.completable ? 3 : -3) +
    unique(all, ({ validDoses }) => validDoses, one, 2) +
    unique(all, ({ open }) => -open, one, 2) +
    earliest(all, ({ completable, finish }) => (completable ? finish : undefined), one)
  );
}

function noDosesScore(all: readonly PatientSeries[], one: PatientSeries): number {
  return earliest(all, ({ forecast }) => forecast?.earliest, one) + (one.completable ? 1 : -1) + (one.series.product === true ? -1 : 1);
}

/** SELECTBEST-2: the highest score, then the preference. */
function bestBy(all: readonly PatientSeries[], score: (each: PatientSeries) => number): PatientSeries | undefined {
  return all.toSorted((a, b) => score(b) - score(a) || a.series.preference - b.series.preference)[0];
}

/** Which of the prioritized series, one to a group, protect the person without doing it twice (CDSi 8.8). */
export function bestOf(prioritized: readonly PatientSeries[]): PatientSeries[] {
  return prioritized.filter((one) => {
    if (one.status === 'complete') return true;
    const equivalent = prioritized.filter((each) => each !== one && (one.series.equivalent ?? []).includes(each.series.group));
    if (one.series.type === 'evaluation-only' || equivalent.some(({ status }) => status === 'complete')) return false;
    return one.series.type === 'risk' || !equivalent.some(({ series }) => series.type === 'risk');
  });
}
