import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run.mjs';

/**
 * What some tests want of the machine besides Node, where each is found, and which Debian packages bring it.
 * The tests skip themselves, loudly, where it is missing.
 */
const WANTED = [
  {
    name: 'PostgreSQL',
    packages: ['postgresql'],
    for: 'the storage contract on a real PostgreSQL',
    isHere: () => inPath('initdb') || hasPostgres('/usr/lib/postgresql'),
  },
  {
    name: 'Chromium',
    packages: ['chromium'],
    for: 'the journeys in a browser',
    isHere: () => process.env.SATCHEL_CHROMIUM !== undefined || inPath('chromium'),
  },
  { name: 'strace', packages: ['strace'], for: 'the proof that every acknowledgement waits for the disk', isHere: () => inPath('strace') },
];

/** Installs what is missing where that can be done without asking. @returns what is missing still, as sentences */
export async function prepareMachine() {
  const missing = WANTED.filter((tool) => !tool.isHere());
  if (missing.length > 0 && canInstall()) await install(missing);
  return missing.filter((tool) => !tool.isHere()).map((tool) => `${tool.name} is not on this machine: ${tool.for} could not be checked.`);
}

/** Where the browser of the journeys is, if it is. */
export const hasBrowser = () => WANTED[1].isHere();

const canInstall = () => process.getuid?.() === 0 && inPath('apt-get') && process.env.SATCHEL_NO_INSTALL === undefined;

async function install(tools) {
  console.log(`Installing what the tests need: ${tools.map((tool) => tool.name).join(', ')}.`);
  const apt = (...args) => runQuietly('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  await apt('update', '-q');
  for (const tool of tools) await apt('install', '-y', '-q', '--no-install-recommends', ...tool.packages);
}

const inPath = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

const hasPostgres = (folder) =>
  existsSync(folder) && readdirSync(folder).some((version) => existsSync(join(folder, version, 'bin/initdb')));
