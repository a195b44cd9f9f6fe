import { useLingui } from '@lingui/react/macro';
import type { Findings } from '../../../../server/src/http/api.ts';

export type Finding = Findings['findings'][number];

/** What asks for the person: found, and not care that is done or does not concern them. */
export const isOpen = ({ answer, due }: Finding): boolean =>
  answer === 'found' && (due === undefined || due.status === 'due' || due.status === 'overdue');

export const decisionOn = ({ decisions }: Findings, { rule, about }: Finding): Findings['decisions'][number] | undefined =>
  decisions.find((each) => each.rule === rule.id && each.about === about);

const URGENCY = ['interrupt', 'act', 'know', 'none'] as const;

/** What is dangerous first, then what is overdue, then the rest. */
export const byWeight = (a: Finding, b: Finding): number =>
  URGENCY.indexOf(a.urgency) - URGENCY.indexOf(b.urgency) || Number(b.due?.status === 'overdue') - Number(a.due?.status === 'overdue');

/** Words that a rule brings, in the language of whoever reads. */
export function useSaid(): (words: { readonly en: string; readonly es: string }) => string {
  const { i18n } = useLingui();
  return (words) => (i18n.locale === 'es' ? words.es : words.en);
}
