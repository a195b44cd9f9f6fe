import { parseArgs } from 'node:util';
import { StoreError } from '@satchel/record';
import { SettingError } from '../settings.ts';
import { type Call, type Command, Exit, UsageError } from './command.ts';
import { commands } from './commands/index.ts';
import { WrongSecret } from './desk/account.ts';
import { Refusal } from './desk/call.ts';
import { helpFor, overview } from './help.ts';

/** `satchel COMMAND`: reads the arguments, runs the command, says in words what went wrong. */
// Whoever reads our lines may stop reading.
process.stdout.on('error', () => process.exit(Exit.fine));
process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const asked = commands[args[0] ?? ''];
    console.log(asked && args[0] ? helpFor(args[0], asked) : overview(commands));
    return Exit.fine;
  }
  const command = commands[name];
  if (!command) {
    console.error(`There is no command "${name}".\n\n${overview(commands)}`);
    return Exit.usage;
  }
  try {
    const call = callOf(command, args);
    if (!call.options['help']) return await command.run(call);
    console.log(helpFor(name, command));
    return Exit.fine;
  } catch (error) {
    return explain(error);
  }
}

function callOf(command: Command, args: readonly string[]): Call {
  const { values, positionals } = parsed(command, args);
  const json = values['json'] === true;
  return {
    options: values,
    words: positionals,
    env: process.env,
    json(value) {
      if (json) process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
    },
    say(text) {
      if (!json) process.stdout.write(`${text}\n`);
    },
    warn: (text) => void process.stderr.write(`${text}\n`),
  };
}

function parsed(command: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

/** What happened and what to do, on standard error; the exit code for scripts. Faults of our own keep their stack. */
function explain(error: unknown): number {
  if (error instanceof UsageError || error instanceof SettingError) return told(error.message, Exit.usage);
  if (error instanceof WrongSecret) return told(error.message, Exit.refused);
  if (error instanceof Refusal)
    return told(
      error.message,
      error.status === 401 || error.status === 403 || error.status === 429
        ? Exit.refused
        : error.status === 0 || error.status >= 500
          ? Exit.unavailable
          : Exit.failed,
    );
  if (error instanceof StoreError)
    return told(error.message, error.code === 'unavailable' || error.code === 'newer-schema' ? Exit.unavailable : Exit.failed);
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return told('Another program uses this port: stop it, or give --port N.', Exit.unavailable);
  throw error;
}

function told(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
