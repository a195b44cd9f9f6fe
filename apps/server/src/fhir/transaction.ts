import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import { randomId } from '@satchel/record';
import { runBatch } from './batch.ts';
import { atEntry, callOf, entriesIn, type Entry } from './bundle-entries.ts';
import { conditionsIn, replaced, type Replacements, resolved } from './bundle-references.ts';
import { bundleText } from './bundle.ts';
import { responseEntry } from './bundle-response.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { matchOf } from './matches.ts';
import { resourceIn } from './resource-in.ts';
import { refuse, statusOf } from './trouble.ts';
import { changeOf, entriesOf, type Write, writeAnswer } from './write.ts';

/** POST [base]: a batch of requests, or a transaction: all of them or none (http://hl7.org/fhir/R4/http.html#transaction). */
export const transaction: Interaction = {
  kind: 'transaction',
  method: 'POST',
  path: '',
  async handle(call) {
    const bundle = bundleIn(call);
    if (!bundle.ok) return bundle;
    const entries = entriesIn(call, bundle.value);
    if (!entries.ok) return entries;
    if (bundle.value['type'] === 'batch') return runBatch(call, entries.value);
    const wanted: Entry[] = [];
    for (const [at, entry] of entries.value.entries()) {
      if (!entry.ok) return atEntry(at, entry.issues, statusOf(entry.issues));
      wanted.push(entry.value);
    }
    return runTransaction(call, wanted);
  },
};

/** The frame alone is looked at here; what is in an entry is checked by the interaction that takes it. */
function bundleIn(call: Call): Outcome<JsonObject> {
  const bundle = resourceIn(call);
  if (!bundle.ok) return bundle;
  const { resourceType, type } = bundle.value;
  if (resourceType !== 'Bundle')
    return refuse(400, 'invalid', 'What is posted here is a Bundle.', {
      expression: ['resourceType'],
      remedy: 'Post a resource to the address of its type.',
    });
  return type === 'batch' || type === 'transaction'
    ? bundle
    : refuse(400, 'invalid', 'A Bundle that is posted here is a batch or a transaction.', { expression: ['Bundle.type'] });
}

/** What is done first (http://hl7.org/fhir/R4/http.html#trules); reading comes after everything is written. */
const ORDER: readonly string[] = ['DELETE', 'POST', 'PUT', 'PATCH'];

interface Planned {
  readonly entry: Entry;
  readonly call: Call;
  readonly write: Write;
}

async function runTransaction(call: Call, entries: readonly Entry[]): Promise<Outcome<Answer>> {
  const writes = ORDER.flatMap((method) => entries.filter((entry) => entry.method === method && entry.interaction.plan));
  // The ids of what may be created are known before anything is planned, so that a second try gives the same.
  const newIds = new Map(writes.map((entry) => [entry, randomId(call.house.world.engine)]));
  let planned: readonly Planned[] = [];
  const done = await call.commit(async () => {
    const all = await planAll(call, writes, newIds);
    if (!all.ok) return all;
    planned = all.value;
    return success(
      changeOf(
        call,
        planned.map(({ write }) => write),
      ),
    );
  });
  if (!done.ok) return done;
  const committed = entriesOf(
    planned.map(({ write }) => write),
    done.value,
  );
  const texts: string[] = [];
  for (const [at, { entry, call: own, write }] of planned.entries()) {
    const answer = await writeAnswer(own, write, committed[at], done.value.at);
    if (!answer.ok) return atEntry(entry.at, answer.issues, statusOf(answer.issues));
    texts[entry.at] = await responseEntry(answer.value);
  }
  for (const entry of entries.filter(({ at }) => texts[at] === undefined)) {
    const answer = await entry.interaction.handle(callOf(call, entry));
    if (!answer.ok) return atEntry(entry.at, answer.issues, statusOf(answer.issues));
    texts[entry.at] = await responseEntry(answer.value);
  }
  return success({ status: 200, body: bundleText({ type: 'transaction-response', entries: texts }) });
}

/** Plans every write, then lets them refer to each other. */
async function planAll(call: Call, entries: readonly Entry[], newIds: ReadonlyMap<Entry, string>): Promise<Outcome<readonly Planned[]>> {
  const planned: Planned[] = [];
  const replacements = new Map<string, string>();
  const seen = new Map<string, Entry>();
  const conditions = await resolveConditions(call, entries);
  if (!conditions.ok) return conditions;
  for (const entry of entries) {
    const newId = newIds.get(entry);
    const own = callOf(call, withResource(entry, conditions.value), { ...(newId !== undefined && { newId }) });
    const write = await entry.interaction.plan?.(own);
    if (!write) throw new Error('A write of a transaction has no plan.');
    if (!write.ok) return atEntry(entry.at, write.issues, statusOf(write.issues));
    planned.push({ entry, call: own, write: write.value });
    const { type, id } = write.value;
    if (id === undefined) continue;
    if (seen.has(`${type}/${id}`))
      return atEntry(entry.at, refuse(400, 'duplicate', 'Two entries are about the same resource.').issues, 400);
    seen.set(`${type}/${id}`, entry);
    if (entry.fullUrl !== undefined) replacements.set(entry.fullUrl, `${type}/${id}`);
  }
  return success(planned.map((each) => ({ ...each, write: referring(each.write, replacements) })));
}

const withResource = (entry: Entry, conditions: Replacements): Entry =>
  entry.resource ? { ...entry, resource: resolved(entry.resource, conditions) } : entry;

function referring(write: Write, replacements: Replacements): Write {
  const { draft } = write;
  return draft ? { ...write, draft: { ...draft, resource: replaced(draft.resource, replacements) } } : write;
}

/** `Patient?identifier=…` becomes the one resource that meets it, else the transaction fails. */
async function resolveConditions(call: Call, entries: readonly Entry[]): Promise<Outcome<Replacements>> {
  const targets = new Map<string, string>();
  for (const { at, resource } of entries) {
    for (const { reference, type, query, path } of resource ? conditionsIn(resource) : []) {
      if (targets.has(reference)) continue;
      const match = await matchOf(call, type, new URLSearchParams(query));
      if (!match.ok) return atEntry(at, match.issues, 412);
      if (!match.value)
        return atEntry(at, refuse(412, 'not-found', 'Nothing meets a conditional reference.', { expression: [path] }).issues, 412);
      targets.set(reference, `${type}/${match.value.id}`);
    }
  }
  return success(targets);
}
