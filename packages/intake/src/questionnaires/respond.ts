import type { JsonObject } from '@satchel/fhir/json';
import type { Band, Choice, Questionnaire } from './questionnaire.ts';

/** What somebody chose, by question: the place of the answer among the choices. */
export type Chosen = Readonly<Record<string, number>>;

export interface Answered {
  /** FHIR QuestionnaireResponse. */
  readonly response: JsonObject;
  readonly total: number;
  readonly band?: Band;
}

/** The response and its total; undefined while a question has no answer. A total of some of the questions would say nothing. */
export function respond(questionnaire: Questionnaire, chosen: Chosen, at: string): Answered | undefined {
  const picks = questionnaire.questions.map(({ linkId, words, choices }) => ({ linkId, words, choice: choices[chosen[linkId] ?? -1] }));
  if (!picks.every((pick): pick is typeof pick & { choice: Choice } => pick.choice !== undefined)) return undefined;
  const total = picks.reduce((sum, { choice }) => sum + choice.score, 0);
  const band = questionnaire.bands.find(({ from, to }) => total >= from && total <= to);
  return {
    total,
    ...(band && { band }),
    response: {
      resourceType: 'QuestionnaireResponse',
      questionnaire: questionnaire.url,
      _questionnaire: { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/display', valueString: questionnaire.title }] },
      status: 'completed',
      authored: at,
      item: picks.map(({ linkId, words, choice }) => ({ linkId, text: words, answer: [{ valueCoding: choice.coding }] })),
    },
  };
}

/** The total as an Observation that trends can show, derived from the response. */
export function scoreOf(questionnaire: Questionnaire, { total, band }: Answered, response: string, at: string): JsonObject {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'survey' }] }],
    code: { coding: [questionnaire.total], text: questionnaire.title },
    effectiveDateTime: at,
    valueQuantity: { value: total, unit: '{score}', system: 'http://unitsofmeasure.org', code: '{score}' },
    ...(band && { interpretation: [{ text: band.words }] }),
    derivedFrom: [{ reference: response }],
  };
}
