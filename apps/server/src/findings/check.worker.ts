import { parentPort } from 'node:worker_threads';
import { CHECKS, evaluate, factsOf, type Report, type Said } from '@satchel/decision-support';
import type { JsonObject } from '@satchel/fhir';

/** What the worker is told: of one sitting, what its facts are now; or that the sitting ended. */
export type Told =
  | { readonly about: string; readonly forget: true }
  | {
      readonly about: string;
      readonly ask: number;
      readonly today: string;
      readonly partial: boolean;
      /** Everything anew, rather than what changed since the last time. */
      readonly anew: boolean;
      /** Resources as JSON text, by `Type/id`; without a text, it is gone. */
      readonly facts: readonly (readonly [reference: string, text: string | undefined])[];
    };

export interface Answered {
  readonly ask: number;
  readonly report: Report;
}

const sittings = new Map<string, { readonly facts: Map<string, JsonObject>; readonly said: Said }>();
const port = parentPort;
/** One question after the other: each leaves what it said for the next. */
let turn: Promise<unknown> = Promise.resolve();

port?.on('message', (told: Told) => {
  turn = turn.then(() => hear(told));
});

async function hear(told: Told): Promise<void> {
  if ('forget' in told) return void sittings.delete(told.about);
  const known = told.anew ? undefined : sittings.get(told.about);
  const { facts, said } = known ?? { facts: new Map<string, JsonObject>(), said: new Map() as Said };
  sittings.set(told.about, { facts, said });
  for (const [reference, text] of told.facts) {
    if (text === undefined) facts.delete(reference);
    else facts.set(reference, JSON.parse(text) as JsonObject);
  }
  const touched = known && new Set(told.facts.map(([reference]) => reference.slice(0, reference.indexOf('/'))));
  const report = await evaluate(factsOf([...facts.values()], told.today, told.partial), CHECKS, said, touched);
  port?.postMessage({ ask: told.ask, report } satisfies Answered);
}
