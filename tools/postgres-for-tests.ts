import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

/**
 * A real PostgreSQL for tests: a private cluster in a temporary directory, with fsync, started by the first test that
 * asks and stopped when the run ends (this file is vitest's `globalSetup`). `SATCHEL_TEST_POSTGRES` names a server to use instead.
 */
const urlVariable = 'SATCHEL_TEST_POSTGRES';
const homeVariable = 'SATCHEL_TEST_POSTGRES_HOME';
const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;

/** For `globalSetup`: gives the run a place for its cluster; returns what stops and removes it. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env[urlVariable]) return async () => {};
  const home = await makeHome();
  process.env[homeVariable] = home;
  return async () => stop(home);
}

/** The URL of a server with rights to create databases, started where needed; undefined (loudly) where none can be had. */
export async function postgresForTests(): Promise<string | undefined> {
  return (process.env[urlVariable] ||= (await startOnce(await sharedHome())) ?? '') || undefined;
}

/** A new empty database on the test server, and how to drop it; undefined where there is no server. */
export async function freshDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> } | undefined> {
  const server = await postgresForTests();
  if (!server) return undefined;
  const database = `test_${randomBytes(6).toString('hex')}`;
  await ask(server, `CREATE DATABASE ${database}`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return { url: url.href, drop: async () => void (await ask(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)) };
}

/** Runs SQL on a connection of its own and gives the rows. */
export async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'satchel-postgres-'));
  if (asRoot) await run('chown', ['postgres', home]).catch(() => undefined);
  return home;
}

/** The run's place, or outside of a run one of our own that goes with this process. */
async function sharedHome(): Promise<string> {
  const home = process.env[homeVariable];
  if (home) return home;
  const own = await makeHome();
  process.env[homeVariable] = own;
  process.once('beforeExit', () => void stop(own));
  return own;
}

/** Several test processes may ask at once: who makes the lock starts the cluster, the others wait for the URL it leaves. */
async function startOnce(home: string): Promise<string | undefined> {
  const answer = join(home, 'url');
  const first = await mkdir(join(home, 'lock')).then(
    () => true,
    () => false,
  );
  if (first) {
    const url = await start(home).catch((reason: unknown) => {
      console.warn('PostgreSQL for tests did not start:', reason);
      return undefined;
    });
    if (!url) console.warn(`No PostgreSQL here: its tests are skipped. Install it, or set ${urlVariable}.`);
    await writeFile(`${answer}.new`, url ?? '');
    await rename(`${answer}.new`, answer);
  }
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(50)) {
    if (existsSync(answer)) return (await readFile(answer, 'utf8')) || undefined;
  }
  return undefined;
}

async function start(home: string): Promise<string | undefined> {
  const bin = findBinaries() ?? (await install());
  if (!bin) return undefined;
  if (asRoot) {
    const uid = Number((await run('id', ['-u', 'postgres'])).stdout);
    await chown(home, uid, -1);
  }
  const port = await freePort();
  const data = join(home, 'data');
  await asPostgres(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'satchel',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
    '--data-checksums',
  ]);
  const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${home} -c fsync=on -c max_connections=200 -c shared_buffers=64MB`;
  await asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', join(home, 'log'), '-o', settings, 'start']);
  return `postgres://satchel@127.0.0.1:${port}/postgres`;
}

async function stop(home: string): Promise<void> {
  const bin = findBinaries();
  const data = join(home, 'data');
  if (bin && existsSync(join(data, 'postmaster.pid'))) await asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop']);
  await rm(home, { recursive: true, force: true });
}

function findBinaries(): string | undefined {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => `/usr/lib/postgresql/${version}/bin`), '/usr/local/bin', '/opt/homebrew/bin', '/usr/bin'].find(
    (bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'pg_ctl')),
  );
}

async function install(): Promise<string | undefined> {
  if (!asRoot || !existsSync('/etc/debian_version')) return undefined;
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', ['update'], quiet);
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], quiet);
  return findBinaries();
}

/** PostgreSQL refuses to run as root. */
async function asPostgres(command: string, args: readonly string[]): Promise<void> {
  const options = { cwd: tmpdir() };
  if (asRoot) await run('runuser', ['-u', 'postgres', '--', command, ...args], options);
  else await run(command, args, options);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
