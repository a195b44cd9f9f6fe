import { useSyncExternalStore } from 'react';
import type { Job, TableAnswers } from '../../../server/src/http/api.ts';
import { call, ofRecord } from './api.ts';
import { device } from './device.ts';
import { recordChanged } from './queries.ts';
import { queryClient, sessionQuery, whenLocking } from './session.ts';
import { type Stage, bringIn, follow, watchAgain } from './upload.ts';

/** One file on its way in. Lives outside the screens, so that it goes on while the person looks elsewhere. */
export interface Import {
  readonly key: number;
  readonly person: string;
  readonly name: string;
  readonly stage: Stage | { readonly at: 'queued' };
}

let imports: readonly Import[] = [];
let last = 0;
let stop = new AbortController();
let queue: Promise<void> = Promise.resolve();
const files = new Map<number, File>();
const listeners = new Set<() => void>();

function set(next: readonly Import[]): void {
  imports = next;
  for (const listener of listeners) listener();
}

const move = (key: number, stage: Import['stage']) => set(imports.map((each) => (each.key === key ? { ...each, stage } : each)));

/** Files are brought in one after the other, in the order they were given. */
export function addFiles(person: string, given: readonly File[]): Promise<void> {
  for (const file of given) {
    const key = ++last;
    files.set(key, file);
    set([...imports, { key, person, name: file.name, stage: { at: 'queued' } }]);
    queue = queue.then(() => run(key));
  }
  return queue;
}

async function run(key: number): Promise<void> {
  const file = files.get(key);
  const item = imports.find((each) => each.key === key);
  if (!file || !item) return;
  await bringIn(item.person, file, (stage) => move(key, stage), stop.signal);
  await settle(item.person);
}

/** Goes on watching an import that was running before a reload. */
export function resumeWatching(person: string, name: string): void {
  const remembered = device.upload(person);
  if (!remembered?.job || imports.some((each) => each.person === person)) return;
  const key = ++last;
  set([...imports, { key, person, name, stage: { at: 'reading', read: 0, size: remembered.size, job: remembered.job } }]);
  queue = queue.then(() => watchAgain(person, remembered, (stage) => move(key, stage), stop.signal)).then(() => settle(person));
}

/** Imports that the server began by itself, because the person gave it a link. */
export function addJobs(person: string, jobs: readonly Job[], name: string): void {
  for (const job of jobs) {
    const key = ++last;
    set([...imports, { key, person, name, stage: { at: 'reading', read: job.read, size: job.size, job: job.id } }]);
    queue = queue.then(() => follow(person, job, (stage) => move(key, stage), stop.signal)).then(() => settle(person));
  }
}

/** Reads a table by what its person said of its columns; the report takes the place of the one that asked. */
export async function readTable(person: string, original: string, name: string, answers: TableAnswers): Promise<void> {
  const job = await call<Job>('POST', ofRecord(person, `originals/${original}/table/read`), answers);
  set(imports.flatMap((each) => withoutTable(each, original, answers.member ?? '')));
  addJobs(person, [job], name);
}

/** The report that asked about several tables still asks about the others. */
function withoutTable(item: Import, original: string, member: string): readonly Import[] {
  const { stage } = item;
  if (stage.at !== 'done' || stage.report.original !== original) return [item];
  if (member === '') return [];
  const { tables = [], ...report } = stage.report;
  const left = tables.filter((each) => each !== member);
  return [{ ...item, stage: { ...stage, report: { ...report, ...(left.length > 0 && { tables: left }) } } }];
}

async function settle(person: string): Promise<void> {
  await recordChanged(person);
  await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
}

/** Tries a failed file again. */
export function retry(key: number): void {
  move(key, { at: 'queued' });
  queue = queue.then(() => run(key));
}

export function dismiss(key: number): void {
  files.delete(key);
  set(imports.filter((each) => each.key !== key));
}

/** On locking: nothing goes on, nothing is kept. */
function stopImports(): void {
  stop.abort();
  stop = new AbortController();
  queue = Promise.resolve();
  files.clear();
  set([]);
}

whenLocking(stopImports);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The imports of one person, oldest first. */
export function useImports(person: string): readonly Import[] {
  return useSyncExternalStore(subscribe, () => imports).filter((each) => each.person === person);
}
