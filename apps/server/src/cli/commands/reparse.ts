import type { Job, SourceLine } from '../../http/api.ts';
import { type Command, Exit } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { addedUp, followed, sayFile } from './import.ts';

/** Kept originals, read again by the parsers of today: what they understand better is added, what is the same changes nothing. */
export const reparse: Command = {
  usage: '[NAME...]',
  summary: 'Read kept originals again, all or those of these names',
  options: recordOptions,
  async run(call) {
    return withRecord(call, async (desk) => {
      const all = await desk.api.call<readonly SourceLine[]>('GET', desk.path('sources'));
      const chosen = all.filter(
        ({ name, original }) => call.words.length === 0 || call.words.includes(name) || call.words.includes(original),
      );
      const missing = call.words.filter((word) => !all.some(({ name, original }) => name === word || original === word));
      for (const word of missing) call.warn(`${word}: there is no such original; satchel sources lists them.`);
      const done = [];
      // The oldest first, as they once came.
      for (const { original, name } of chosen.toReversed()) {
        const one = await followed(desk, await desk.api.call<Job>('POST', desk.path(`originals/${original}/read`)));
        sayFile(call, name, one);
        done.push(one);
      }
      const reports = done.flatMap((each) => ('report' in each ? [each.report] : []));
      const issues = done.flatMap((each) => ('report' in each ? each.report.issues : each.issues));
      call.json({ types: addedUp(reports), issues, files: reports });
      return missing.length === 0 && reports.length === done.length ? Exit.fine : Exit.failed;
    });
  },
};
