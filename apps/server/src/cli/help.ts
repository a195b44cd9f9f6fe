import type { Command } from './command.ts';

const EVERYWHERE = [
  '--data DIR              where the sealed record lies (default ./data, or SATCHEL_DATA)',
  '--json                  print one JSON value for scripts',
];
const WITH_RECORD = [
  '--name NAME             the account (default: the only one)',
  '--person NAME|ID        the record (default: the only one)',
  '--passphrase-file FILE  else SATCHEL_PASSPHRASE, else asked for',
  '--token TOKEN           a token instead of a passphrase (or SATCHEL_TOKEN)',
];
const WITH_SERVER = ['--server URL            talk to a server instead of opening the data here'];

export function overview(commands: Readonly<Record<string, Command>>): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `Satchel: a personal health record, sealed.\n\nUsage: satchel COMMAND [OPTIONS]\n\n${lines.join('\n')}\n\n"satchel help COMMAND" says more.
Exit codes: 0 done; 1 could not be done, or damage was found; 2 called wrongly; 3 not let in; 4 store or server not reachable.`;
}

export function helpFor(name: string, { usage, summary, options = {}, help = [] }: Command): string {
  const lines = [
    ...help,
    ...('passphrase-file' in options && 'person' in options ? WITH_RECORD : []),
    ...('server' in options ? WITH_SERVER : []),
    ...EVERYWHERE,
  ];
  return `${summary}.\n\nUsage: satchel ${name} ${usage}\n\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
