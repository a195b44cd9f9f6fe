import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { base64url, fromPassphrase, newKdf } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import type { ArchiveSeal } from '../../http/api.ts';
import { type Call, Exit, option, UsageError } from '../command.ts';
import { type RecordDesk, withRecord } from '../desk/desk.ts';

/** Everything in one file: a ZIP, or sealed with a passphrase an HTML file that opens itself. */
export async function exportArchive(call: Call, out: string): Promise<number> {
  const seal = await sealFor(call, out);
  return withRecord(call, async ({ api, path }: RecordDesk) => {
    const bytes = seal ? await api.stream(path('archive/sealed'), seal) : await api.stream(path('archive'));
    await pipeline(Readable.from(bytes), createWriteStream(out, { mode: 0o600, flush: true }));
    call.json({ out, sealed: seal !== undefined });
    call.say(
      seal
        ? `${out} is sealed. Open it in any browser and type the passphrase; nobody can help who has lost it.`
        : `${out} holds everything, and it is not sealed: keep it where only you can read it. Unpack it and open index.html.`,
    );
    return Exit.fine;
  });
}

async function sealFor(call: Call, out: string): Promise<ArchiveSeal | undefined> {
  const file = option(call, 'archive-passphrase-file');
  const passphrase = file === undefined ? call.env['SATCHEL_ARCHIVE_PASSPHRASE'] : (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  const isPage = /\.html?$/i.test(out);
  if (!passphrase && !isPage) return undefined;
  if (!passphrase)
    throw new UsageError('An archive as .html is sealed: give --archive-passphrase-file FILE or SATCHEL_ARCHIVE_PASSPHRASE.');
  if (!isPage) throw new UsageError('A sealed archive is a page that opens itself: name it OUT.html.');
  if (passphrase.length < 8) throw new UsageError('The passphrase of an archive has at least 8 characters.');
  const kdf = newKdf(nodeEngine);
  const halves = await fromPassphrase(nodeEngine, passphrase, kdf);
  if (!halves) throw new Error('Our own parameters are refused.');
  return { kdf, key: base64url(halves.unlock) };
}
