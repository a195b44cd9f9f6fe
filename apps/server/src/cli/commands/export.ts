import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Exit, option, UsageError } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';

/** Everything that stands, as NDJSON. */
export const exportFiles: Command = {
  usage: '--out DIR',
  summary: 'Write the whole record as FHIR NDJSON, one file a type; not sealed any more',
  options: { ...recordOptions, out: { type: 'string' } },
  help: ['--out DIR               where to; made if it is not there'],
  async run(call) {
    const out = option(call, 'out');
    if (out === undefined) throw new UsageError('Say where to: --out DIR.');
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
