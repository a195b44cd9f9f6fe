import { writeFile } from 'node:fs/promises';
import { PAPER_VIEWS, PAPERS } from '@satchel/output';
import { type Command, Exit, option, UsageError } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { languageOf, languageOption } from '../language.ts';

/** A view of the record for paper. */
export const print: Command = {
  usage: 'VIEW --out FILE.pdf',
  summary: 'Make a PDF: summary, medicines, immunizations, visit or timeline',
  options: { ...recordOptions, ...languageOption, out: { type: 'string' }, paper: { type: 'string' }, large: { type: 'boolean' } },
  help: [
    `VIEW                    ${PAPER_VIEWS.join(', ')}`,
    `--paper SIZE            ${PAPERS.join(', ')} (default A4)`,
    '--large                 large print',
    '--lang en|es            language (default en)',
    '--out FILE.pdf          where to',
  ],
  async run(call) {
    const [view, ...more] = call.words;
    const paper = option(call, 'paper') ?? 'A4';
    const out = option(call, 'out');
    if (!PAPER_VIEWS.some((each) => each === view) || more.length > 0) throw new UsageError(`Print one of ${PAPER_VIEWS.join(', ')}.`);
    if (!PAPERS.some((each) => each === paper)) throw new UsageError(`--paper is one of ${PAPERS.join(', ')}.`);
    if (out === undefined) throw new UsageError('Say where to: --out FILE.pdf.');
    const asked = new URLSearchParams({
      view: String(view),
      paper,
      language: languageOf(call),
      ...(call.options['large'] === true && { large: 'true' }),
    });
    return withRecord(call, async ({ api, path }) => {
      const parts: Uint8Array[] = [];
      for await (const part of await api.stream(path(`paper?${asked.toString()}`))) parts.push(part);
      await writeFile(out, Buffer.concat(parts), { mode: 0o600 });
      call.json({ out });
      call.say(`${out} is ready to print.`);
      return Exit.fine;
    });
  },
};
