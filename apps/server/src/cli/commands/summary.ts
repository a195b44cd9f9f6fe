import { writeFile } from 'node:fs/promises';
import type { ToldSummary } from '../../http/api.ts';
import { type Command, Exit, option } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { languageOf, languageOption } from '../language.ts';

/** The International Patient Summary. */
export const summary: Command = {
  usage: '[--out FILE.json] [--lang en|es]',
  summary: 'Make the patient summary (IPS 2.0); --json prints the FHIR document',
  options: { ...recordOptions, ...languageOption, out: { type: 'string' } },
  help: ['--out FILE              write the FHIR document there', '--lang en|es            language (default en)'],
  async run(call) {
    const out = option(call, 'out');
    const language = languageOf(call);
    return withRecord(call, async ({ api, path }) => {
      if (out !== undefined || call.options['json'] === true) {
        const text = await api.text('GET', path(`patient-summary?language=${language}`));
        if (out !== undefined) await writeFile(out, text, { mode: 0o600 });
        call.json(text);
      }
      if (out !== undefined) {
        call.say(`The summary is in ${out}. It is not sealed: keep it where only you can read it.`);
        return Exit.fine;
      }
      const { title, sections } = await api.call<ToldSummary>('GET', path(`patient-summary/told?language=${language}`));
      call.say(title);
      for (const { title: name, rows, sentences } of sections) {
        call.say(`\n${name}`);
        for (const { what, value, when, detail, status } of rows)
          call.say(`  ${[what, value, when, detail, status].filter(Boolean).join(' | ')}`);
        for (const sentence of sentences) call.say(`  ${sentence}`);
      }
      return Exit.fine;
    });
  },
};
