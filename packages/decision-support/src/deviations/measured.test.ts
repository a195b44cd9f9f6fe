import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeviationRules, loadDeviationRules } from './rules.ts';
import { type Event, KINDS, type Kind } from './trials/lives.ts';
import { delays, falseAlarms } from './trials/series.ts';

const PAGE = join(import.meta.dirname, '../../../../docs/knowledge/deviations.md');
const LIVES = process.env['SATCHEL_NIGHTLY'] === '1' ? 200 : 12;
const kindOf = (measure: string): Kind => KINDS.find((kind) => kind.measure === measure) as Kind;

interface Row {
  readonly what: string;
  readonly measure: string;
  readonly rule: string;
  readonly event: Event;
  /** Gates at the usual sensitivity: days to the alert in half of the lives, and the share of lives in which it came. */
  readonly within: number;
  readonly seen: number;
}

const DETECTED: readonly Row[] = [
  { what: 'step of 4 noises', measure: 'systolic', rule: 'shift', event: { at: 240, shift: 4 }, within: 10, seen: 0.9 },
  { what: 'step of 4 noises', measure: 'resting-heart-rate', rule: 'shift', event: { at: 240, shift: 4 }, within: 10, seen: 0.9 },
  { what: 'step of 4 noises', measure: 'weight', rule: 'shift', event: { at: 240, shift: 4 }, within: 10, seen: 0.9 },
  { what: 'step of 4 noises', measure: 'glucose', rule: 'shift', event: { at: 240, shift: 4 }, within: 10, seen: 0.9 },
  { what: 'step of 6 noises', measure: 'creatinine', rule: 'lab-shift', event: { at: 1092, shift: 6 }, within: 100, seen: 0.85 },
  { what: 'step of 6 noises', measure: 'hemoglobin', rule: 'lab-shift', event: { at: 1092, shift: -6 }, within: 100, seen: 0.85 },
  { what: 'drift of 1 noise a month', measure: 'weight', rule: 'drift', event: { at: 240, driftPer30Days: 1 }, within: 150, seen: 0.85 },
  {
    what: 'drift of 1 noise a month',
    measure: 'resting-heart-rate',
    rule: 'drift',
    event: { at: 240, driftPer30Days: 1 },
    within: 150,
    seen: 0.85,
  },
  { what: 'no readings for 30 days', measure: 'weight', rule: 'gap', event: { at: 240, gap: 30 }, within: 12, seen: 0.9 },
  { what: 'no readings for 30 days', measure: 'resting-heart-rate', rule: 'gap', event: { at: 240, gap: 30 }, within: 12, seen: 0.9 },
];

/** Alerts a year in lives where nothing happens. */
const QUIET: readonly (readonly [measure: string, rule: string, length: number])[] = [
  ...KINDS.slice(0, 6).map(({ measure }) => [measure, 'shift', 720] as const),
  ...['systolic', 'weight', 'resting-heart-rate', 'steps'].map((measure) => [measure, 'drift', 720] as const),
  ...['systolic', 'weight', 'resting-heart-rate', 'oxygen'].map((measure) => [measure, 'gap', 720] as const),
  ...['creatinine', 'hemoglobin'].map((measure) => [measure, 'lab-shift', 1830] as const),
];
/** No rule may disturb a steady person more often than this, in a year, at the usual sensitivity. */
const MOST = 1;

const BIAS: Event = { at: 400, device: 3 };

describe('what a baseline finds and what it costs, in made-up lives', () => {
  let rules: DeviationRules;
  beforeAll(async () => {
    rules = await loadDeviationRules();
  });
  const found: string[] = [];
  const quiet: string[] = [];
  const biased: string[] = [];

  it.each(DETECTED)('$what in $measure is told by $rule', ({ what, measure, rule, event, within, seen }) => {
    const byLevel = delays(rules, kindOf(measure), event, rule, LIVES).map((each) => {
      const days = each.filter((day) => !Number.isNaN(day)).toSorted((a, b) => a - b);
      return { share: days.length / LIVES, half: days[Math.floor(days.length / 2)] ?? Number.NaN };
    });
    found.push(
      `| ${what} | ${measure} | ${rule} | ${byLevel.map(({ share, half }) => `${half} (${Math.round(share * 100)} %)`).join(' | ')} |`,
    );
    expect(byLevel[1]?.share).toBeGreaterThanOrEqual(seen);
    expect(byLevel[1]?.half).toBeLessThanOrEqual(within);
  });

  it.each(QUIET)('%s: %s leaves a steady person in peace', (measure, rule, length) => {
    const rates = falseAlarms(rules, kindOf(measure), rule, LIVES, length);
    quiet.push(`| ${measure} | ${rule} | ${rates.map((rate) => rate.toFixed(2)).join(' | ')} |`);
    expect(rates[1]).toBeLessThanOrEqual(MOST);
    expect(rates[0]).toBeLessThanOrEqual((rates[2] ?? 0) + 0.01);
  });

  it.each(['systolic', 'weight', 'resting-heart-rate'])('%s: a second device that reads three noises higher is no change', (measure) => {
    const rates = falseAlarms(rules, kindOf(measure), 'shift', LIVES, 720, BIAS);
    biased.push(`| ${measure} | shift | ${rates.map((rate) => rate.toFixed(2)).join(' | ')} |`);
    expect(rates[1]).toBeLessThanOrEqual(2 * MOST);
  });

  it('is published as it was measured', () => {
    if (process.env['SATCHEL_WRITE'] === '1') {
      mkdirSync(dirname(PAGE), { recursive: true });
      writeFileSync(PAGE, pageOf(found, quiet, biased));
    }
    const page = readFileSync(PAGE, 'utf8');
    if (LIVES === 12 && found.length === DETECTED.length) for (const row of [...found, ...quiet, ...biased]) expect(page).toContain(row);
  });
});

function pageOf(found: readonly string[], quiet: readonly string[], biased: readonly string[]): string {
  return `# Deviations, measured

What the rules of \`knowledge/thresholds/rules.json\` about a person's own baseline find, how soon, and how often they disturb for nothing. Measured
in made-up lives, ${LIVES} for each line, by \`packages/decision-support/src/deviations/measured.test.ts\`, which also holds the gates; with SATCHEL_WRITE=1 it writes this
page anew. A *noise* is the standard deviation from day to day of a steady person. Days carry over into the next (autocorrelation 0.2 to 0.5), and
5 to 25 % of readings are missed. Real lives are not so tidy: holidays, illness and new habits are changes too, and will be told as such.

## Found: days until half of the lives had an alert (share of lives that had one)

| what happened | measure | rule | low | usual | high |
|---|---|---|---|---|---|
${found.join('\n')}

## False alarms a year, where nothing happened

| measure | rule | low | usual | high |
|---|---|---|---|---|
${quiet.join('\n')}

## False alarms a year with a second device that reads three noises higher

| measure | rule | low | usual | high |
|---|---|---|---|---|
${biased.join('\n')}

## How it works

- **Limits**: the newest reading, or a mean, against a limit with a source. An alert ends only when the value is well inside the limit again.
- **Shift**: the median of the last three days with readings (one, for laboratory tests) against the median of the person's own months before, in units of their
  spread (median absolute deviation, not less than what a steady person has).
- **Drift**: the slope after Theil and Sen over weekly medians, where the test of Mann and Kendall says that it is hardly chance.
- **Gap**: days without a reading against the person's own longer intervals.
- Two devices are brought to one level by the days that they share; where they share too few, the answer is *could not check*.
  The level is taken from the whole record, so a replay of last year knows of it what was only known later.
- The same value at the same time from two sources counts once, also in another unit.
`;
}
