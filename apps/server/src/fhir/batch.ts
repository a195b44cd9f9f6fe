import { type Outcome, success } from '@satchel/fhir';
import { callOf, type Entry } from './bundle-entries.ts';
import { responseEntry } from './bundle-response.ts';
import { bundleText } from './bundle.ts';
import type { Answer, Call } from './interaction.ts';
import { refusal } from './trouble.ts';

const ORDER: readonly string[] = ['DELETE', 'POST', 'PUT', 'PATCH', 'GET', 'HEAD'];

/** The requests of a batch, each for itself: one that fails says so in its place (http://hl7.org/fhir/R4/http.html#brules). */
export async function runBatch(call: Call, entries: readonly Outcome<Entry>[]): Promise<Outcome<Answer>> {
  const texts: string[] = [];
  const inOrder = [...entries.entries()].sort(([, a], [, b]) => rankOf(a) - rankOf(b));
  for (const [at, entry] of inOrder) {
    const answer = entry.ok ? await entry.value.interaction.handle(callOf(call, entry.value)) : entry;
    texts[at] = await responseEntry(answer.ok ? answer.value : refusal(answer.issues));
  }
  return success({ status: 200, body: bundleText({ type: 'batch-response', entries: texts }) });
}

const rankOf = (entry: Outcome<Entry>): number => (entry.ok ? ORDER.indexOf(entry.value.method) : 0);
