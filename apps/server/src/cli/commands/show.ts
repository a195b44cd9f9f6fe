import type { Fact, Summary } from '../../http/api.ts';
import { type Call, type Command, Exit, UsageError } from '../command.ts';
import { recordOptions, type RecordDesk, withRecord } from '../desk/desk.ts';
import { lineOf } from '../lines.ts';

/** The record at a glance, or one fact of it. */
export const show: Command = {
  usage: '[TYPE/ID]',
  summary: 'Show the record by category, or one resource with who said so',
  options: recordOptions,
  async run(call) {
    const [reference] = call.words;
    return withRecord(call, (desk) => (reference === undefined ? showSummary(call, desk) : showFact(call, desk, reference)));
  },
};

async function showSummary(call: Call, { api, path, line }: RecordDesk): Promise<number> {
  const summary = await api.call<Summary>('GET', path('summary'));
  call.json(summary);
  const { patient } = summary;
  call.say([patient?.name || line.name, patient?.birthDate && `born ${patient.birthDate}`, patient?.gender].filter(Boolean).join(', '));
  for (const { id, total, answer, entries } of summary.sections) {
    if (answer === 'unknown') continue;
    call.say(`\n${id} (${answer === 'none' ? 'none' : total})`);
    for (const entry of entries.slice(0, 12)) call.say(`  ${lineOf(entry)}`);
    if (answer === 'known' && total > 12) call.say(`  ... ${total - 12} more`);
  }
  const missing = summary.sections.filter(({ answer }) => answer === 'unknown').map(({ id }) => id);
  if (missing.length) call.say(`\nNothing was ever said about: ${missing.join(', ')}`);
  return Exit.fine;
}

async function showFact(call: Call, { api, path }: RecordDesk, reference: string): Promise<number> {
  const [type, id, ...rest] = reference.split('/');
  if (!type || !id || rest.length > 0) throw new UsageError('A resource is named as TYPE/ID, for example Observation/2b7c….');
  const fact = await api.call<Fact>('POST', path('facts/read'), { type, id });
  call.json(fact);
  call.say(lineOf(fact.listed));
  for (const each of fact.evidence) {
    const from = each.original ? `${each.original.name}${each.place ? `, ${each.place}` : ''}` : (each.author ?? 'typed in');
    call.say(`  version ${each.version}: ${each.recordedAt.slice(0, 10)}, ${each.kind}: ${from}`);
  }
  for (const { diagnostics, expression } of fact.marks.issues ?? [])
    call.say(`  not as R4 asks: ${[expression?.[0], diagnostics].filter(Boolean).join(': ')}`);
  call.say(`\n${fact.text}`);
  return Exit.fine;
}
