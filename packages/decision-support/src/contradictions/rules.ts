import type { JsonObject } from '@satchel/fhir';
import { type DeviationRules, loadDeviationRules } from '../deviations/index.ts';
import { listOf, objectOf, textsOf, wordsOf } from '../deviations/rules.ts';
import type { Urgency, Words } from '../finding.ts';

export const CONTRADICTIONS_LOOKED_FOR = [
  'sex',
  'age',
  'before-birth',
  'after-death',
  'in-future',
  'impossible-value',
  'wrong-unit',
  'another-person',
  'stopped-medicine',
  'allergy',
  'blood-group',
  'never-done',
  'critical-unanswered',
] as const;
export type ContradictionId = (typeof CONTRADICTIONS_LOOKED_FOR)[number];

/** One kind of contradiction: its words, and what it needs to know, as data. */
export interface ContradictionRule {
  readonly urgency: Urgency;
  readonly title: Words;
  readonly advice: Words;
  /** What is said when there is none. */
  readonly calm: Words;
  readonly settings: JsonObject;
}

export interface ContradictionRules {
  readonly version: string;
  readonly date: string;
  readonly source: string;
  readonly validUntil?: string;
  /** Those that could be read. Each one missing is told as not checked. */
  readonly rules: ReadonlyMap<ContradictionId, ContradictionRule>;
  /** The elements that say when something happened, by type of resource. */
  readonly dates: ReadonlyMap<string, readonly string[]>;
  /** Statuses of what has happened. */
  readonly done: ReadonlySet<string>;
  /** What is measured, and which values are possible or critical. */
  readonly readings: DeviationRules;
}

/** The rules that come with the house (knowledge/contradictions). */
export async function loadContradictionRules(): Promise<ContradictionRules> {
  const [file, readings] = await Promise.all([
    import('../../../../knowledge/contradictions/rules.json', { with: { type: 'json' } }),
    loadDeviationRules(),
  ]);
  return readContradictionRules(file.default, readings);
}

/** Rules as data, read with suspicion: what is missing or broken is not looked for, and said to be so. */
export function readContradictionRules(data: unknown, readings: DeviationRules): ContradictionRules {
  const file = objectOf(data);
  const rules = CONTRADICTIONS_LOOKED_FOR.flatMap((id) => {
    const rule = ruleOf(objectOf(objectOf(file['rules'])[id]));
    return rule ? [[id, rule] as const] : [];
  });
  return {
    version: String(file['version'] ?? '0'),
    date: String(file['date'] ?? ''),
    source: String(file['source'] ?? 'Satchel'),
    ...(typeof file['validUntil'] === 'string' && { validUntil: file['validUntil'] }),
    rules: new Map(rules),
    dates: new Map(Object.entries(objectOf(file['dates'])).map(([type, names]) => [type, textsOf(names)])),
    done: new Set(textsOf(file['done'])),
    readings,
  };
}

function ruleOf(settings: JsonObject): ContradictionRule | undefined {
  const [title, advice, calm] = [wordsOf(settings['title']), wordsOf(settings['advice']), wordsOf(settings['calm'])];
  const { urgency } = settings;
  if (!title || !advice || !calm || (urgency !== 'interrupt' && urgency !== 'act' && urgency !== 'know')) return undefined;
  return { urgency, title, advice, calm, settings };
}

export const numberIn = (settings: JsonObject, name: string, otherwise: number): number =>
  typeof settings[name] === 'number' ? settings[name] : otherwise;
export { listOf, objectOf, textsOf };
