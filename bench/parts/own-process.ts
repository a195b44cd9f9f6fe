import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Runs a task of a bench in a process that has done nothing yet, and answers what it sends. The bench finds the task in `SATCHEL_BENCH`. */
export async function inOwnProcess<Figures>(bench: URL, task: object): Promise<Figures> {
  const child = fork(bench, [], {
    env: { ...process.env, SATCHEL_BENCH: JSON.stringify(task) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [figures] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`ended with ${String(code)}`);
    }),
  ])) as [Figures];
  return figures;
}
