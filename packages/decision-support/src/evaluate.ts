import type { Facts } from './facts.ts';
import type { Finding, Report, Topic } from './finding.ts';

/** The rules of one or more topics, loaded when somebody first asks. */
export interface Check {
  readonly topics: readonly [Topic, ...Topic[]];
  /** Types of resources whose change can change an answer. The person's own data always can. */
  readonly types: readonly string[];
  load(): Promise<(facts: Facts) => Report>;
}

/** What each check said the last time, for whoever asks again after a small change. */
export type Said = Map<Check, { readonly today: string; readonly report: Report }>;

/**
 * Asks every check; of those that spoke today already, only the ones which a changed type can make say something else.
 * A check that cannot be loaded, or breaks, answers that it could not check: never with silence.
 */
export async function evaluate(
  facts: Facts,
  checks: readonly Check[],
  said: Said = new Map(),
  touched?: ReadonlySet<string>,
): Promise<Report> {
  for (const check of checks) {
    const before = said.get(check);
    const holds = before?.today === facts.today && touched !== undefined && ![...touched].some((type) => concerns(check, type));
    if (!holds) said.set(check, { today: facts.today, report: await ask(check, facts) });
  }
  const reports = checks.flatMap((check) => said.get(check)?.report ?? []);
  return {
    findings: reports.flatMap(({ findings }) => findings).toSorted(byUrgency),
    coverage: reports.flatMap(({ coverage }) => coverage),
  };
}

const concerns = ({ types }: Check, type: string): boolean => type === 'Patient' || types.includes(type);

async function ask(check: Check, facts: Facts): Promise<Report> {
  try {
    const report = (await check.load())(facts);
    return report.findings.length + report.coverage.length > 0 ? report : unanswered(check, facts, 'it had nothing to go by');
  } catch (error) {
    return unanswered(check, facts, error instanceof Error ? error.name : 'an error');
  }
}

function unanswered({ topics }: Check, { today }: Facts, why: string): Report {
  const findings = topics.map((topic): Finding => ({
    topic,
    rule: { id: `${topic}/all`, version: '0', source: 'Satchel', date: today },
    answer: 'could-not-check',
    urgency: 'know',
    about: 'all',
    title: { en: 'This could not be checked.', es: 'Esto no se pudo comprobar.' },
    facts: [],
    reason: { en: `The rules could not be used: ${why}.`, es: `No se pudieron usar las reglas: ${why}.` },
  }));
  return { findings, coverage: [] };
}

const URGENCY = ['interrupt', 'act', 'know', 'none'] as const;
const ANSWER = ['found', 'could-not-check', 'not-found'] as const;

function byUrgency(a: Finding, b: Finding): number {
  return ANSWER.indexOf(a.answer) - ANSWER.indexOf(b.answer) || URGENCY.indexOf(a.urgency) - URGENCY.indexOf(b.urgency);
}
