import { issue, type Issue } from '@satchel/fhir';
import { verifyRecord, walkChain } from '@satchel/record';
import { base64url } from '@satchel/vault';
import { type Command, Exit, UsageError } from '../command.ts';
import { recordOptions, type RecordDesk, withRecord } from '../desk/desk.ts';

/** Opens and checks everything there is. */
export const verify: Command = {
  usage: '',
  summary: 'Check every row, original, grant and log entry; exit 1 on any damage',
  options: recordOptions,
  async run(call) {
    return withRecord(call, async (desk) => {
      if (!desk.house || !desk.bearer)
        throw new UsageError('Verifying reads the store itself: run it where the data is, with the passphrase.');
      const sitting = await desk.house.sittings.find(desk.bearer);
      const place = sitting && (await desk.house.sittings.enter(sitting, desk.person));
      const reading = place && (await desk.house.hall.tools.readings.current(place.holder));
      if (!place || !reading) throw new UsageError('The record does not open.');
      const verified = await verifyRecord(desk.house.world, place.holder, reading.ok ? reading.value : undefined);
      const found = verified.ok ? verified.value.damage : verified.issues;
      const damage = [...desk.line.alarms, ...found, ...(await againstMemory(desk))];
      const { rows = 0, originals = 0, grants = 0, logEntries = 0 } = verified.ok ? verified.value : {};
      call.json({ ok: damage.length === 0, rows, originals, grants, logEntries, freshness: desk.freshness, damage });
      call.say(`${rows} versions, ${originals} originals, ${grants} grants, ${logEntries} log entries were opened and checked.`);
      call.say(damage.length ? `${damage.length} damaged:` : 'No damage found.');
      for (const { diagnostics, remedy } of damage) call.say(`  ${[diagnostics, remedy].filter(Boolean).join(' ')}`);
      if (desk.freshness === 'unknown')
        call.say('This computer had not seen the record before: whether it is the newest state could not be checked.');
      return damage.length ? Exit.failed : Exit.fine;
    });
  },
};

/** Whether the chain descends from where this computer last saw it. */
async function againstMemory({ freshness, before, house, person }: RecordDesk): Promise<Issue[]> {
  const told = (words: string) => [issue('error', 'security', words, { remedy: 'Restore the newest backup, or ask who did this.' })];
  if (freshness === 'rolled-back')
    return told(`The record ended at entry ${before?.seq} when this computer last saw it; it was put back to an earlier state.`);
  if (freshness === 'forked') return told('The record has another past than when this computer last saw it.');
  if (freshness !== 'fresh' || !before || !house) return [];
  const { head, seq } = await walkChain(house.world, person, before.seq);
  return seq === before.seq && base64url(head) !== before.head
    ? told('The record has another past than when this computer last saw it.')
    : [];
}
