import type { Facts } from '../facts.ts';
import type { Coverage, Finding, Report, RuleRef, Topic, Words } from '../finding.ts';
import { NEVER, plus } from '../immunization/dates.ts';
import { type Truth, truthOf } from './criteria.ts';
import { dayOf, find, isEmpty, isReal } from './matching.ts';
import type { CareRule, CareRules, Evidence, ValueSet, ValueSets } from './rules.ts';
import { PLAIN, titleOf } from './words.ts';

/** After so long without newer rules, that nothing is due can no longer be said. */
const STALE_AFTER = '24 months';
/** A record without anything newer than this no longer says what was not done. */
const SILENT_AFTER = '2 years';
/** How long after its day something due is overdue. */
const OVERDUE_AFTER = '3 months';

/** Holds a record against the rules of preventive care and follow-up: one finding to a rule. */
export function checkPreventiveCare(facts: Facts, rules: CareRules): Report {
  const newest = newestOf(facts);
  const findings = rules.file.rules.map((rule) => findingOf(rule, facts, rules, newest));
  for (const topic of ['preventive-care', 'follow-up'] as const) {
    if (!rules.file.rules.some((rule) => rule.topic === topic)) findings.push(missing(topic, rules));
  }
  return { findings, coverage: [coverageOf('preventive-care', findings, newest, rules), coverageOf('follow-up', findings, newest, rules)] };
}

function missing(topic: 'preventive-care' | 'follow-up', { file }: CareRules): Finding {
  return {
    topic,
    rule: { id: `${topic}/all`, version: file.version, source: 'Satchel', date: file.date },
    answer: 'could-not-check',
    urgency: 'know',
    about: 'all',
    title: PLAIN.cannotTellAny,
    facts: [],
    reason: PLAIN.noRules,
    due: { status: 'cannot-tell' },
  };
}

type Status = NonNullable<Finding['due']>['status'];

/** What a rule comes to, before it is put into words. */
interface Verdict {
  readonly status: Status;
  readonly facts: readonly string[];
  readonly reason: Words;
  readonly recommended?: string;
  readonly last?: string;
}

function findingOf(rule: CareRule, facts: Facts, { file, sets }: CareRules, newest: string | undefined): Finding {
  const said = verdictOf(rule, facts, sets, newest);
  // That nothing is to be done is only said with rules that are current, over a whole record.
  const doubt = said.status === 'done' || said.status === 'not-applicable' ? doubtOf(facts, file.date, said.status) : undefined;
  const verdict: Verdict = doubt === undefined ? said : { ...said, status: 'cannot-tell', reason: doubt };
  const { status, recommended, last } = verdict;
  const isFound = status === 'due' || status === 'overdue' || status === 'declined';
  const ref: RuleRef = { id: rule.id, version: file.version, source: rule.source, url: rule.url, date: rule.date };
  return {
    topic: rule.topic,
    rule: ref,
    answer: isFound ? 'found' : status === 'cannot-tell' ? 'could-not-check' : 'not-found',
    urgency: status === 'due' || status === 'overdue' ? 'act' : isFound || status === 'cannot-tell' ? 'know' : 'none',
    about: rule.id.slice(rule.id.indexOf('/') + 1),
    title: titleOf(rule.title, status),
    ...(rule.advice && (isFound || status === 'cannot-tell') && { advice: rule.advice }),
    facts: verdict.facts,
    reason: verdict.reason,
    due: { status, ...(recommended !== undefined && { recommended }), ...(last !== undefined && { last }) },
  };
}

function doubtOf(facts: Facts, date: string, status: Status): Words | undefined {
  if (facts.today > plus(date, STALE_AFTER)) return PLAIN.stale(date);
  return facts.partial && status === 'not-applicable' ? PLAIN.partial : undefined;
}

function verdictOf(rule: CareRule, facts: Facts, sets: ValueSets, newest: string | undefined): Verdict {
  const birthDate = facts.patient?.['birthDate'];
  if (typeof birthDate !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return cannotTell(PLAIN.noBirthDate);
  const [from = 0, to = 0] = rule.age;
  if (rule.age.length !== 2) return cannotTell(PLAIN.noRules);
  if (facts.today < plus(birthDate, `${from} years`)) return notFor(PLAIN.younger(from));
  if (facts.today >= plus(birthDate, `${to + 1} years`)) return notFor(PLAIN.older(to));
  const gender = facts.patient?.['gender'];
  if (rule.sex !== undefined && gender !== rule.sex) {
    return gender === 'female' || gender === 'male' ? notFor(PLAIN.otherSex) : cannotTell(PLAIN.noSex);
  }
  const unless = rule.unless === undefined ? undefined : truthOf(rule.unless, facts, sets);
  if (unless?.holds === 'yes') return { ...notFor(PLAIN.excluded), facts: unless.facts };
  const when: Truth = rule.when === undefined ? { holds: 'yes', facts: [] } : truthOf(rule.when, facts, sets);
  if (when.holds === 'no') return { ...notFor(PLAIN.notAtRisk), facts: when.facts };
  if (when.holds === 'unknown') return { ...cannotTell(PLAIN.notKnown(when.asks!)), facts: when.facts };
  const verdict = doneOrDue(rule, facts, sets, birthDate, newest);
  return { ...verdict, facts: [...new Set([...verdict.facts, ...when.facts])] };
}

const notFor = (reason: Words): Verdict => ({ status: 'not-applicable', facts: [], reason });
const cannotTell = (reason: Words): Verdict => ({ status: 'cannot-tell', facts: [], reason });

interface Done {
  readonly until: string;
  readonly last: string;
  readonly fact: string;
}

function doneOrDue(rule: CareRule, facts: Facts, sets: ValueSets, birthDate: string, newest: string | undefined): Verdict {
  const gathered = rule.done.map((evidence) =>
    'takes' in evidence ? taken(evidence.takes, facts, sets) : doneBy(evidence, facts, sets, birthDate),
  );
  const best = gathered.flatMap(({ done }) => done).toSorted((a, b) => b.until.localeCompare(a.until) || b.last.localeCompare(a.last))[0];
  if (best !== undefined && best.until > facts.today) {
    const next = best.until === NEVER ? {} : { recommended: best.until };
    return { status: 'done', facts: [best.fact], reason: PLAIN.doneOn(best.last), last: best.last, ...next };
  }
  const doubt = gathered.find((each) => each.doubt !== undefined)?.doubt;
  if (rule.done.length === 0) return cannotTell(PLAIN.noRules);
  if (doubt !== undefined) return { ...cannotTell(doubt.reason), facts: doubt.facts };
  const refused = gathered.flatMap(({ declined }) => declined).filter(({ day }) => day >= (best?.last ?? ''))[0];
  if (refused !== undefined) return { status: 'declined', facts: [refused.fact], reason: PLAIN.declinedOn(refused.day) };
  const silence = silenceOf(rule, facts.today, newest);
  if (silence !== undefined) return cannotTell(silence);
  if (facts.partial) return cannotTell(PLAIN.partial);
  if (best === undefined) return { status: 'due', facts: [], reason: PLAIN.neverDone };
  const status = facts.today > plus(best.until, OVERDUE_AFTER) ? 'overdue' : 'due';
  return { status, facts: [best.fact], reason: PLAIN.doneOn(best.last), last: best.last, recommended: best.until };
}

interface Gathered {
  readonly done: readonly Done[];
  readonly declined: readonly { readonly fact: string; readonly day: string }[];
  readonly doubt?: { readonly reason: Words; readonly facts: readonly string[] };
}

function doneBy(evidence: Extract<Evidence, { of: string }>, facts: Facts, sets: ValueSets, birthDate: string): Gathered {
  const set: ValueSet | undefined = sets[evidence.of];
  if (set === undefined || isEmpty(set)) return { done: [], declined: [], doubt: { reason: PLAIN.noRules, facts: [] } };
  const done: Done[] = [];
  const declined: { fact: string; day: string }[] = [];
  const uncertain: string[] = [];
  const { yes, maybe } = find(facts, set);
  for (const { reference, resource } of yes) {
    const day = dayOf(resource);
    if (resource['status'] === 'not-done') declined.push({ fact: reference, day: day ?? '' });
    if (!isReal(resource)) continue;
    if (day === undefined || day < birthDate || day > facts.today) uncertain.push(reference);
    else done.push({ until: evidence.every === undefined ? NEVER : plus(day, evidence.every), last: day, fact: reference });
  }
  for (const { reference, resource } of maybe.filter((fact) => isReal(fact.resource))) {
    const day = dayOf(resource);
    if (day === undefined || evidence.every === undefined || plus(day, evidence.every) > facts.today) uncertain.push(reference);
  }
  return { done, declined, ...(uncertain.length > 0 && { doubt: { reason: PLAIN.unclear, facts: uncertain } }) };
}

function taken(name: string, facts: Facts, sets: ValueSets): Gathered {
  const truth = truthOf({ takes: name }, facts, sets);
  if (truth.holds === 'unknown') return { done: [], declined: [], doubt: { reason: PLAIN.notKnown(truth.asks!), facts: truth.facts } };
  return { done: truth.holds === 'yes' ? [{ until: NEVER, last: facts.today, fact: truth.facts[0]! }] : [], declined: [] };
}

/** A record with nothing in it, or nothing of late, does not say what was not done. */
function silenceOf(rule: CareRule, today: string, newest: string | undefined): Words | undefined {
  if (!rule.done.some((evidence) => 'of' in evidence)) return undefined;
  if (newest === undefined) return PLAIN.empty;
  return plus(newest, SILENT_AFTER) < today ? PLAIN.silentSince(newest) : undefined;
}

/** Types whose newest day shows until when somebody kept this record. */
function newestOf(facts: Facts): string | undefined {
  let newest: string | undefined;
  for (const { resource } of facts.of('Procedure', 'DiagnosticReport', 'Observation', 'Encounter')) {
    const day = dayOf(resource);
    if (day !== undefined && day <= facts.today && (newest === undefined || day > newest)) newest = day;
  }
  return newest;
}

function coverageOf(
  topic: Extract<Topic, 'preventive-care' | 'follow-up'>,
  findings: readonly Finding[],
  newest: string | undefined,
  { file }: CareRules,
): Coverage {
  const own = findings.filter((finding) => finding.topic === topic);
  const unchecked = own.filter(({ answer }) => answer === 'could-not-check');
  return {
    topic,
    of: topic === 'follow-up' ? PLAIN.followUps : PLAIN.recommendations,
    checked: own.length - unchecked.length,
    total: own.length,
    unchecked: unchecked.flatMap(({ facts: behind, reason }) => behind.map((fact) => ({ fact, reason: reason ?? PLAIN.unclear }))),
    ...(newest !== undefined && { newest }),
    rules: file.date,
  };
}
