import { isJsonObject, type JsonObject, type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { bundleText, outcomeEntry, searchEntry } from './bundle.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** GET Observation/$lastn: the newest of each kind (http://hl7.org/fhir/R4/observation-operation-lastn.html). */
export const observationLastn: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Observation/$lastn',
  operation: {
    name: 'lastn',
    definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn',
    on: 'Observation',
    documentation: 'Takes every search parameter of Observation beside max; patient or subject is required.',
  },
  handle: lastn,
};
export const observationLastnByPost: Interaction = { ...observationLastn, method: 'POST' };

const PAGE = 500;

async function lastn(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const query = new URLSearchParams([...asked.value.values].filter(([name]) => !SHAPING.has(name)));
  if (![...query.keys()].some((name) => /^(patient|subject)\b/.test(name)))
    return refuse(400, 'required', 'Say whose Observations: patient or subject.', { expression: ['http.patient'] });
  const max = asked.value.values.get('max') ?? '1';
  if (!/^[1-9]\d{0,3}$/.test(max)) return refuse(400, 'value', "'max' is a whole number.", { expression: ['http.max'] });
  const view = await call.view();
  if (!view.ok) return view;
  const kinds = new Kinds(Number(max));
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await view.value.search('Observation', pageQuery(query, cursor), { base: call.base, handling: call.prefer.handling });
    if (!page.ok) return page;
    kinds.take(page.value.matches);
    cursor = page.value.next;
    if (cursor === undefined) return success({ status: 200, body: answerText(call, kinds.kept, outcomeEntry(page.issues)) });
  }
  throw new Error('A search has a last page.');
}

const SHAPING: ReadonlySet<string> = new Set(['max', '_format', '_pretty', '_count', '_sort', '_total', '_summary', '_elements']);

function pageQuery(query: URLSearchParams, cursor: string): string {
  const page = new URLSearchParams([...query, ['_sort', '-date'], ['_count', String(PAGE)], ['_total', 'none']]);
  if (cursor) page.set('_cursor', cursor);
  return page.toString();
}

function answerText({ base }: Call, kept: readonly Stored[], outcome: readonly string[]): string {
  return bundleText({
    type: 'searchset',
    total: kept.length,
    entries: [...kept.map((stored) => searchEntry(base, stored, 'match')), ...outcome],
  });
}

/** The newest of each kind: two Observations are of one kind when they share a coding, or have none and the same text. */
class Kinds {
  readonly kept: Stored[] = [];
  readonly #max: number;
  readonly #counts = new Map<string, { count: number }>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Newest first. */
  take(observations: readonly Stored[]): void {
    for (const stored of observations) {
      const names = namesOf(JSON.parse(stored.text) as JsonObject);
      const tally = names.map((name) => this.#counts.get(name)).find(Boolean) ?? { count: 0 };
      for (const name of names) this.#counts.set(name, tally);
      tally.count += 1;
      if (tally.count <= this.#max) this.kept.push(stored);
    }
  }
}

function namesOf({ code }: JsonObject): string[] {
  if (!isJsonObject(code)) return [''];
  const codings = Array.isArray(code['coding']) ? code['coding'].filter(isJsonObject) : [];
  return codings.length > 0 ? codings.map((each) => `${String(each['system'])}|${String(each['code'])}`) : [`text ${String(code['text'])}`];
}
