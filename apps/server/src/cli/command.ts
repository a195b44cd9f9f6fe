import type { ParseArgsConfig } from 'node:util';

/** What a command is told and how it speaks. */
export interface Call {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One object on standard output, for scripts; only with `--json`. */
  json(value: unknown): void;
  /** For people: on standard output, not with `--json`. */
  say(text: string): void;
  /** On standard error, always. */
  warn(text: string): void;
}

export interface Command {
  /** After the name: `FILE...`. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  /** Lines about its own options. */
  readonly help?: readonly string[];
  /** The process's exit code. */
  run(call: Call): Promise<number>;
}

/** What the exit codes mean; printed by `satchel help`. */
export const Exit = { fine: 0, failed: 1, usage: 2, refused: 3, unavailable: 4 } as const;

/** The command was called in a way it cannot be. */
export class UsageError extends Error {}

export function option(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
