import { resolve } from 'node:path';
import { fromPassphrase, type Kdf } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import type { Session } from '../../http/api.ts';
import { silentJournal } from '../../journal.ts';
import { readSettings, type Settings } from '../../settings.ts';
import { wire, type WiredHouse } from '../../wire.ts';
import { type Call, option, UsageError } from '../command.ts';
import { requirePassphrase } from '../passphrase.ts';
import { type OpenAccount, openByPassphrase, openWith, WrongSecret } from './account.ts';
import { type Caller, callHouse, callServer } from './call.ts';
import { compare, fileFor, type Freshness, remember, remembered, type Seen, WARNINGS } from './memory.ts';
import { mintPass, openRecords } from './records.ts';

/** Where a command works: the API of a server, or of the house opened in this process over its own data. */
export interface Desk {
  readonly api: Caller;
  /** When the data is opened here. */
  readonly house?: WiredHouse;
}

/** One record, unlocked for a command. */
export interface RecordDesk extends Desk {
  readonly person: string;
  readonly line: Session['records'][number];
  /** `/api/records/<person>/<rest>`. */
  path(rest: string): string;
  /** When it was unlocked by passphrase rather than by a token. */
  readonly account?: OpenAccount;
  readonly bearer?: string;
  /** What this computer remembered of the record, and how that fits. */
  readonly before?: Seen;
  readonly freshness: Freshness;
}

/** Options of every command that needs a desk, and of those that need a record. */
export const deskOptions = { data: { type: 'string' }, server: { type: 'string' } } as const;
export const recordOptions = {
  ...deskOptions,
  name: { type: 'string' },
  person: { type: 'string' },
  token: { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const;

export function settingsFor(call: Call): Settings {
  const data = option(call, 'data');
  return readSettings({ ...call.env, ...(data !== undefined && { SATCHEL_DATA: resolve(data) }) });
}

export async function withDesk<T>(call: Call, work: (desk: Desk) => Promise<T>): Promise<T> {
  const server = option(call, 'server');
  if (server !== undefined) return work({ api: callServer(server) });
  const house = await wire(settingsFor(call), { journal: silentJournal });
  try {
    await house.app.ready();
    return await work({ api: callHouse(house.app, `localhost:${house.settings.port}`), house });
  } finally {
    await house.close();
  }
}

/** A command's session ends with the command, and in any case after this, in milliseconds. */
const SESSION_LIFE = 12 * 3_600_000;

export async function withRecord<T>(call: Call, work: (desk: RecordDesk) => Promise<T>): Promise<T> {
  return withDesk(call, async (desk) => {
    const token = option(call, 'token') ?? call.env['SATCHEL_TOKEN'];
    return token ? withToken(call, desk, token, work) : withAccount(call, desk, work);
  });
}

async function withToken<T>(call: Call, desk: Desk, token: string, work: (desk: RecordDesk) => Promise<T>): Promise<T> {
  desk.api.use(token);
  return withSession(call, desk, work);
}

async function withAccount<T>(call: Call, desk: Desk, work: (desk: RecordDesk) => Promise<T>): Promise<T> {
  const account = await signIn(call, desk);
  const record = chosen(call, await openRecords(desk.api, account), ({ held }) => held);
  const { bearer } = await mintPass(desk.api, account, [record], {
    kind: 'session',
    label: 'Command line',
    capabilities: { read: 'all', write: true, drain: true, audit: true },
    expiresAt: new Date(Date.now() + SESSION_LIFE).toISOString(),
  });
  desk.api.use(bearer);
  try {
    return await withSession(call, { ...desk, account, bearer }, work);
  } finally {
    await desk.api.call('DELETE', '/api/session').catch(() => undefined);
  }
}

/** Says what is wrong with the record before anything else, and remembers where it stands after. */
async function withSession<T>(
  call: Call,
  desk: Desk & { readonly account?: OpenAccount; readonly bearer?: string },
  work: (desk: RecordDesk) => Promise<T>,
): Promise<T> {
  const session = await desk.api.call<Session>('GET', '/api/session');
  const line = chosen(call, session.records, (each) => each);
  const file = fileFor(call, line.person);
  const before = await remembered(file);
  const freshness = compare(before, line);
  for (const words of [
    WARNINGS[freshness],
    ...line.alarms.map(({ diagnostics, remedy }) => [diagnostics, remedy].filter(Boolean).join(' ')),
  ]) {
    if (words) call.warn(`Warning: ${words}`);
  }
  const done = await work({
    ...desk,
    person: line.person,
    line,
    path: (rest) => `/api/records/${line.person}/${rest}`,
    freshness,
    ...(before && { before }),
  });
  // Only what descends from the remembered state takes its place.
  const after =
    freshness === 'rolled-back' || freshness === 'forked'
      ? undefined
      : await desk.api.call<Session>('GET', '/api/session').catch(() => undefined);
  const now = after?.records.find(({ person }) => person === line.person);
  if (now) await remember(file, now);
  return done;
}

/** Opens the account named by `--name`, or the only one there is. */
export async function signIn(call: Call, { api, house }: Desk): Promise<OpenAccount> {
  const name = option(call, 'name');
  if (name !== undefined) return openByPassphrase(api, name, await requirePassphrase(call));
  if (!house) throw new UsageError('Say whose account it is on that server: --name NAME.');
  const [only, ...more] = await house.accounts.list(2);
  if (only === undefined) throw new UsageError('There is no account here yet: begin with "satchel init --name NAME".');
  if (more.length > 0) throw new UsageError('There are several accounts here; say which one: --name NAME.');
  const row = await house.accounts.byId(only);
  const halves = row && (await fromPassphrase(nodeEngine, await requirePassphrase(call), JSON.parse(row.kdf) as Kdf));
  if (!halves) throw new WrongSecret('The key derivation of this account was weakened by somebody; it is not trusted.');
  return openWith(api, { account: only }, halves);
}

/** The record named by `--person` (a name or an id), or the only one. */
export function chosen<T>(call: Call, records: readonly T[], nameOf: (record: T) => { readonly person: string; readonly name: string }): T {
  const asked = option(call, 'person');
  const fitting = asked === undefined ? records : records.filter((each) => nameOf(each).person === asked || nameOf(each).name === asked);
  const [first, ...more] = fitting;
  if (first === undefined)
    throw new UsageError(
      asked === undefined ? 'This account holds no record that opens.' : `This account holds no record called "${asked}".`,
    );
  if (more.length > 0)
    throw new UsageError(`Say which record: --person NAME, one of ${fitting.map((each) => `"${nameOf(each).name}"`).join(', ')}.`);
  return first;
}
