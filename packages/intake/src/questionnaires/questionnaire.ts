import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir/json';
import auditC from '../../../../knowledge/questionnaires/audit-c.json' with { type: 'json' };
import gad7 from '../../../../knowledge/questionnaires/gad-7.json' with { type: 'json' };
import phq9 from '../../../../knowledge/questionnaires/phq-9.json' with { type: 'json' };
import week from '../../../../knowledge/questionnaires/week.json' with { type: 'json' };

/** An answer to choose, and what it counts. */
export interface Choice {
  readonly coding: JsonObject;
  readonly words: string;
  readonly score: number;
}

export interface Question {
  readonly linkId: string;
  readonly words: string;
  readonly choices: readonly Choice[];
}

/** What a total says. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** A FHIR Questionnaire as a person sees it, in their language. */
export interface Questionnaire {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly lead: string;
  readonly questions: readonly Question[];
  readonly total: JsonObject;
  readonly bands: readonly Band[];
  /** Who made it, and on what terms. */
  readonly copyright: string;
}

export type Language = 'en' | 'es';

const ALL: readonly JsonObject[] = [week, phq9, gad7, auditC];
const ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';
const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';
const SCORE = 'urn:satchel:score';

/** Every questionnaire there is. */
export const questionnaires = (language: Language): readonly Questionnaire[] => ALL.map((each) => shown(each, language));

function shown(resource: JsonObject, language: Language): Questionnaire {
  const score = extension(resource, SCORE);
  return {
    id: String(resource['id']),
    url: String(resource['url']),
    title: translated(resource, 'title', language),
    lead: translated(resource, 'description', language),
    copyright: String(resource['copyright']),
    questions: listIn(resource, 'item').map((item) => ({
      linkId: String(item['linkId']),
      words: translated(item, 'text', language),
      choices: listIn(item, 'answerOption').map((option) => choiceOf(option, language)),
    })),
    total: extension(score, 'code')['valueCoding'] as JsonObject,
    bands: listIn(score, 'extension')
      .filter(({ url }) => url === 'band')
      .map((band) => ({
        from: Number(extension(band, 'from')['valueInteger']),
        to: Number(extension(band, 'to')['valueInteger']),
        words: String(extension(band, language === 'es' ? 'words-es' : 'words')['valueString']),
      })),
  };
}

function choiceOf(option: JsonObject, language: Language): Choice {
  const coding = option['valueCoding'] as JsonObject;
  const { _display: _, ...plain } = coding;
  return { coding: plain, words: translated(coding, 'display', language), score: Number(extension(option, ORDINAL)['valueDecimal']) };
}

function translated(holder: JsonObject, name: string, language: Language): string {
  const beside = holder[`_${name}`];
  const found = isJsonObject(beside)
    ? listIn(beside, 'extension').find((each) => each['url'] === TRANSLATION && extension(each, 'lang')['valueCode'] === language)
    : undefined;
  return String(found ? extension(found, 'content')['valueString'] : holder[name]);
}

const extension = (holder: JsonObject, url: string): JsonObject => listIn(holder, 'extension').find((each) => each['url'] === url) ?? {};
const listIn = (holder: JsonObject, name: string): JsonObject[] => {
  const value: JsonValue | undefined = holder[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};
