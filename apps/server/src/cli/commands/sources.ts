import type { AccessLine, SourceLine } from '../../http/api.ts';
import { type Command, Exit } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';

/** What was imported. */
export const sources: Command = {
  usage: '',
  summary: 'List the imported files and what came out of each',
  options: recordOptions,
  async run(call) {
    return withRecord(call, async ({ api, path }) => {
      const lines = await api.call<readonly SourceLine[]>('GET', path('sources'));
      call.json(lines);
      for (const { at, name, size, resources, first, last } of lines) {
        call.say(
          `${at.slice(0, 10)}  ${name}  ${size} bytes, ${resources} resources${first ? `, ${first.slice(0, 10)} to ${(last ?? first).slice(0, 10)}` : ''}`,
        );
      }
      return Exit.fine;
    });
  },
};

/** Who looked. */
export const log: Command = {
  usage: '',
  summary: 'Show who looked at the record, newest first',
  options: recordOptions,
  async run(call) {
    return withRecord(call, async ({ api, path }) => {
      const lines = await api.call<readonly AccessLine[]>('GET', path('access-log'));
      call.json(lines);
      for (const { at, label, kind, action, what } of lines)
        call.say(`${at.replace('T', ' ').slice(0, 19)}  ${[label || kind, action, what].join('  ')}`);
      return Exit.fine;
    });
  },
};
