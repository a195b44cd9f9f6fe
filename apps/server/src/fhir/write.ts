import { failure, isJsonObject, type Outcome, stringify, success } from '@satchel/fhir';
import type { Change, Committed, CommittedEntry, Draft, Stored } from '@satchel/record';
import type { Answer, Call } from './interaction.ts';
import { expectedVersion, stale } from './preconditions.ts';
import { versionHeaders } from './resource-answer.ts';
import { operationOutcome } from './trouble.ts';
import { onlyPresent } from './withdrawn.ts';

/** A write that is decided and not yet committed; what it stands on holds until it is. */
export interface Write {
  readonly type: string;
  /** The entry of the record that it is about; undefined when there is none (a delete of nothing). */
  readonly id?: string;
  /** What it keeps. */
  readonly draft?: Draft;
  /** It takes the entry back. */
  readonly withdraws?: true;
  /** It is answered 201. */
  readonly creates?: true;
}

/** Decides a write by looking at the record; asked again when somebody wrote meanwhile. */
export type Plan = (call: Call) => Promise<Outcome<Write>>;

/** One write, in a commit of its own. */
export async function perform(call: Call, plan: Plan): Promise<Outcome<Answer>> {
  let planned: Write | undefined;
  const done = await call.commit(async () => {
    const write = await plan(call);
    if (!write.ok) return write;
    planned = write.value;
    return success(changeOf(call, [write.value]));
  });
  if (!done.ok) return done;
  if (!planned) throw new Error('A commit succeeded that nobody decided.');
  return writeAnswer(call, planned, done.value.entries[0], done.value.at);
}

/** One write that is decided without a look at the record: many of them may go into one commit. */
export async function performAtOnce(call: Call, plan: Plan): Promise<Outcome<Answer>> {
  const planned = await plan(call);
  if (!planned.ok) return planned;
  const done = await call.commit(changeOf(call, [planned.value]));
  return done.ok ? writeAnswer(call, planned.value, done.value.entries[0], done.value.at) : done;
}

/** The change that these writes make together. */
export function changeOf({ house, place }: Call, writes: readonly Write[]): Change {
  const reason = `Deleted through the API by "${place.label}"`;
  return {
    drafts: writes.flatMap(({ draft }) => draft ?? []),
    withdrawals: writes.flatMap(({ type, id, withdraws }) => (withdraws && id !== undefined ? [{ type, id, reason }] : [])),
    origin: {
      kind: 'entry',
      at: new Date(house.world.now()).toISOString(),
      ...(place.kind !== 'session' && { author: place.label }),
    },
  };
}

/** The entries of a commit in the order of the writes that made it; undefined where a write wrote nothing. */
export function entriesOf(writes: readonly Write[], { entries }: Committed): (CommittedEntry | undefined)[] {
  let [draft, withdrawal] = [0, writes.filter((write) => write.draft).length];
  return writes.map((write) => (write.draft ? entries[draft++] : write.withdraws ? entries[withdrawal++] : undefined));
}

/** What a write answers (http://hl7.org/fhir/R4/http.html#create, #update, #patch, #delete). */
export async function writeAnswer(call: Call, write: Write, entry: CommittedEntry | undefined, at: number): Promise<Outcome<Answer>> {
  const { type, id } = write;
  if (write.withdraws || id === undefined)
    return success(entry ? { status: 204, headers: { etag: `W/"${entry.version}"` } } : { status: 204 });
  const stored = await storedAfter(call, write, entry, at);
  if (!stored.ok) return stored;
  const { version, text } = stored.value;
  const status = write.creates ? 201 : 200;
  const location = `${call.base}/${type}/${id}/_history/${version}`;
  const headers = { ...versionHeaders(stored.value), ...(write.creates ? { location } : { 'content-location': location }) };
  if (call.prefer.return === 'minimal' || !(await isReadable(call, type, id))) return success({ status, headers });
  const said = call.prefer.return === 'OperationOutcome';
  return success({ status, headers, body: said ? JSON.stringify(operationOutcome(entry?.issues ?? [])) : text });
}

/** Who may write is not thereby who may read; whoever sees the whole record is not asked about. */
async function isReadable({ place, view }: Call, type: string, id: string): Promise<boolean> {
  if (!place.holder.slice) return true;
  const seen = await view();
  return seen.ok && (await seen.value.read(type, id)).ok;
}

/** The version as it now is: of what was just written the words are known, the rest is read. */
async function storedAfter(
  call: Call,
  { type, id = '', draft }: Write,
  entry: CommittedEntry | undefined,
  at: number,
): Promise<Outcome<Pick<Stored, 'version' | 'updatedAt' | 'text'>>> {
  if (draft && entry && entry.effect !== 'unchanged' && !entry.aside) {
    const { resourceType, meta, id: _, ...rest } = draft.resource;
    const stamp = { versionId: String(entry.version), lastUpdated: new Date(at).toISOString() };
    const text = stringify({ resourceType: resourceType ?? null, id, meta: { ...stamp, ...(isJsonObject(meta) && meta) }, ...rest });
    return success({ version: entry.version, updatedAt: at, text });
  }
  const view = await call.view();
  if (!view.ok) return view;
  return onlyPresent(await view.value.read(type, id));
}

/** The current version of an entry that is to be changed, at the version that `If-Match` expects; undefined when it is not there. */
export async function currentOf(call: Call, type: string, id: string): Promise<Outcome<Stored | undefined>> {
  const expected = expectedVersion(call);
  if (!expected.ok) return expected;
  const view = await call.view();
  if (!view.ok) return view;
  const stored = await view.value.standing(type, id);
  if (!stored.ok) {
    if (stored.issues[0]?.code !== 'not-found') return failure(...stored.issues);
    return expected.value === undefined ? success(undefined) : stale(type, id);
  }
  return expected.value === undefined || expected.value === stored.value.version ? success(stored.value) : stale(type, id);
}
