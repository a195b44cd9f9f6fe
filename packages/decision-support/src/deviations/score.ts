import type { Words } from '../finding.ts';
import type { DayOfSeries, Reading, Series } from './readings.ts';
import type { DeviationRule, Sensitivity } from './rules.ts';
import { median, quantile, spread, trend } from './statistics.ts';

/** What a rule made of a series on one day, before anybody's sensitivity. */
export interface Score {
  readonly day: number;
  /** What is held against the limit: a value, a number of spreads, a number of usual intervals. */
  readonly score: number;
  /** The value to show, and the person's usual one, in the unit of the measure (days, for a gap). */
  readonly value: number;
  readonly usual?: number;
  /** The readings that it rests on most, newest first. */
  readonly facts: readonly string[];
}

/** No score, because of this. */
export interface Unscored {
  readonly day: number;
  readonly because: Words;
}

/** Where one looks from: the end of a day, or just after one reading of it. */
export interface Moment {
  readonly day: number;
  /** Readings there were. */
  readonly readings: number;
  /** Days with a reading there were, this one included. */
  readonly days: number;
}

export const isScore = (score: Score | Unscored): score is Score => 'score' in score;

/** Whether an alert is raised at this sensitivity. */
export const trips = ({ when, limit }: DeviationRule, score: number, sensitivity: Sensitivity): boolean =>
  isBeyond(when, score, limit[sensitivity]);

/** Whether a standing alert goes on: it ends only when the score is well inside the limit again. */
export const stands = ({ when, limit, clear }: DeviationRule, score: number, sensitivity: Sensitivity): boolean =>
  isBeyond(when, score, limit[sensitivity] + (when.startsWith('>') ? -clear : clear));

function isBeyond(when: DeviationRule['when'], score: number, limit: number): boolean {
  if (when === '>') return score > limit;
  if (when === '>=') return score >= limit;
  return when === '<' ? score < limit : score <= limit;
}

/** What `rule` makes of `series` as it stood at `moment`. */
export function scoreOf(rule: DeviationRule, series: Series, moment: Moment): Score | Unscored {
  if (moment.readings === 0) return { day: moment.day, because: NONE };
  if (rule.kind === 'limit') return limitScore(rule, series, moment);
  if (rule.kind === 'shift') return shiftScore(rule, series, moment);
  return rule.kind === 'drift' ? driftScore(rule, series, moment) : gapScore(rule, series, moment);
}

function limitScore(rule: DeviationRule, series: Series, moment: Moment): Score | Unscored {
  const reading = worstNewest(rule, series.readings, moment.readings);
  const day = series.days[moment.days - 1];
  const told = (score: number, facts = [reading.fact], usual?: number): Score => ({
    day: moment.day,
    score,
    value: score,
    facts,
    ...(usual !== undefined && { usual }),
  });
  if (rule.statistic === 'newest') return told(rule.when.startsWith('>') ? reading.most : reading.least);
  if (!day) return { day: moment.day, because: NONE };
  const before = (from: number, to: number): DayOfSeries[] => between(series.days, moment.days, moment.day - from, moment.day - to);
  const week = before(rule.days - 1, 0);
  const few = tooFew(moment, rule.readings);
  switch (rule.statistic) {
    case 'day': {
      const its = upToNow(series.readings, moment).filter((each) => each.day === reading.day);
      return told(median(its.map(({ value }) => value)), its.map(({ fact }) => fact).reverse());
    }
    case 'mean': {
      if (week.length < rule.readings) return few;
      const facts = upToNow(series.readings, moment).filter((each) => each.day > moment.day - rule.days);
      return told(week.reduce((sum, { value }) => sum + value, 0) / week.length, newestFacts(facts));
    }
    case 'rise': {
      const earlier = before(rule.days, 1);
      if (earlier.length === 0) return few;
      const lowest = earlier.reduce((least, each) => (each.value < least.value ? each : least));
      return told(day.value - lowest.value, [reading.fact, factOf(series, lowest)], lowest.value);
    }
    case 'fall-percent': {
      const [oldest, newest] = [before(rule.days, rule.days - 45), before(21, 0)];
      if (oldest.length === 0) return few;
      const [from, to] = [median(oldest.map(({ value }) => value)), median(newest.map(({ value }) => value))];
      return told(((from - to) / from) * 100, [reading.fact, factOf(series, oldest[0] as DayOfSeries)], from);
    }
    case 'percent-of-best': {
      const year = before(rule.days, 0);
      if (year.length < rule.readings) return few;
      const best = quantile(
        year.map(({ value }) => value),
        0.95,
      );
      return told((reading.value / best) * 100, [reading.fact], best);
    }
    case 'ratio-to-usual': {
      const earlier = before(rule.days, rule.guard);
      if (earlier.length < rule.readings) return few;
      const usual = median(earlier.map(({ value }) => value));
      return told(reading.value / usual, [reading.fact, factOf(series, earlier.at(-1) as DayOfSeries)], usual);
    }
  }
}

/** The newest reading; of several that are equally new, the one that matters most. */
function worstNewest({ when }: DeviationRule, readings: readonly Reading[], upTo: number): Reading {
  let worst = readings[upTo - 1] as Reading;
  for (let n = upTo - 2; n >= 0 && (readings[n] as Reading).to >= worst.to; n--) {
    const other = readings[n] as Reading;
    if (when.startsWith('>') ? other.most > worst.most : other.least < worst.least) worst = other;
  }
  return worst;
}

/** How many spreads the last readings lie from the person's usual. */
function shiftScore(rule: DeviationRule, series: Series, moment: Moment): Score | Unscored {
  const { measure } = rule;
  const all = between(series.days, moment.days, moment.day - rule.days, moment.day);
  const recent = all.slice(-rule.recent);
  const first = recent[0];
  if (!first || recent.length < rule.recent || moment.day - first.day > Math.max(rule.guard, 1) * rule.recent)
    return tooFew(moment, rule.readings);
  const baseline = all.filter(({ day }) => day < first.day - (measure.kind === 'lab' ? 0 : rule.guard));
  if (baseline.length < rule.readings) return tooFew(moment, rule.readings);
  if (recent.every(({ strange }) => strange) && !baseline.every(({ strange }) => strange)) return { day: moment.day, because: NEW_DEVICE };
  const values = baseline.map(({ value }) => value);
  const usual = median(values);
  const value = median(recent.map((each) => each.value));
  const scale = Math.max(spread(values, usual), noiseOf(rule, usual));
  const facts = recent.map((each) => factOf(series, each)).reverse();
  return { day: moment.day, score: Math.abs(value - usual) / scale, value, usual, facts };
}

/** How many spreads a steady trend has led away, where it is hardly chance. */
function driftScore(rule: DeviationRule, series: Series, moment: Moment): Score | Unscored {
  const all = between(series.days, moment.days, moment.day - rule.days, moment.day);
  const points = bucketsOf(all, moment.day, rule.bucket);
  if (points.length < rule.readings) return tooFew(moment, rule.readings);
  if (all.some(({ strange }) => strange) && !all.every(({ strange }) => strange)) return { day: moment.day, because: NEW_DEVICE };
  const { from, to, surprise, noise } = trend(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  const scale = Math.max(noise, noiseOf(rule, (from + to) / 2));
  const score = Math.abs(surprise) >= SURPRISE ? Math.abs(to - from) / scale : 0;
  const facts = [...all.slice(-2).reverse(), all[0] as DayOfSeries].map((each) => factOf(series, each));
  return { day: moment.day, score, value: to, usual: from, facts };
}

/** A trend is no chance beyond this many standard deviations of the Mann-Kendall test: once in a thousand. */
const SURPRISE = 3.3;

function bucketsOf(days: readonly DayOfSeries[], last: number, width: number): { x: number; y: number }[] {
  const groups = Map.groupBy(days, ({ day }) => Math.floor((last - day) / width));
  return [...groups.values()].map((group) => ({
    x: group.reduce((sum, { day }) => sum + day, 0) / group.length,
    y: median(group.map(({ value }) => value)),
  }));
}

/** How many of the person's longer intervals it is since the last reading. */
function gapScore(rule: DeviationRule, series: Series, moment: Moment): Score | Unscored {
  const last = series.days[moment.days - 1];
  const habit = between(series.days, moment.days, moment.day - rule.days, moment.day);
  if (!last || habit.length < rule.readings) return { day: moment.day, because: NO_HABIT };
  const intervals = habit.slice(1).map(({ day }, n) => day - (habit[n] as DayOfSeries).day);
  const usual = quantile(intervals, 0.8);
  const since = moment.day - last.day;
  return {
    day: moment.day,
    score: since <= rule.atLeast ? 0 : since / usual,
    value: since,
    usual: median(intervals),
    facts: [factOf(series, last)],
  };
}

const noiseOf = ({ measure }: DeviationRule, usual: number): number => measure.noise ?? Math.abs(usual) * (measure.cv ?? 0.1);

/** Days with readings from `from` to `to`, both included, of the first `count`. */
function between(days: readonly DayOfSeries[], count: number, from: number, to: number): DayOfSeries[] {
  let first = count;
  while (first > 0 && (days[first - 1] as DayOfSeries).day >= from) first--;
  let last = count;
  while (last > first && (days[last - 1] as DayOfSeries).day > to) last--;
  return days.slice(first, last);
}

/** Readings of the last days at `moment`, oldest first; enough for every statistic that asks for readings. */
function upToNow(readings: readonly Reading[], moment: Moment): Reading[] {
  let first = moment.readings;
  while (first > 0 && (readings[first - 1] as Reading).day > moment.day - 31) first--;
  return readings.slice(first, moment.readings);
}

const newestFacts = (readings: readonly Reading[]): string[] =>
  readings
    .slice(-10)
    .map(({ fact }) => fact)
    .reverse();
const factOf = ({ readings }: Series, { upTo }: DayOfSeries): string => readings[upTo - 1]?.fact ?? '';

const NONE: Words = { en: 'There is no reading.', es: 'No hay ninguna medida.' };
const NO_HABIT: Words = {
  en: 'There are too few readings to know how often they come.',
  es: 'Hay muy pocas medidas para saber cada cuánto llegan.',
};
const NEW_DEVICE: Words = {
  en: 'The readings come from another device now. Measure with both for five days, so that they can be compared.',
  es: 'Las medidas vienen ahora de otro aparato. Mida con los dos durante cinco días para poder compararlos.',
};

const tooFew = ({ day }: Moment, needed: number): Unscored => ({
  day,
  because: {
    en: `There are too few readings. It takes at least ${needed} in the time that this rule looks at.`,
    es: `Hay muy pocas medidas. Hacen falta al menos ${needed} en el tiempo que mira esta regla.`,
  },
});
