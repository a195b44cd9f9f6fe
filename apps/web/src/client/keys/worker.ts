import { webEngine } from '@satchel/vault/web';
import { Trouble, call } from '../api.ts';
import { createKeeper } from './keeper.ts';
import type { Answer, Request } from './index.ts';

/** The keys' own thread: slow derivations do not freeze the screen, and no screen can reach a key. */
const keeper = createKeeper({ e: webEngine, call, now: Date.now });

addEventListener('message', ({ data }: MessageEvent<Request>) => void answer(data));

async function answer(data: Request): Promise<void> {
  const act = keeper[data.act] as (...given: unknown[]) => Promise<unknown>;
  const reply: Answer = await act.apply(keeper, [...data.given]).then(
    (value): Answer => ({ id: data.id, value }),
    (trouble: unknown): Answer => ({
      id: data.id,
      trouble:
        trouble instanceof Trouble
          ? { kind: trouble.kind, status: trouble.status, issues: trouble.issues, retryAfter: trouble.retryAfter }
          : { kind: 'failed', status: 0, issues: [], retryAfter: undefined },
    }),
  );
  postMessage(reply);
}
