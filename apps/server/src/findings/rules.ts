import { Worker } from 'node:worker_threads';
import { CHECKED_TYPES, type Report } from '@satchel/decision-support';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { CommitEvent, Holder, Lens, OpenHall, RecordView, Stored, World } from '@satchel/record';
import type { Journal } from '../journal.ts';
import type { Answered, Told } from './check.worker.ts';
import { keepFindings } from './keep.ts';

/** What follows from a record: the rules, asked in a thread of their own about what one sitting may see. */
export interface Rules {
  /** Every answer of every rule, as of today. What changed since the last time is all that is read again. */
  ask(holder: Holder): Promise<Outcome<DatedReport>>;
  /** The same, and keeps in the record what was found, for a holder who may write. */
  keep(holder: Holder): Promise<Outcome<DatedReport>>;
  /** A person unlocked their record: what is found is kept in it, now and after each change, until the sitting ends. */
  unlocked(holder: Holder, kind: string): void;
  end(holder: Holder): void;
  close(): Promise<void>;
}

export interface DatedReport extends Report {
  readonly today: string;
}

interface Seen {
  readonly holder: Holder;
  /** Number of the commit up to which the worker knows the record. */
  seq: number;
  /** `Type/id` that changed since; undefined before the first question, and when somebody else's commit was missed. */
  dirty: Set<string> | undefined;
  keeps: boolean;
  timer?: NodeJS.Timeout;
  turn: Promise<unknown>;
}

/** The first screen comes first, and a burst of commits is one change. Milliseconds. */
const AFTER = 5000;
/** Everything a record's rules may say takes well under a second; this is for a machine on its knees. Milliseconds. */
const PATIENCE = 60_000;

export function createRules({ store, now }: World, hall: OpenHall, journal: Journal, after = AFTER): Rules {
  const seen = new Map<string, Seen>();
  const waiting = new Map<number, (report: Report | undefined) => void>();
  const nameOf = ({ person, session }: Holder) => `${person} ${session}`;
  let worker: Worker | undefined;
  let questions = 0;
  let closed = false;

  const stopped = (): void => {
    worker = undefined;
    for (const each of seen.values()) each.dirty = undefined;
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  const thread = (): Worker => {
    if (worker) return worker;
    const started = new Worker(new URL('./check.worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 1024 } });
    started.unref();
    started.on('message', ({ ask, report }: Answered) => waiting.get(ask)?.(report));
    started.on('error', (error) => journal.fault('rules', error));
    started.on('exit', () => worker === started && stopped());
    return (worker = started);
  };
  const tell = (told: Told): void => thread().postMessage(told);
  const asked = async (told: Omit<Extract<Told, { ask: number }>, 'ask'>): Promise<Report | undefined> => {
    const ask = (questions += 1);
    let patience: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Report | undefined>((resolve) => {
        waiting.set(ask, resolve);
        patience = setTimeout(() => resolve(undefined), PATIENCE).unref();
        tell({ ...told, ask });
      });
    } finally {
      clearTimeout(patience);
      waiting.delete(ask);
    }
  };

  const place = (holder: Holder): Seen => {
    const name = nameOf(holder);
    const known = seen.get(name) ?? { holder, seq: -1, dirty: undefined, keeps: false, turn: Promise.resolve() };
    seen.set(name, known);
    return known;
  };

  const askNow = async (sight: Seen): Promise<Outcome<DatedReport>> => {
    const { holder } = sight;
    const head = (await store.get('person', { person: holder.person }))?.seq ?? 0;
    const view = await hall.view(lensOf(holder));
    if (!view.ok) return view;
    const changed = sight.seq === head ? sight.dirty : undefined;
    [sight.seq, sight.dirty] = [head, new Set()];
    const facts = changed ? await readAgain(view.value, changed) : await readAll(view.value);
    const today = new Date(now()).toISOString().slice(0, 10);
    const partial = !holder.keys.read.some(({ pmk }) => pmk) || holder.slice !== undefined;
    const report = await asked({ about: nameOf(holder), today, partial, anew: changed === undefined, facts });
    if (report) return success({ ...report, today });
    sight.dirty = undefined;
    return failure(issue('error', 'timeout', 'The rules did not answer.', { remedy: 'Try again in a minute.' }));
  };

  const ask: Rules['ask'] = (holder) => {
    const sight = place(holder);
    const mine = sight.turn.then(() => askNow(sight));
    sight.turn = mine.catch(() => undefined);
    return mine;
  };

  const keep: Rules['keep'] = async (holder) => {
    const told = await ask(holder);
    if (told.ok) await keepFindings(hall, lensOf(holder), told.value, now());
    return told;
  };
  const keepSoon = (sight: Seen): void => {
    clearTimeout(sight.timer);
    sight.timer = setTimeout(() => {
      const { person } = sight.holder;
      keep(sight.holder).catch((error: unknown) => closed || journal.fault('findings', error, { person }));
    }, after).unref();
  };

  const stopListening = hall.onCommit((event) => {
    for (const sight of seen.values()) {
      if (sight.holder.person !== event.person) continue;
      note(sight, event);
      if (sight.keeps && event.touched.some(({ type }) => changesAnswers(type))) keepSoon(sight);
    }
  });

  return {
    ask,
    keep,
    unlocked(holder, kind) {
      // A script or an app that reads has not asked for advice.
      if (closed || kind !== 'session' || !holder.keys.write || !holder.keys.read.some(({ pmk }) => pmk)) return;
      const sight = place(holder);
      sight.keeps = true;
      keepSoon(sight);
    },
    end(holder) {
      const name = nameOf(holder);
      const sight = seen.get(name);
      if (!sight) return;
      clearTimeout(sight.timer);
      sight.keeps = false;
      seen.delete(name);
      if (worker && seen.size > 0) tell({ about: name, forget: true });
      // Facts leave memory with the last sitting that could see them.
      else void worker?.terminate();
    },
    async close() {
      closed = true;
      stopListening();
      for (const { timer } of seen.values()) clearTimeout(timer);
      await Promise.all([...seen.values()].map(({ turn }) => turn));
      seen.clear();
      await worker?.terminate();
    },
  };
}

/** Every commit brings Provenance, also that of findings: alone it asks for nothing, or what was kept would be asked about again. */
const changesAnswers = (type: string): boolean => type !== 'Provenance' && CHECKED_TYPES.includes(type);

/** What this commit changed, if it follows on what is known already. */
function note(sight: Seen, { seq, touched }: CommitEvent): void {
  if (seq <= sight.seq) return;
  if (seq !== sight.seq + 1) sight.dirty = undefined;
  for (const { type, id } of touched) if (CHECKED_TYPES.includes(type)) sight.dirty?.add(`${type}/${id}`);
  if (sight.dirty) sight.seq = seq;
}

/** Rules look after the person's safety: PATSFTY of HL7 v3 PurposeOfUse, so that the access log tells them from a reader. */
const lensOf = (holder: Holder): Lens => ({ ...holder, purpose: 'PATSFTY' });

type Texts = (readonly [string, string | undefined])[];

async function readAll(view: RecordView): Promise<Texts> {
  const facts: Texts = [];
  for await (const stored of view.everything(CHECKED_TYPES)) facts.push([`${stored.type}/${stored.id}`, textOf(stored)]);
  return facts;
}

async function readAgain(view: RecordView, references: ReadonlySet<string>): Promise<Texts> {
  const facts: Texts = [];
  for (const reference of references) {
    const [type = '', id = ''] = reference.split('/');
    const read = await view.read(type, id);
    facts.push([reference, read.ok ? textOf(read.value) : undefined]);
  }
  return facts;
}

/** Without what no longer stands: withdrawn, another person's, entered in error. */
function textOf({ text, marks }: Stored): string | undefined {
  if (marks.withdrawn !== undefined || marks.aside) return undefined;
  return text.includes('"entered-in-error"') ? undefined : text;
}
