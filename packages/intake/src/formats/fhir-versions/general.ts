import { isJsonObject, type JsonObject, type JsonValue, type TypePlan } from '@satchel/fhir';
import { append, asText, listOf, move, type Rule } from './rule.ts';

/** What moved in most types alike. Each applies only where R4's type has the new place and lacks the old one. */
export function general(node: JsonObject, plan: TypePlan): void {
  for (const [from, to, rule] of MOVES) if (!plan.elements.has(from) && plan.elements.has(to)) rule(node);
}

/** A visit, but not an episode of care, which few types of R4 refer to. */
const visit = (value: JsonValue): JsonValue | undefined =>
  isJsonObject(value) && typeof value['reference'] === 'string' && /(^|\/)EpisodeOfCare\//.test(value['reference']) ? undefined : value;

const plainMove = (from: string, to: string): [string, string, Rule] => [from, to, move(from, to)];

const MOVES: readonly (readonly [from: string, to: string, rule: Rule])[] = [
  ['context', 'encounter', move('context', 'encounter', visit)],
  plainMove('encounter', 'context'),
  plainMove('patient', 'subject'),
  plainMove('subject', 'patient'),
  ['notes', 'note', append('notes', 'note', asText)],
  ['comments', 'note', append('comments', 'note', asText)],
  ['comment', 'note', append('comment', 'note', asText)],
  ['reasonCodeableConcept', 'reasonCode', append('reasonCodeableConcept', 'reasonCode')],
  ['indication', 'reasonReference', indication()],
  ['reason', 'reasonCode', reasons],
  ['medication', 'medicationReference', oneOfTwo('medication', 'medicationCodeableConcept', 'medicationReference')],
];

/** R5's list of CodeableReference is two lists in R4; older versions have concepts. */
function reasons(node: JsonObject): void {
  const all = listOf(node['reason']).filter(isJsonObject);
  if (all.length === 0 || all.some((each) => 'value' in each || 'use' in each)) return;
  const concepts = all.flatMap((each) =>
    isJsonObject(each['concept']) ? [each['concept']] : isJsonObject(each['reference']) ? [] : [each],
  );
  const references = all.flatMap((each) => (isJsonObject(each['reference']) ? [each['reference']] : []));
  if (concepts.length) node['reasonCode'] = [...listOf(node['reasonCode']), ...concepts];
  if (references.length) node['reasonReference'] = [...listOf(node['reasonReference']), ...references];
  delete node['reason'];
}

function indication(): Rule {
  const toReference = append('indication', 'reasonReference');
  const toCode = append('indication', 'reasonCode');
  return (node) => (listOf(node['indication']).some((each) => isJsonObject(each) && 'reference' in each) ? toReference : toCode)(node);
}

/** A CodeableReference is a choice of two in R4. */
export function oneOfTwo(from: string, concept: string, reference: string): Rule {
  return (node) => {
    const value = node[from];
    if (!isJsonObject(value)) return;
    if (isJsonObject(value['reference'])) node[reference] ??= value['reference'];
    else if (isJsonObject(value['concept'])) node[concept] ??= value['concept'];
    else return;
    const both = isJsonObject(value['reference']) && isJsonObject(value['concept']);
    if (!both) delete node[from];
  };
}
