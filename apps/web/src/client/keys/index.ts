import type { Issue } from '@satchel/fhir';
import { Trouble, type TroubleKind } from '../api.ts';
import type { Keeper } from './keeper.ts';

export interface Request {
  readonly id: number;
  readonly act: keyof Keeper;
  readonly given: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly trouble?: {
    readonly kind: TroubleKind;
    readonly status: number;
    readonly issues: readonly Issue[];
    readonly retryAfter: number | undefined;
  };
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (trouble: Trouble) => void }>();

function start(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.trouble) asked?.reject(new Trouble(data.trouble.kind, data.trouble.status, data.trouble.issues, data.trouble.retryAfter));
    else asked?.resolve(data.value);
  });
  started.addEventListener('error', () => {
    for (const asked of waiting.values()) asked.reject(new Trouble('failed', 0));
    forgetKeys();
  });
  return started;
}

/** Asks the keys' thread to do one of the keeper's acts. Throws {@link Trouble}. */
export function keys<Act extends keyof Keeper>(act: Act, ...given: Parameters<Keeper[Act]>): ReturnType<Keeper[Act]> {
  worker ??= start();
  const id = ++last;
  const asked = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
  worker.postMessage({ id, act, given } satisfies Request);
  return asked as ReturnType<Keeper[Act]>;
}

/** Ends the keys' thread: what it held in memory is gone. */
export function forgetKeys(): void {
  worker?.terminate();
  worker = undefined;
  waiting.clear();
}
