import type { ImportReport, Job, Upload } from '../../../server/src/http/api.ts';
import { Trouble, call, ofRecord } from './api.ts';
import { type RememberedUpload, device } from './device.ts';
import { sha256Hex } from './sha256.ts';

/** Bytes sent in one request: small enough that a lost connection costs little. */
const PART = 1024 * 1024;
const MARKED = 64 * 1024;

export type Stage =
  | { readonly at: 'sending'; readonly sent: number; readonly size: number; readonly waiting: boolean }
  | { readonly at: 'reading'; readonly read: number; readonly size: number; readonly job: string }
  | { readonly at: 'done'; readonly report: ImportReport }
  | { readonly at: 'failed'; readonly trouble: Trouble };

type Tell = (stage: Stage) => void;

/** Sends a file in parts, goes on where it stopped when the network comes back, then follows the import to its report. */
export async function bringIn(person: string, file: File, tell: Tell, signal: AbortSignal): Promise<void> {
  try {
    const mark = await markOf(file);
    const upload = await startOrResume(person, file, mark);
    device.keepUpload(person, { id: upload.id, size: file.size, mark });
    await sendParts(person, file, upload, tell, signal);
    const job = await patiently(
      () => call<Job>('POST', ofRecord(person, `uploads/${upload.id}/import`)),
      () => {},
      signal,
    );
    device.keepUpload(person, { id: upload.id, size: file.size, mark, job: job.id });
    await follow(person, job, tell, signal);
  } catch (trouble) {
    if (!signal.aborted) tell({ at: 'failed', trouble: trouble instanceof Trouble ? trouble : new Trouble('failed', 0) });
  }
}

/** After a reload: goes on watching an import that was already running. */
export async function watchAgain(person: string, remembered: RememberedUpload, tell: Tell, signal: AbortSignal): Promise<void> {
  try {
    const job = await call<Job>('GET', ofRecord(person, `jobs/${remembered.job}`));
    await follow(person, job, tell, signal);
  } catch (trouble) {
    device.keepUpload(person, undefined);
    if (!signal.aborted) tell({ at: 'failed', trouble: trouble instanceof Trouble ? trouble : new Trouble('failed', 0) });
  }
}

async function markOf(file: File): Promise<string> {
  return sha256Hex(new Uint8Array(await file.slice(0, MARKED).arrayBuffer()));
}

async function startOrResume(person: string, file: File, mark: string): Promise<Upload> {
  const remembered = device.upload(person);
  if (remembered && !remembered.job && remembered.size === file.size && remembered.mark === mark) {
    const known = await call<Upload>('GET', ofRecord(person, `uploads/${remembered.id}`)).catch(() => undefined);
    if (known && known.size === file.size) return known;
  }
  return call<Upload>('POST', ofRecord(person, 'uploads'), {
    name: file.name,
    size: file.size,
    mediaType: file.type || 'application/octet-stream',
  });
}

async function sendParts(person: string, file: File, upload: Upload, tell: Tell, signal: AbortSignal): Promise<void> {
  let sent = upload.received;
  while (sent < file.size) {
    signal.throwIfAborted();
    tell({ at: 'sending', sent, size: file.size, waiting: false });
    const from = sent;
    const wait = () => tell({ at: 'sending', sent: from, size: file.size, waiting: true });
    const answer = await patiently(() => sendPart(person, file, upload.id, from), wait, signal);
    sent = answer.received;
  }
  tell({ at: 'sending', sent, size: file.size, waiting: false });
}

/** A part that the server already has (its answer was lost on the way) is a 409: ask where to go on. */
async function sendPart(person: string, file: File, id: string, from: number): Promise<Upload> {
  try {
    return await call<Upload>('PUT', ofRecord(person, `uploads/${id}?offset=${from}`), file.slice(from, from + PART));
  } catch (trouble) {
    if (trouble instanceof Trouble && trouble.kind === 'conflict') return call<Upload>('GET', ofRecord(person, `uploads/${id}`));
    throw trouble;
  }
}

/** Tries again while the network or the server is away, waiting longer each time, at most 15 seconds. */
async function patiently<T>(attempt: () => Promise<T>, waiting: () => void, signal: AbortSignal): Promise<T> {
  for (let pause = 500; ; pause = Math.min(pause * 2, 15_000)) {
    try {
      return await attempt();
    } catch (trouble) {
      const away =
        trouble instanceof Trouble && (trouble.kind === 'offline' || trouble.kind === 'unreachable' || trouble.kind === 'throttled');
      if (!away) throw trouble;
      waiting();
      await networkOr(trouble.retryAfter ? trouble.retryAfter * 1000 : pause, signal);
    }
  }
}

function networkOr(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, pause);
    addEventListener('online', end);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Follows an import to its report. */
export async function follow(person: string, job: Job, tell: Tell, signal: AbortSignal): Promise<void> {
  const last = await (isOver(job)
    ? job
    : watch(person, job.id, (now) => tell({ at: 'reading', read: now.read, size: now.size, job: now.id }), signal));
  device.keepUpload(person, undefined);
  if (last.state === 'done' && last.report) tell({ at: 'done', report: last.report });
  else tell({ at: 'failed', trouble: new Trouble('failed', 0, last.issues ?? []) });
}

const isOver = (job: Job): boolean => job.state === 'done' || job.state === 'failed';

/** Server-sent events; when they break, one question a second. */
function watch(person: string, id: string, tell: (job: Job) => void, signal: AbortSignal): Promise<Job> {
  return new Promise((resolve, reject) => {
    const events = new EventSource(ofRecord(person, `jobs/${id}/events`));
    const stop = () => events.close();
    signal.addEventListener(
      'abort',
      () => {
        stop();
        reject(signal.reason as Error);
      },
      { once: true },
    );
    events.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const job = JSON.parse(data) as Job;
      tell(job);
      if (!isOver(job)) return;
      stop();
      resolve(job);
    });
    events.addEventListener('error', () => {
      stop();
      poll(person, id, tell, signal).then(resolve, reject);
    });
  });
}

async function poll(person: string, id: string, tell: (job: Job) => void, signal: AbortSignal): Promise<Job> {
  for (;;) {
    const job = await patiently(
      () => call<Job>('GET', ofRecord(person, `jobs/${id}`)),
      () => {},
      signal,
    );
    tell(job);
    if (isOver(job)) return job;
    await networkOr(1000, signal);
  }
}
