import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { at, root } from './places.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in this checkout, on our terminal, passing signals on to it.
 * @returns {Promise<number>} its exit code, by the shell's convention when a signal ended it
 */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise((resolve) => {
    const end = (code) => {
      for (const signal of SIGNALS) process.off(signal, pass);
      resolve(code);
    };
    child.once('error', (error) => {
      if (error.name !== 'AbortError') console.error(`Could not run ${command}: ${error.message}`);
      end(127);
    });
    child.once('exit', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}

/** Runs a program and keeps what it says: for steps that are worth reading only when they fail. */
export async function runQuietly(command, args, options = {}) {
  const said = [];
  const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  return { code, output: Buffer.concat(said).toString() };
}

/** An environment whose PATH lacks (or begins with) the programs of our dependencies. */
export function environment({ ours = true, ...extra } = {}) {
  const bin = at('node_modules/.bin');
  const rest = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry !== bin);
  return { ...process.env, ...extra, PATH: (ours ? [bin, ...rest] : rest).join(delimiter) };
}
