import type { JsonObject } from '@satchel/fhir/json';
import { type Doubt, doubtsAbout } from './doubts.ts';
import { measuredIn } from './measured.ts';
import { measurement, medicineTaken, noteOf, symptomOf } from './resources.ts';
import { takenIn } from './taken.ts';
import { anyOf, folded, SYMPTOMS } from './vocabulary.ts';
import { type When, whenOf } from './when.ts';

/** One fact that a line says, as it would be kept; shown before it is. */
export interface QuickFact {
  readonly kind: 'measurement' | 'medicine' | 'symptom' | 'note';
  readonly resource: JsonObject;
  /** What to ask before keeping it; never a wall. */
  readonly doubts: readonly Doubt[];
}

/**
 * Understands one line as people write it, in English or Spanish: "BP 128/82", "weight 71.4 kg", "took ibuprofen 400", "headache since
 * morning", "glucosa 5,6". What it does not understand becomes a note in the person's own words. `at` is now in the person's own zone, ISO 8601.
 */
export function understand(line: string, at: string, language: 'en' | 'es' = 'en'): readonly QuickFact[] {
  const text = line.normalize('NFC').trim();
  if (text === '') return [];
  const plain = folded(text);
  const when = whenOf(plain, at);
  const rest = without(plain, when.span);
  const measured = measuredIn(rest);
  const facts: QuickFact[] = measured.map((each) => ({
    kind: 'measurement',
    resource: measurement(each, when, language),
    doubts: doubtsAbout(each, when, at),
  }));
  const left = measured.reduce((so, { span }) => without(so, span), rest);
  const more = left.trim() === '' ? undefined : (symptom(left, when, language) ?? medicine(text, left, when));
  if (more) facts.push(more);
  if (facts.length > 0) return facts;
  return [{ kind: 'note', resource: noteOf(text, when), doubts: [] }];
}

function symptom(left: string, when: When, language: 'en' | 'es'): QuickFact | undefined {
  const found = SYMPTOMS.find(({ names }) => new RegExp(`(?<!\\bno )(?<!\\bsin )\\b(?:${anyOf(names)})\\b`).test(left));
  if (!found) return undefined;
  const severity = /\b(\d{1,2}) ?(?:\/|of|de) ?10\b/.exec(left)?.[1];
  return { kind: 'symptom', resource: symptomOf(found, when, language, severity), doubts: [] };
}

function medicine(text: string, left: string, when: When): QuickFact | undefined {
  const taken = takenIn(left);
  if (!taken) return undefined;
  const name = text.slice(...taken.name);
  return {
    kind: 'medicine',
    resource: medicineTaken(name, taken, when),
    doubts: taken.amount && taken.amount.unit === undefined ? [{ code: 'unit-assumed', unit: 'mg' }] : [],
  };
}

/** The text with a span blanked, so that places stay what they are. */
function without(text: string, span: readonly [number, number] | undefined): string {
  return span ? text.slice(0, span[0]) + ' '.repeat(span[1] - span[0]) + text.slice(span[1]) : text;
}
