// `npm run demo`: Satchel with the fixture people in it, in a folder that goes when you stop it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhenStale } from './house/build.mjs';
import { installWhenStale } from './house/install.mjs';
import { nodeOrExit } from './house/node.mjs';
import { at } from './house/places.mjs';
import { environment, run, runQuietly } from './house/run.mjs';

const PASSPHRASE = 'four lives that nobody lived';

await installWhenStale();
const node = nodeOrExit();
await buildWhenStale(node);

const data = mkdtempSync(join(tmpdir(), 'satchel-demo-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));
const env = environment({ SATCHEL_DATA: data, SATCHEL_PASSPHRASE: PASSPHRASE, DATABASE_URL: '' });

for (const folder of readdirSync(at('fixtures/people'), { withFileTypes: true })) {
  if (folder.isDirectory() && readdirSync(at('fixtures/people', folder.name)).includes('expected.json')) await moveIn(folder.name);
}
console.log(`\nSign in as any of them with the passphrase:  ${PASSPHRASE}\n`);
process.exit(await run(node, [at('apps/server/dist/server.mjs')], { env }));

/** Makes an account for this person and imports the files of their life, in order. */
async function moveIn(person) {
  const folder = at('fixtures/people', person);
  const name = person.replaceAll(/(^|-)(\w)/g, (_, dash, letter) => `${dash ? ' ' : ''}${letter.toUpperCase()}`);
  const files = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')).files.map((file) => join(folder, file.name));
  console.log(`${name} moves in.`);
  await satchel('init', '--name', name);
  if (files.length > 0) await satchel('import', '--name', name, ...files);
}

async function satchel(...args) {
  const { code, output } = await runQuietly(node, [at('apps/server/dist/cli.mjs'), ...args], { env });
  if (code === 0) return;
  console.error(output);
  process.exit(1);
}
