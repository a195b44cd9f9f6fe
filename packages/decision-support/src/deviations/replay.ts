import type { Facts } from '../facts.ts';
import { dateOf, dayOf } from './days.ts';
import { readingsOf, type Series } from './readings.ts';
import type { DeviationRule, Sensitivity } from './rules.ts';
import { isScore, type Moment, type Score, scoreOf, stands, trips, type Unscored } from './score.ts';

/** Days over which a rule is asked what it would have said. */
export const YEAR = 365;

/**
 * The days of the past year on which `rule` would have raised an alert, had the person set this sensitivity. An alert that
 * stands is not raised again: the number of days is the number of times that somebody would have been disturbed.
 */
export function replay(facts: Facts, rule: DeviationRule, sensitivity: Sensitivity): { days: string[] } {
  const today = dayOf(facts.today);
  const series = readingsOf(facts, { measures: [rule.measure], units: rule.units }).series.get(rule.measure.id);
  if (today === undefined || !series) return { days: [] };
  return { days: raised(rule, yearOf(rule, series, today), sensitivity).map(dateOf) };
}

/** The days on which an alert is raised, out of the scores of a stretch of time in their order. */
export function raised(rule: DeviationRule, scores: readonly (Score | Unscored)[], sensitivity: Sensitivity): number[] {
  const days: number[] = [];
  let standing = false;
  let last = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (!isScore(score)) continue;
    if (score.day - last > Math.max(rule.fresh, 1) && rule.kind !== 'gap') standing = false;
    last = score.day;
    if (standing) standing = stands(rule, score.score, sensitivity);
    else if (trips(rule, score.score, sensitivity)) {
      standing = true;
      if (days.at(-1) !== score.day) days.push(score.day);
    }
  }
  return days;
}

/** What the rule made of each moment of the year that ends on `today`, as it stood then. */
export function yearOf(rule: DeviationRule, series: Series, today: number, length = YEAR): (Score | Unscored)[] {
  return momentsOf(rule, series, today - length + 1, today).map((moment) => scoreOf(rule, series, moment));
}

/** After each reading for what asks for one; each day, or each stretch of a trend, for what asks for many. */
function momentsOf(rule: DeviationRule, series: Series, from: number, to: number): Moment[] {
  const { readings, days } = series;
  if (rule.kind === 'gap') return everyDay(series, from, to);
  if (rule.kind === 'limit' && (rule.statistic === 'newest' || rule.statistic === 'day')) {
    let its = 0;
    return readings.flatMap(({ day }, n): Moment[] => {
      while (its < days.length && (days[its]?.day ?? 0) <= day) its++;
      return day < from || day > to ? [] : [{ day, readings: n + 1, days: its }];
    });
  }
  const step = rule.kind === 'drift' ? Math.min(rule.bucket, 14) : 1;
  let next = Number.NEGATIVE_INFINITY;
  return days.flatMap(({ day, upTo }, n): Moment[] => {
    if (day < from || day > to || (day < next && n < days.length - 1)) return [];
    next = day + step;
    return [{ day, readings: upTo, days: n + 1 }];
  });
}

function everyDay(series: Series, from: number, to: number): Moment[] {
  const moments: Moment[] = [];
  let days = 0;
  for (let day = from; day <= to; day++) {
    while (days < series.days.length && (series.days[days]?.day ?? 0) <= day) days++;
    moments.push({ day, readings: series.days[days - 1]?.upTo ?? 0, days });
  }
  return moments;
}

/** Now: what has been read up to the end of `today`. Only a gap grows while nothing comes. */
export function momentOn(rule: DeviationRule, { readings, days }: Series, today: number): Moment {
  const count = readings.findLastIndex(({ day }) => day <= today) + 1;
  const day = rule.kind === 'gap' ? today : (readings[count - 1]?.day ?? today);
  return { day, readings: count, days: days.findLastIndex((each) => each.day <= today) + 1 };
}
