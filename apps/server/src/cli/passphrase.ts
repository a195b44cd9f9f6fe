import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Call, option, UsageError } from './command.ts';

/** From `--passphrase-file`, `SATCHEL_PASSPHRASE`, or typed without an echo. Undefined when nobody is there to ask. */
export async function passphraseFor(call: Call, question = 'Passphrase: '): Promise<string | undefined> {
  const file = option(call, 'passphrase-file');
  if (file !== undefined)
    return (
      await readFile(file, 'utf8').catch(() => {
        throw new UsageError(`The passphrase file ${file} cannot be read.`);
      })
    ).replace(/\r?\n$/, '');
  const given = call.env['SATCHEL_PASSPHRASE'];
  if (given) return given;
  return process.stdin.isTTY ? ask(question) : undefined;
}

export async function requirePassphrase(call: Call): Promise<string> {
  const passphrase = await passphraseFor(call);
  if (!passphrase) throw new UsageError('A passphrase is needed: type it, or give --passphrase-file FILE or SATCHEL_PASSPHRASE.');
  return passphrase;
}

function ask(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => reject(new UsageError('Stopped.')));
    lines.question('', (typed) => {
      lines.close();
      process.stderr.write('\n');
      resolve(typed);
    });
  });
}
