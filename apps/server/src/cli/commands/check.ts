import type { Findings } from '../../http/api.ts';
import { type Command, Exit } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { languageOf, languageOption } from '../language.ts';

/** What follows from the record: every rule's answer. Prints what was found and what could not be checked; --json prints all. */
export const check: Command = {
  usage: '[--lang en|es]',
  summary: 'Check medicines, vaccines, care that is due, results that drift, and contradictions',
  options: { ...recordOptions, ...languageOption },
  help: [
    '--lang en|es            language (default en)',
    '--json                  every answer: found, not-found, could-not-check; rule, facts, reason',
  ],
  async run(call) {
    const language = languageOf(call);
    return withRecord(call, async ({ api, path }) => {
      const told = await api.call<Findings>('GET', path('findings'));
      call.json(told);
      const [found, unsure] = (['found', 'could-not-check'] as const).map((answer) =>
        told.findings.filter((each) => each.answer === answer),
      );
      for (const { title, advice, facts, rule, due } of found ?? []) {
        call.say(`${title[language]}${due?.recommended ? ` (${due.recommended})` : ''}`);
        if (advice) call.say(`  ${advice[language]}`);
        call.say(`  ${[`${rule.source}, ${rule.date}`, ...facts].join('  ')}`);
      }
      if (unsure?.length) call.say('\nCould not be checked:');
      for (const { title, reason } of unsure ?? []) call.say(`  ${title[language]} ${reason?.[language] ?? ''}`);
      for (const { of, checked, total } of told.coverage) call.say(`\n${of[language]}: ${checked}/${total}`);
      if (!found?.length) call.say('\nNothing was found by these rules. That is not the same as all clear.');
      return Exit.fine;
    });
  },
};
