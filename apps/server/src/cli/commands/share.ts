import type { NewShare, Shared } from '../../http/api.ts';
import { type Call, type Command, Exit, option, UsageError } from '../command.ts';
import { recordOptions, type RecordDesk, withRecord } from '../desk/desk.ts';
import { languageOf, languageOption } from '../language.ts';

/** Hands the patient summary on by a SMART Health Link, tells which links there are and who opened them, takes one back. */
export const share: Command = {
  usage: 'make|list|revoke [ID]',
  summary: 'Hand the patient summary to somebody by link; list links with who looked; take one back',
  options: {
    ...recordOptions,
    ...languageOption,
    label: { type: 'string' },
    passcode: { type: 'string' },
    days: { type: 'string' },
    uses: { type: 'string' },
    with: { type: 'string', multiple: true },
  },
  help: [
    '--label TEXT            for whom; the receiver sees it (make)',
    '--passcode CODE         asked for before it opens; tell it apart from the link (make)',
    '--days N                how long it opens (default 7, at most 366)',
    '--uses N                how often it opens (default: as often as wanted)',
    '--with CATEGORY         also what is sensitive: mental-health, hiv-sti, ... (repeatable)',
    '--lang en|es            language (default en)',
  ],
  async run(call) {
    const [verb = 'list', id] = call.words;
    if (verb !== 'make' && verb !== 'list' && verb !== 'revoke') throw new UsageError('share takes make, list or revoke.');
    if (verb === 'revoke' && !id) throw new UsageError('Which link? Name its id: satchel share list tells it.');
    return withRecord(call, async (desk) => {
      if (verb === 'make') return make(call, desk);
      if (verb === 'list') return list(call, desk);
      await desk.api.call('DELETE', desk.path(`shares/${id ?? ''}`));
      call.json({ revoked: id });
      call.say('Taken back: from now on there is nothing behind the link.');
      return Exit.fine;
    });
  },
};

async function make(call: Call, { api, path }: RecordDesk): Promise<number> {
  const [passcode, uses] = [option(call, 'passcode'), option(call, 'uses')];
  const asked: NewShare = {
    label: option(call, 'label') ?? 'Patient summary',
    days: whole(option(call, 'days') ?? '7', '--days'),
    language: languageOf(call),
    categories: (call.options['with'] as readonly string[] | undefined) ?? [],
    ...(passcode !== undefined && { passcode }),
    ...(uses !== undefined && { uses: whole(uses, '--uses') }),
  };
  const made = await api.call<Shared>('POST', path('shares'), asked);
  call.json(made);
  call.say(made.page);
  call.say(`It opens until ${new Date(made.expires).toISOString().slice(0, 10)}. A server must be running at that address: satchel serve.`);
  if (asked.categories.length === 0) call.say('What is marked sensitive is not in it, and the reader is told that there may be more.');
  return Exit.fine;
}

async function list(call: Call, { api, path }: RecordDesk): Promise<number> {
  const links = await api.call<readonly Shared[]>('GET', path('shares'));
  call.json(links);
  if (links.length === 0) call.say('There is no link.');
  for (const { id, label, expires, views, attempts } of links) {
    call.say(`${id}  ${label}, until ${new Date(expires).toISOString().slice(0, 10)}${attempts > 0 ? '' : ', shut after wrong passcodes'}`);
    for (const { at, recipient } of views) call.say(`  opened ${new Date(at).toISOString()} by ${recipient}`);
  }
  return Exit.fine;
}

function whole(text: string, name: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${name} takes a whole number.`);
  return Number(text);
}
