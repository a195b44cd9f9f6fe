import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { listOf, move, type Rules } from '../rule.ts';

const CONTEXT = ['event', 'facilityType', 'period', 'practiceSetting'];

/** R5 takes the context of a document apart. */
function context(node: JsonObject): void {
  const old = node['context'];
  const parts: JsonObject = isJsonObject(old) ? { ...old } : {};
  if (Array.isArray(old)) parts['encounter'] = old;
  for (const name of CONTEXT) {
    const value = node[name];
    if (value === undefined) continue;
    parts[name] ??= value;
    delete node[name];
  }
  if (Object.keys(parts).length) node['context'] = parts;
}

/** When the document itself was made stands with its content. */
function created(node: JsonObject): void {
  const when = node['created'];
  if (typeof when !== 'string' || !Array.isArray(node['content'])) return;
  const content = node['content'].filter(isJsonObject);
  if (content.length === 0 || content.some(({ attachment }) => !isJsonObject(attachment) || attachment['creation'] !== undefined)) return;
  node['content'] = content.map((each) => ({ ...each, attachment: { ...(each['attachment'] as JsonObject), creation: when } }));
  delete node['created'];
}

/** A question and what hangs on it, of DSTU2's groups, as items. */
function group({ group: groups, question: questions, title, text, answer: answers, ...rest }: JsonObject): JsonObject {
  const words = text ?? title;
  const items = [...listOf(groups), ...listOf(questions)].filter(isJsonObject).map(group);
  const replies = listOf(answers)
    .filter(isJsonObject)
    .map(({ group: inner, ...answer }) =>
      inner === undefined ? answer : { ...answer, item: listOf(inner).filter(isJsonObject).map(group) },
    );
  return {
    ...rest,
    ...(words !== undefined && { text: words }),
    ...(replies.length > 0 && { answer: replies }),
    ...(items.length > 0 && { item: items }),
  };
}

const toCanonical = (value: JsonValue): JsonValue | undefined =>
  isJsonObject(value) && typeof value['reference'] === 'string' ? value['reference'] : value;
const uriAsReference = (value: JsonValue): JsonValue | undefined => (typeof value === 'string' ? { reference: value } : undefined);

export const documents: Rules = {
  DocumentReference: [move('class', 'category', (value) => [value]), move('indexed', 'date'), created, context],
  'DocumentReference.context': [
    (node) => {
      const all = listOf(node['related']);
      if (all.some((each) => isJsonObject(each) && 'ref' in each))
        node['related'] = all.map((each) => {
          if (!isJsonObject(each) || !isJsonObject(each['ref'])) return each;
          const { ref, ...rest } = each;
          return { ...ref, ...rest };
        });
    },
  ],
  'DocumentReference.content': [
    (node) => {
      const [profile, ...others] = listOf(node['profile']).filter(isJsonObject);
      if (!profile || others.length || !isJsonObject(profile['valueCoding'])) return;
      node['format'] ??= profile['valueCoding'];
      delete node['profile'];
    },
  ],
  Composition: [move('class', 'category', (value) => [value])],
  QuestionnaireResponse: [
    move('questionnaire', 'questionnaire', toCanonical),
    (node) => {
      if (!isJsonObject(node['group'])) return;
      node['item'] ??= [group(node['group'])];
      delete node['group'];
    },
  ],
  Provenance: [move('period', 'occurredPeriod')],
  'Provenance.agent': [
    move('actor', 'who'),
    move('whoReference', 'who'),
    move('whoUri', 'who', uriAsReference),
    move('onBehalfOfReference', 'onBehalfOf'),
    move('onBehalfOfUri', 'onBehalfOf', uriAsReference),
    move('relatedAgentType', 'type'),
  ],
  'Provenance.entity': [
    move('whatReference', 'what'),
    move('whatUri', 'what', uriAsReference),
    move('whatIdentifier', 'what', (identifier) => ({ identifier })),
    move('reference', 'what', uriAsReference),
  ],
  Signature: [
    move('whoReference', 'who'),
    move('whoUri', 'who', uriAsReference),
    move('onBehalfOfReference', 'onBehalfOf'),
    move('contentType', 'sigFormat'),
    move('blob', 'data'),
  ],
};
