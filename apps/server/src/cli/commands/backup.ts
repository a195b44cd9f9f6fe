import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openStore } from '@satchel/record';
import { BadBackup } from '../../backup/read-backup.ts';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { writeBackup } from '../../backup/write-backup.ts';
import { readLedger } from '../../ledger.ts';
import { type Call, type Command, Exit, option, UsageError } from '../command.ts';
import { settingsFor } from '../desk/desk.ts';

/** The store as it is, sealed, in one file. */
export const backup: Command = {
  usage: '--out FILE',
  summary: 'Write a backup: everything, still sealed; no key is needed, the server may run',
  options: { data: { type: 'string' }, out: { type: 'string' }, replace: { type: 'boolean' } },
  help: ['--out FILE              where to', '--replace               write over a file that is there'],
  async run(call) {
    const out = option(call, 'out');
    if (out === undefined) throw new UsageError('Say where to: --out FILE.');
    if (existsSync(out) && call.options['replace'] !== true)
      throw new UsageError(`${out} is there already: choose another name, or give --replace.`);
    const store = await storeFor(call);
    try {
      const { rows, bytes } = await writeBackup(store, resolve(out), new Date().toISOString());
      call.json({ file: out, rows, bytes });
      call.say(`${out}: ${bytes} bytes, ${rows['person'] ?? 0} records, written and read back.`);
      call.say(
        'It opens with the passphrase or the recovery kit. Keep a copy of service.key and erased.ledger from the data directory beside it.',
      );
      return Exit.fine;
    } finally {
      await store.close();
    }
  },
};

/** A backup into an empty data directory or database. */
export const restore: Command = {
  usage: 'FILE',
  summary: 'Restore a backup into an empty data directory (or an empty DATABASE_URL)',
  options: { data: { type: 'string' } },
  async run(call) {
    const [file, ...more] = call.words;
    if (file === undefined || more.length > 0) throw new UsageError('Say which backup: satchel restore FILE --data DIR.');
    const settings = settingsFor(call);
    const store = await storeFor(call);
    try {
      const restored = await restoreBackup(store, file, await readLedger(`${settings.data}/erased.ledger`), Date.now());
      call.json(restored);
      call.say(
        `${restored.people} records restored${restored.erased ? `; ${restored.erased} that were erased since stay erased` : ''}. Everybody signs in anew, and scripts need new tokens.`,
      );
      return Exit.fine;
    } catch (error) {
      if (!(error instanceof BadBackup)) throw error;
      call.warn(error.message);
      return Exit.failed;
    } finally {
      await store.close();
    }
  },
};

async function storeFor(call: Call) {
  const { databaseUrl, data } = settingsFor(call);
  return openStore(databaseUrl === undefined ? { dir: data } : { url: databaseUrl });
}
