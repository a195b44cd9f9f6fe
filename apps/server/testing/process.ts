import { type ChildProcess, spawn } from 'node:child_process';
import { programForTests, quickStart } from '../../../tools/programs-for-tests.ts';

const SERVER = 'apps/server/src/main.ts';
const COMMAND_LINE = 'apps/server/src/cli/main.ts';

/** A server as a process of its own, which can be killed. */
export interface ServerProcess {
  readonly base: string;
  /** What it wrote to its log. */
  log(): string;
  /** As if the power went: no goodbye. */
  kill(): Promise<void>;
  /** As an operator stops it; answers the exit code. */
  stop(): Promise<number | null>;
}

export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [await programForTests(SERVER)], {
    env: { ...bareEnvironment(), SATCHEL_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const port = await portOf(child, () => log);
  const over = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    base: `http://127.0.0.1:${port}`,
    log: () => log,
    async kill() {
      child.kill('SIGKILL');
      await over;
    },
    async stop() {
      child.kill('SIGTERM');
      return over;
    },
  };
}

function portOf(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const port = /:(\d+)\s*$/.exec(chunk.toString().trim())?.[1];
      if (port) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${log()}`)));
  });
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line as people run it. */
export async function satchel(args: readonly string[], env: Record<string, string> = {}, program?: string): Promise<Ran> {
  const child = spawn(process.execPath, [program ?? (await programForTests(COMMAND_LINE)), ...args], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

/** Nothing of the tester's own settings. */
function bareEnvironment(): Record<string, string> {
  const theirs = Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(SATCHEL_|DATABASE_URL|XDG_)/.test(name));
  return { ...(Object.fromEntries(theirs) as Record<string, string>), ...quickStart };
}
