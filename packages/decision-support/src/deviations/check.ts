import type { Facts } from '../facts.ts';
import type { Coverage, Finding, Report, RuleRef, Urgency, Words } from '../finding.ts';
import { type Concern, concerns } from './concerns.ts';
import { dateOf, dayOf } from './days.ts';
import { type Readings, readingsOf, type Series } from './readings.ts';
import { momentOn, raised, yearOf } from './replay.ts';
import { type DeviationRule, type DeviationRules, type Group, type Sensitivity, SENSITIVITIES, sensitivityOf } from './rules.ts';
import { isScore, type Score, scoreOf, stands, trips, type Unscored } from './score.ts';
import {
  BROKEN,
  CALM,
  EXPIRED,
  fill,
  LOOKED_AT,
  NO_DATA,
  NO_RULES,
  NO_TODAY,
  notRead,
  PARTIAL,
  plainNumber,
  stale,
  UNCHECKED,
  valuesOf,
} from './words.ts';

/** A reading this many days old interrupts nobody any more. */
const SUDDEN = 2;

/** What the record's numbers say: beyond a limit, away from the person's own usual, or missing. One answer for each rule and measure. */
export function checkDeviations(facts: Facts, rules: DeviationRules): Report {
  const today = dayOf(facts.today);
  const broken = rules.broken.map((id) => unreadable(rules, `deviation/${id}`, BROKEN));
  if (today === undefined || rules.rules.length === 0)
    return { findings: [...broken, unreadable(rules, 'deviation/all', today === undefined ? NO_TODAY : NO_RULES)], coverage: [] };
  const readings = readingsOf(facts, rules);
  const asked = new Map<Group, Concern>();
  const findings = rules.rules.map((rule) => ask({ facts, rules, rule, series: seriesOf(readings, rule), today, asked }));
  const found = new Set(findings.filter(({ answer }) => answer === 'found').map(({ rule }) => rule.id));
  const spoken = findings.filter(({ answer }, n) => answer !== 'found' || !found.has(rules.rules[n]?.yieldsTo ?? ''));
  return { findings: [...broken, ...spoken], coverage: [coverageOf(readings, rules)] };
}

interface Question {
  readonly facts: Facts;
  readonly rules: DeviationRules;
  readonly rule: DeviationRule;
  readonly series: Series;
  readonly today: number;
  readonly asked: Map<Group, Concern>;
}

function ask(question: Question): Finding {
  const { facts, rule, series, today, rules } = question;
  const concern = concerns(rule, facts, today, question.asked);
  if (concern.is === 'no') return answer(question, 'not-found', concern.because);
  if (series.readings.length === 0) return answer(question, 'could-not-check', series.unusable[0]?.reason ?? NO_DATA);
  if (concern.is === 'unknown') return answer(question, 'could-not-check', concern.because);
  const score = scoreOf(rule, series, momentOn(rule, series, today));
  const newest = series.readings.findLast(({ day }) => day <= today)?.day;
  if (newest === undefined) return answer(question, 'could-not-check', NO_DATA);
  if (today - newest > rule.fresh) return answer(question, 'could-not-check', stale(newest));
  const level = sensitivityOf(rules, rule);
  if (isScore(score) && holds(question, score, level)) {
    return rule.kind === 'gap' && facts.partial ? answer(question, 'could-not-check', PARTIAL) : foundIn(question, score, level);
  }
  const doubt = doubtOf(question, score, newest);
  return answer(
    question,
    doubt ? 'could-not-check' : 'not-found',
    doubt ?? fill(LOOKED_AT, { date: { en: dateOf(newest), es: dateOf(newest) } }),
  );
}

/** Raised now, or raised before and not over yet. */
function holds({ rule, series, today }: Question, { score }: Score, level: Sensitivity): boolean {
  if (trips(rule, score, level)) return true;
  if (!stands(rule, score, level)) return false;
  const year = yearOf(rule, series, today);
  const last = raised(rule, year, level).at(-1);
  return last !== undefined && year.every((each) => each.day < last || !isScore(each) || stands(rule, each.score, level));
}

/** Why "nothing found" cannot be said, though nothing was found. */
function doubtOf({ facts, rules, rule, series, today }: Question, score: Score | Unscored, newest: number): Words | undefined {
  if (!isScore(score)) return score.because;
  const unread = series.unusable.filter(({ day }) => day <= today && (day > today - rule.fresh || day >= newest || day === -Infinity));
  if (unread[0]) return notRead(unread.length, unread[0].reason);
  if (facts.partial) return PARTIAL;
  return rules.validUntil !== undefined && facts.today > rules.validUntil ? EXPIRED : undefined;
}

function foundIn(question: Question, score: Score, level: Sensitivity): Finding {
  const { rule, series, today } = question;
  const values = valuesOf(rule, series, score);
  const year = yearOf(rule, series, today);
  const days = Object.fromEntries(SENSITIVITIES.map((each) => [each, raised(rule, year, each)])) as Record<Sensitivity, number[]>;
  const age = today - (dayOf(values['date']?.en) ?? today);
  return {
    ...base(question),
    answer: 'found',
    urgency: rule.urgency === 'interrupt' && age > SUDDEN ? 'act' : rule.urgency,
    title: fill(rule.title, values),
    advice: fill(rule.advice, values),
    facts: [...new Set(score.facts)],
    detail: {
      measure: rule.measure.id,
      value: Number(plainNumber(score.value)),
      unit: rule.kind === 'gap' ? 'd' : rule.measure.unit,
      score: Number(plainNumber(score.score)),
      limit: rule.limit[level],
      usual: score.usual === undefined ? null : Number(plainNumber(score.usual)),
      date: values['date']?.en ?? null,
      sensitivity: level,
      alerts: days[level].length,
      alertsLow: days.low.length,
      alertsUsual: days.usual.length,
      alertsHigh: days.high.length,
      alertDays: days[level].slice(-12).map(dateOf).join(' '),
    },
  };
}

function answer(question: Question, said: 'not-found' | 'could-not-check', reason: Words): Finding {
  const { rule } = question;
  const title = said === 'not-found' ? CALM[rule.kind] : UNCHECKED;
  return { ...base(question), answer: said, urgency: 'none', title: fill(title, { measure: rule.measure.name }), facts: [], reason };
}

const base = ({ rule }: Question): { topic: 'deviation'; rule: RuleRef; about: string } => ({
  topic: 'deviation',
  rule: rule.ref,
  about: rule.measure.id,
});

function unreadable({ version, date }: DeviationRules, id: string, reason: Words): Finding {
  const rule = { id, version, date, source: 'Satchel' };
  const title: Words = { en: 'Readings could not be checked.', es: 'No se pudieron comprobar las medidas.' };
  return { topic: 'deviation', rule, answer: 'could-not-check', urgency: 'know' satisfies Urgency, about: 'all', title, facts: [], reason };
}

const seriesOf = ({ series }: Readings, { measure }: DeviationRule): Series =>
  series.get(measure.id) ?? { measure, readings: [], days: [], unusable: [] };

function coverageOf({ series, unknown, total }: Readings, { date }: DeviationRules): Coverage {
  const all = [...series.values()];
  const unread = all.flatMap(({ measure, unusable }) =>
    [...Map.groupBy(unusable, ({ reason }) => reason.en).values()].map((its) => ({ measure, its })),
  );
  const newest = all.reduce((last, { days }) => Math.max(last, days.at(-1)?.day ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY);
  const missed = unread.reduce((sum, { its }) => sum + its.length, 0) + [...unknown.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    topic: 'deviation',
    of: { en: 'readings and results with a number', es: 'medidas y resultados con un número' },
    checked: total - missed,
    total,
    unchecked: [
      ...unread.map(({ measure, its }) => ({
        fact: its[0]?.fact ?? '',
        reason: notUsed(measure.name, its[0]?.reason ?? BROKEN, its.length),
      })),
      ...[...unknown].map(([name, { fact, count }]) => ({ fact, reason: noRule(name, count) })),
    ],
    ...(Number.isFinite(newest) && { newest: dateOf(newest) }),
    rules: date,
  };
}

const notUsed = (name: Words, why: Words, count: number): Words => ({
  en: `${name.en} (${count}): ${why.en}`,
  es: `${name.es} (${count}): ${why.es}`,
});

const noRule = (name: string, count: number): Words => ({
  en: `No rule here is for ${name} (${count}).`,
  es: `Aquí no hay regla para ${name} (${count}).`,
});
