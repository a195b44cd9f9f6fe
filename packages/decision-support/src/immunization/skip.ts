import { ageDate, EVER, NEVER, plus } from './dates.ts';
import type { Evaluation, ImmunizationCase } from './case.ts';
import type { Dose, SkipCondition } from './schedule.ts';

export interface SkipQuestion {
  readonly asked: ImmunizationCase;
  readonly context: 'evaluation' | 'forecast';
  /** CONDSKIP-2: the dose's day, the assessment date, or the earliest date of a forecast. */
  readonly reference: string;
  /** What has been evaluated in this series so far. */
  readonly evaluations: readonly Evaluation[];
  /** Doses of any vaccine before the one in question; all of them for a forecast. */
  readonly given: readonly { readonly cvx: string; readonly date: string }[];
  readonly isGroupComplete: (group: string) => boolean;
}

/** Whether a target dose is not needed (CDSi 6.2). */
export function canSkip(dose: Dose, question: SkipQuestion): boolean {
  return (dose.skips ?? [])
    .filter(({ context }) => context === 'both' || context === question.context)
    .some(({ all, sets }) => {
      const met = sets
        .filter(({ effective, ceased }) => question.reference >= (effective ?? EVER) && question.reference <= (ceased ?? NEVER))
        .map(({ any, conditions }) =>
          any === true
            ? conditions.some((condition) => isMet(condition, question))
            : conditions.every((condition) => isMet(condition, question)),
        );
      return met.length > 0 && (all ? met.every(Boolean) : met.some(Boolean));
    });
}

function isMet(condition: SkipCondition, question: SkipQuestion): boolean {
  const { asked, reference, evaluations } = question;
  const from = ageDate(asked.birthDate, condition.from, EVER);
  const to = ageDate(asked.birthDate, condition.to, NEVER);
  switch (condition.type) {
    case 'age':
      return reference >= from && reference < to;
    case 'completed':
      return (condition.groups ?? []).some(question.isGroupComplete);
    case 'interval': {
      const previous = evaluations.findLast(({ reasons }) => !reasons.includes('inadvertent'));
      return previous !== undefined && reference >= plus(previous.dose.date, condition.interval!);
    }
    case 'count': {
      const doses =
        condition.valid === true ? evaluations.filter(({ status }) => status === 'valid').map(({ dose }) => dose) : question.given;
      const number = doses.filter(
        ({ cvx, date }) =>
          (condition.vaccines === undefined || condition.vaccines.includes(cvx)) &&
          date >= from &&
          date < to &&
          date >= (condition.start ?? EVER) &&
          date < (condition.end ?? NEVER),
      ).length;
      const count = condition.count ?? 0;
      return condition.than === 'greater' ? number > count : condition.than === 'equal' ? number === count : number < count;
    }
  }
}
