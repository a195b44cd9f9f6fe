import { createHash } from 'node:crypto';
import { createReadStream, globSync, statSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ImportReport, knowingTables, tablesIn, takeIn } from '@satchel/intake';
import { newRecord } from '../../packages/record/testing/new-record.ts';
import { renderPage } from './page.ts';
import { addUp, type FileResult, isTrouble, renderFolders, renderTroubles } from './table.ts';

/**
 * Takes every file of SATCHEL_SAMPLES into a fresh record, twice, prints what became of it by folder and, over all of them, writes
 * docs/conformance/regress.md. Fails on a crash, on a file that takes longer than ten seconds, on a connection to anywhere, on a
 * file that is neither taken in nor refused with a reason, and where the second time changed anything.
 */
const samples = process.env['SATCHEL_SAMPLES'];
if (samples === undefined) {
  console.error('Say where the samples are: SATCHEL_SAMPLES=folder npm run regress');
  process.exit(2);
}
let outbound = 0;
Socket.prototype.connect = () => {
  outbound += 1;
  throw new Error('An import reached out to the network.');
};
const part = process.argv[2] ?? '';
const files = globSync('**/*', { cwd: samples }).filter((file) => file.includes(part) && statSync(join(samples, file)).isFile());
const results: FileResult[] = [];
for (const file of files.sort()) {
  results.push(await take(file));
  if (part !== '') console.log(renderTroubles(results.slice(-1)));
  else if (process.stdout.isTTY) process.stdout.write(`\r${results.length} of ${files.length}`);
}
const troubles = results.filter(isTrouble);
console.log(`\n${renderFolders(results)}\n\n${renderTroubles(troubles)}`);
if (part === '') writeFileSync(join(import.meta.dirname, '../../docs/conformance/regress.md'), renderPage(results));
process.exitCode = troubles.length > 0 ? 1 : 0;

async function take(file: string): Promise<FileResult> {
  const path = join(samples ?? '', file);
  const size = statSync(path).size;
  const { hall, owner } = await newRecord();
  const original = { address: await digestOf(path), name: basename(file), mediaType: 'application/octet-stream', size };
  const before = outbound;
  const source = { name: basename(file), size, open: () => createReadStream(path) };
  const once = async (): Promise<ImportReport | string> => {
    const done = await takeIn({ source, original, commit: (change) => hall.commit(owner, change), at: new Date().toISOString() });
    return done.ok ? done.value : (done.issues[0]?.diagnostics ?? 'refused');
  };
  const start = performance.now();
  try {
    const first = await once();
    const milliseconds = performance.now() - start;
    if (typeof first === 'string') return { file, size, milliseconds, outbound: outbound - before, crash: first, changedAgain: 0 };
    const members = (await tablesIn(source)).map(({ member }) => member);
    const again = await once();
    const changedAgain = typeof again === 'string' ? 0 : addUp(again, 'new') + addUp(again, 'changed');
    const report = { ...knowingTables(first, members), ...(members.length > 0 && { tables: members }) };
    return { file, size, milliseconds, outbound: outbound - before, report, changedAgain };
  } catch (error) {
    return { file, size, milliseconds: performance.now() - start, outbound: outbound - before, crash: String(error), changedAgain: 0 };
  } finally {
    await hall.close();
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
