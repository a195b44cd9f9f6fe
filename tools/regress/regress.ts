import { createHash } from 'node:crypto';
import { createReadStream, globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ImportReport, takeIn } from '@satchel/intake';
import { newRecord } from '../../packages/record/testing/new-record.ts';
import { addUp, type FileResult, renderFolders, renderTroubles } from './table.ts';

/**
 * Takes every file of SATCHEL_SAMPLES into a fresh record, twice, and prints what became of it by folder. Fails on a crash,
 * and where the second time changed anything.
 */
const samples = process.env['SATCHEL_SAMPLES'];
if (samples === undefined) {
  console.error('Say where the samples are: SATCHEL_SAMPLES=folder npm run regress');
  process.exit(2);
}
const part = process.argv[2] ?? '';
const files = globSync('**/*', { cwd: samples }).filter((file) => file.includes(part) && statSync(join(samples, file)).isFile());
const results: FileResult[] = [];
for (const file of files.sort()) {
  results.push(await take(file));
  if (part !== '') console.log(renderTroubles(results.slice(-1)));
  else if (process.stdout.isTTY) process.stdout.write(`\r${results.length} of ${files.length}`);
}
console.log(
  `\n${renderFolders(results)}\n\n${renderTroubles(results.filter(({ crash, changedAgain }) => crash !== undefined || changedAgain > 0))}`,
);
process.exitCode = results.some(({ crash, changedAgain }) => crash !== undefined || changedAgain > 0) ? 1 : 0;

async function take(file: string): Promise<FileResult> {
  const path = join(samples ?? '', file);
  const size = statSync(path).size;
  const { hall, owner } = await newRecord();
  const original = { address: await digestOf(path), name: basename(file), mediaType: 'application/octet-stream', size };
  const once = async (): Promise<ImportReport | string> => {
    const source = { name: basename(file), size, open: () => createReadStream(path) };
    const done = await takeIn({ source, original, commit: (change) => hall.commit(owner, change), at: new Date().toISOString() });
    return done.ok ? done.value : (done.issues[0]?.diagnostics ?? 'refused');
  };
  const start = performance.now();
  try {
    const first = await once();
    const milliseconds = performance.now() - start;
    if (typeof first === 'string') return { file, size, milliseconds, crash: first, changedAgain: 0 };
    const again = await once();
    const changedAgain = typeof again === 'string' ? 0 : addUp(again, 'new') + addUp(again, 'changed');
    return { file, size, milliseconds, report: first, changedAgain };
  } catch (error) {
    return { file, size, milliseconds: performance.now() - start, crash: String(error), changedAgain: 0 };
  } finally {
    await hall.close();
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
