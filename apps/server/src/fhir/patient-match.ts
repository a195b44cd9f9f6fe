import { foldText, isJsonObject, type JsonObject, type JsonValue, type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { bundleText, urlOf } from './bundle.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, resourceNamed } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** POST Patient/$match: which Patients of the record somebody may be (http://hl7.org/fhir/R4/patient-operation-match.html). */
export const patientMatch: Interaction = {
  kind: 'operation',
  method: 'POST',
  path: 'Patient/$match',
  operation: {
    name: 'match',
    definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match',
    on: 'Patient',
    documentation: 'Compares identifiers, names, birth date and gender with the Patients of this record.',
  },
  handle: match,
};

interface Scored {
  readonly stored: Stored;
  readonly score: number;
}

async function match(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const wanted = resourceNamed(asked.value, 'resource');
  if (wanted?.['resourceType'] !== 'Patient')
    return refuse(400, 'required', "The parameter 'resource' is a Patient.", { expression: ['Parameters.parameter'] });
  const { values } = asked.value;
  const count = values.get('count') ?? '50';
  if (!/^[1-9]\d{0,3}$/.test(count)) return refuse(400, 'value', "'count' is a whole number.", { expression: ['count'] });
  const view = await call.view();
  if (!view.ok) return view;
  const scored: Scored[] = [];
  for await (const stored of view.value.everything(['Patient'])) {
    const score = scoreOf(wanted, JSON.parse(stored.text) as JsonObject);
    if (score >= (values.get('onlyCertainMatches') === 'true' ? CERTAIN : POSSIBLE)) scored.push({ stored, score });
  }
  scored.sort((a, b) => b.score - a.score);
  const entries = scored.slice(0, Number(count)).map((each) => entryText(call.base, each));
  return success({ status: 200, body: bundleText({ type: 'searchset', total: entries.length, entries }) });
}

const [CERTAIN, PROBABLE, POSSIBLE] = [0.95, 0.8, 0.5];

function entryText(base: string, { stored, score }: Scored): string {
  const grade = score >= CERTAIN ? 'certain' : score >= PROBABLE ? 'probable' : 'possible';
  const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/match-grade', valueCode: grade }];
  return `{"fullUrl":${JSON.stringify(urlOf(base, stored))},"resource":${stored.text},"search":${JSON.stringify({ extension, mode: 'match', score })}}`;
}

/**
 * An identifier in common settles it. Else each of name, birth date and gender speaks for or against as far as both say
 * it: 1 is as sure as they can make it, 0 somebody else.
 */
function scoreOf(wanted: JsonObject, known: JsonObject): number {
  if (identifiersOf(wanted).some((each) => identifiersOf(known).includes(each))) return 1;
  if (wanted['birthDate'] !== undefined && known['birthDate'] !== undefined && !agree(wanted['birthDate'], known['birthDate'])) return 0;
  const [names, others] = [namesOf(wanted), namesOf(known)];
  const shared = names.filter((name) => others.includes(name)).length;
  const name = names.length === 0 ? 0 : 0.5 * (shared / names.length);
  const born = wanted['birthDate'] !== undefined && known['birthDate'] !== undefined ? 0.35 : 0;
  const gender = wanted['gender'] === undefined || known['gender'] === undefined ? 0 : wanted['gender'] === known['gender'] ? 0.05 : -0.3;
  return shared === 0 ? 0 : Math.max(0, Math.round((name + born + gender) * 100) / 100);
}

/** Partial dates agree as far as both are written. */
const agree = (a: JsonValue, b: JsonValue): boolean => String(a).startsWith(String(b)) || String(b).startsWith(String(a));

function identifiersOf({ identifier }: JsonObject): string[] {
  const all = Array.isArray(identifier) ? identifier.filter(isJsonObject) : [];
  return all.flatMap(({ system, value }) => (typeof system === 'string' && typeof value === 'string' ? [`${system}|${value}`] : []));
}

function namesOf({ name }: JsonObject): string[] {
  const all = Array.isArray(name) ? name.filter(isJsonObject) : [];
  const words = all.flatMap(({ family, given: first, text }) => [
    family,
    ...(Array.isArray(first) ? first : []),
    ...(family === undefined ? [text] : []),
  ]);
  return [...new Set(words.flatMap((word) => (typeof word === 'string' ? foldText(word).split(' ') : [])))];
}
