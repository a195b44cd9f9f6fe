import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programForTests, quickStart } from '../../tools/programs-for-tests.ts';

export interface RunningServer {
  readonly url: string;
  /** Ends the process and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Ends the process; the data stays. */
  halt(): Promise<void>;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

/** A server of its own for one story: a fresh directory, any free port, the built web app. */
export async function startServer(): Promise<RunningServer> {
  const data = await mkdtemp(join(tmpdir(), 'satchel-journey-'));
  let { process: running, url } = await launch(data, '0');
  const halt = () => end(running);
  return {
    url,
    halt,
    restart: async () => {
      await halt();
      ({ process: running, url } = await launch(data, new URL(url).port));
    },
    stop: async () => {
      await halt();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function launch(data: string, port: string): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [await programForTests('apps/server/src/main.ts')], {
    env: { ...process.env, ...quickStart, SATCHEL_PORT: port, SATCHEL_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  child.once('exit', (code, signal) => {
    if (code !== 0 && signal !== 'SIGTERM')
      console.error(`The server ended (${String(code ?? signal)}):\n${complaints.slice(-20).join('')}`);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /Satchel is at (\S+)/.exec(line) ?? [];
    if (url) return { process: child, url };
  }
  throw new Error(`The server did not start:\n${complaints.join('')}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}
