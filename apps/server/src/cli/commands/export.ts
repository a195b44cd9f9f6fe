import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Exit, option, UsageError } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { exportArchive } from './export-archive.ts';

/** Everything that stands, as NDJSON or as one archive. */
export const exportFiles: Command = {
  usage: '--archive OUT.zip | --out DIR',
  summary: 'Take everything with you: one archive, or FHIR NDJSON files',
  options: { ...recordOptions, out: { type: 'string' }, archive: { type: 'string' }, 'archive-passphrase-file': { type: 'string' } },
  help: [
    '--archive OUT.zip       everything: FHIR, summary, originals, a page to read it with, checksums, access log',
    '--archive OUT.html      the same, sealed with a passphrase; opens in any browser without a network',
    '--archive-passphrase-file FILE  else SATCHEL_ARCHIVE_PASSPHRASE',
    '--out DIR               FHIR NDJSON alone, one file a type; made if it is not there',
  ],
  async run(call) {
    const archive = option(call, 'archive');
    if (archive !== undefined) return exportArchive(call, archive);
    const out = option(call, 'out');
    if (out === undefined) throw new UsageError('Say where to: --archive OUT.zip, or --out DIR.');
    return withRecord(call, async ({ api, path }) => {
      await mkdir(out, { recursive: true, mode: 0o700 });
      const counts = await api.call<Record<string, number>>('GET', path('counts'));
      for (const type of Object.keys(counts)) {
        await pipeline(
          Readable.from(await api.stream(path(`export/${type}`))),
          createWriteStream(join(out, `${type}.ndjson`), { mode: 0o600, flush: true }),
        );
      }
      call.json({ out, types: counts });
      for (const [type, count] of Object.entries(counts)) call.say(`${type.padEnd(28)} ${count}`);
      call.say(`\nThese files are not sealed: keep ${out} where only you can read it.`);
      return Exit.fine;
    });
  },
};
