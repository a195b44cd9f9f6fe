import type { Facts } from '../facts.ts';
import type { Coverage, Finding, Report, RuleRef, Words } from '../finding.ts';
import { EVER, latestOf, plus } from './dates.ts';
import type { Evaluation, EvaluationReason, GivenDose } from './case.ts';
import { gather, type Gathered } from './gather.ts';
import { forecastGroups, type GroupForecast } from './groups.ts';
import type { LoadedSchedule } from './load.ts';
import type { Schedule, VaccineGroup } from './schedule.ts';
import { becauseOf, doseTitle, dueAdvice, notCounted, PLAIN, statusReason, statusTitle } from './words.ts';

/** What people call a vaccine group, and the words by which an uncoded vaccine may be of it. */
export interface GroupWords extends Words {
  readonly words: readonly string[];
}

/** After so long without a newer schedule, that nothing is due can no longer be said. */
const STALE_AFTER = '18 months';

/** Holds a person's immunizations against a schedule: one finding to a vaccine group, and one to each dose that does not count. */
export function checkImmunizations(facts: Facts, loaded: LoadedSchedule): Report {
  const { schedule } = loaded;
  const gathered = gather(facts, loaded);
  if (gathered === undefined || schedule.antigens.length === 0 || schedule.groups.length === 0) {
    const reason = gathered === undefined ? PLAIN.noBirthDate : PLAIN.emptySchedule;
    return { findings: [unanswered(schedule, reason)], coverage: [coverageOf(facts, loaded, gathered)] };
  }
  const forecasts = Map.groupBy(forecastGroups(schedule, gathered.asked), ({ group }) => group.name);
  const findings = schedule.groups.flatMap((group) => {
    const all = forecasts.get(group.name) ?? [];
    return [groupFinding(facts, loaded, gathered, group, all), ...doseFindings(loaded, group, all)];
  });
  return { findings, coverage: [coverageOf(facts, loaded, gathered)] };
}

const ruleOf = (schedule: Schedule, group: string): RuleRef => ({
  id: `${schedule.id}/${group.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
  version: schedule.version,
  source: schedule.source,
  url: schedule.url,
  date: schedule.date,
});

function unanswered(schedule: Schedule, reason: Words): Finding {
  return {
    topic: 'immunization',
    rule: ruleOf(schedule, 'all'),
    answer: 'could-not-check',
    urgency: 'know',
    about: 'all',
    title: PLAIN.cannotTellAny,
    facts: [],
    reason,
    due: { status: 'cannot-tell' },
  };
}

type DueStatus = NonNullable<Finding['due']>['status'];

function groupFinding(
  facts: Facts,
  loaded: LoadedSchedule,
  gathered: Gathered,
  group: VaccineGroup,
  all: readonly GroupForecast[],
): Finding {
  const { schedule } = loaded;
  const { asked } = gathered;
  const name = loaded.groups[group.name] ?? { en: group.name, es: group.name };
  const chosen = pressing(all);
  const doses = asked.doses.filter(({ cvx }) => carries(schedule, group, cvx));
  const last = latestOf(doses.map(({ date }) => date));
  const refusal = gathered.declined.find(({ cvx, date }) => carries(schedule, group, cvx) && date > (last ?? EVER));
  const doubts = doubtsOf(facts, loaded, gathered, group, all);
  const status = refusal !== undefined && isOpen(dueStatus(chosen, asked.today)) ? 'declined' : dueStatus(chosen, asked.today);
  // A dose may be missing or somebody else's: what is due may be given already, so the record only says what it would be.
  const blind = doubts.find(({ blinding }) => blinding);
  const answer = blind ?? (isPressing(status) ? undefined : doubts[0]);
  const shown: DueStatus = answer === undefined ? status : 'cannot-tell';
  const observed = chosen?.because ?? [];
  return {
    topic: 'immunization',
    rule: ruleOf(schedule, group.name),
    answer: answer !== undefined ? 'could-not-check' : isPressing(status) || status === 'declined' ? 'found' : 'not-found',
    urgency: answer !== undefined ? 'know' : isPressing(status) ? 'act' : status === 'declined' ? 'know' : 'none',
    about: group.name,
    title: statusTitle(name, shown, chosen),
    ...(chosen?.recommended !== undefined && { advice: dueAdvice(chosen, answer !== undefined) }),
    facts: [
      ...doses.map(({ id }) => id),
      ...(refusal ? [refusal.fact] : []),
      ...observed.flatMap((code) => gathered.behind.get(code) ?? []),
    ],
    reason: answer?.reason ?? statusReason(status, chosen, becauseOf(schedule, observed), schedule.title),
    due: {
      status: shown,
      ...(chosen?.earliest !== undefined && { earliest: chosen.earliest }),
      ...(chosen?.recommended !== undefined && { recommended: chosen.recommended }),
      ...(chosen?.pastDue !== undefined && { latest: chosen.pastDue }),
      ...(last !== undefined && { last }),
    },
    detail: {
      status: chosen?.status ?? 'not-recommended',
      series: chosen?.best.map(({ series }) => series.name).join('; ') ?? '',
      dose: chosen?.number ?? null,
      ...Object.fromEntries(verdictsOf(all).map(({ dose, status: verdict }) => [dose.id, verdict])),
    },
  };
}

const isOpen = (status: DueStatus): boolean => status === 'due' || status === 'overdue' || status === 'upcoming';
const isPressing = (status: DueStatus): boolean => status === 'due' || status === 'overdue';

/** Of the forecasts of several series groups, the one that asks for something, and soonest. */
function pressing(all: readonly GroupForecast[]): GroupForecast | undefined {
  const open = all.filter(({ status }) => status === 'not-complete');
  return (
    open.toSorted((a, b) => a.recommended!.localeCompare(b.recommended!))[0] ??
    all.find(({ status }) => status === 'contraindicated') ??
    all[0]
  );
}

function dueStatus(forecast: GroupForecast | undefined, today: string): DueStatus {
  if (forecast?.status === 'complete') return 'done';
  if (forecast?.status !== 'not-complete') return 'not-applicable';
  if (today < forecast.recommended!) return 'upcoming';
  return forecast.pastDue !== undefined && today > forecast.pastDue ? 'overdue' : 'due';
}

const carries = (schedule: Schedule, group: VaccineGroup, cvx: string): boolean =>
  schedule.vaccines[cvx]?.antigens.some(({ name }) => group.antigens.includes(name)) === true;

interface Doubt {
  readonly reason: Words;
  /** Even that something is due cannot be said. */
  readonly blinding: boolean;
}

/** Why that nothing is due cannot be said, worst first. */
function doubtsOf(facts: Facts, loaded: LoadedSchedule, gathered: Gathered, group: VaccineGroup, all: readonly GroupForecast[]): Doubt[] {
  const { schedule } = loaded;
  const antigens = schedule.antigens.filter(({ name }) => group.antigens.includes(name));
  const hasRisk = antigens.some(({ series }) => series.some(({ type }) => type === 'risk'));
  const applying = all.flatMap(({ best }) => best.flatMap(({ series }) => series.doses));
  const season = latestOf(applying.flatMap((dose) => dose.season?.end ?? []));
  const doubts: Doubt[] = [];
  if (antigens.length < group.antigens.length || antigens.some(({ series }) => series.length === 0))
    doubts.push({ reason: PLAIN.emptySchedule, blinding: true });
  if (gathered.unchecked.some(({ groups }) => groups === undefined || groups.includes(group.name))) {
    doubts.push({ reason: PLAIN.unreadDose, blinding: true });
  }
  if (gathered.recorded === 0) doubts.push({ reason: PLAIN.noDoses, blinding: true });
  if (season !== undefined && facts.today > season) doubts.push({ reason: PLAIN.pastSeason(season), blinding: true });
  if (facts.today > plus(schedule.date, STALE_AFTER)) doubts.push({ reason: PLAIN.stale(schedule.date), blinding: false });
  if (facts.partial) doubts.push({ reason: PLAIN.partial, blinding: false });
  if (hasRisk && gathered.uncoded.length > 0) doubts.push({ reason: PLAIN.uncodedCondition, blinding: false });
  if (gathered.asked.gender === 'unknown' && antigens.some(({ series }) => series.some(({ gender }) => gender !== undefined))) {
    doubts.push({ reason: PLAIN.noGender, blinding: false });
  }
  return doubts;
}

/** One verdict to a dose: it counts when it counts for any of the series that apply. */
function verdictsOf(all: readonly GroupForecast[]): Evaluation[] {
  const order = ['valid', 'extraneous', 'not-valid', 'sub-standard'] as const;
  const byDose = Map.groupBy(
    all.flatMap(({ evaluations }) => evaluations),
    ({ dose }) => dose,
  );
  return [...byDose.values()].map((each) => each.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))[0]!);
}

/** Why a dose does not count. */
function doseFindings(loaded: LoadedSchedule, group: VaccineGroup, all: readonly GroupForecast[]): Finding[] {
  const name = loaded.groups[group.name] ?? { en: group.name, es: group.name };
  return verdictsOf(all)
    .filter(({ status }) => status === 'not-valid' || status === 'sub-standard')
    .map(({ dose, reasons }) => doseFinding(loaded.schedule, group, name, dose, reasons));
}

function doseFinding(schedule: Schedule, group: VaccineGroup, name: Words, dose: GivenDose, reasons: readonly EvaluationReason[]): Finding {
  return {
    topic: 'immunization',
    rule: ruleOf(schedule, group.name),
    answer: 'found',
    urgency: 'know',
    about: `${group.name} ${dose.id}`,
    title: doseTitle(name, dose.date),
    advice: notCounted(reasons),
    facts: [dose.id],
    detail: {
      reasons: reasons.filter((reason) => !reason.endsWith('-grace')).join(', '),
      vaccine: schedule.vaccines[dose.cvx]?.name ?? dose.cvx,
    },
  };
}

function coverageOf(facts: Facts, { schedule }: LoadedSchedule, gathered: Gathered | undefined): Coverage {
  const total = gathered?.recorded ?? facts.of('Immunization').length;
  const newest = latestOf(gathered?.asked.doses.map(({ date }) => date) ?? []);
  return {
    topic: 'immunization',
    of: { en: 'vaccinations', es: 'vacunas puestas' },
    checked: gathered === undefined ? 0 : total - gathered.unchecked.length,
    total,
    unchecked: [
      ...(gathered?.unchecked ?? []).map(({ fact, reason }) => ({ fact, reason })),
      ...(gathered?.uncoded ?? []).map((fact) => ({ fact, reason: PLAIN.uncodedCondition })),
    ],
    ...(newest !== undefined && { newest }),
    rules: schedule.date,
  };
}
