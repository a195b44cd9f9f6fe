import { resolve } from 'node:path';
import type { Session } from '../../http/api.ts';
import { silentJournal } from '../../journal.ts';
import { readSettings, type Settings } from '../../settings.ts';
import { wire, type WiredHouse } from '../../wire.ts';
import { type Call, option, UsageError } from '../command.ts';
import { requirePassphrase } from '../passphrase.ts';
import { type OpenAccount, openByPassphrase, openWith, WrongSecret } from './account.ts';
import { type Caller, callHouse, callServer } from './call.ts';
import { checkFreshness } from './memory.ts';
import { mintPass, openRecords, type OpenRecord } from './records.ts';
import { fromPassphrase, type Kdf } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';

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
  readonly record?: OpenRecord;
}

/** Options of every command that needs a desk, and of those that need a record. */
export const deskOptions = { data: { type: 'string' }, server: { type: 'string' } } as const;
export const recordOptions = {
  ...deskOptions, name: { type: 'string' }, person: { type: 'string' }, token: { type: 'string' }, 'passphrase-file': { type: 'string' },
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
    return await work({ api: callHouse(house.app), house });
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
  const session = await desk.api.call<Session>('GET', '/api/session');
  return work(recordDesk(call, desk, session.records));
}

async function withAccount<T>(call: Call, desk: Desk, work: (desk: RecordDesk) => Promise<T>): Promise<T> {
  const account = await signIn(call, desk);
  const records = await openRecords(desk.api, account);
  const record = chosen(call, records, ({ held }) => held);
  await checkFreshness(call, record);
  const { bearer } = await mintPass(desk.api, account, [record], {
    kind: 'session', label: 'Command line', capabilities: { read: 'all', write: true, drain: true, audit: true }, expiresAt: new Date(Date.now() + SESSION_LIFE).toISOString(),
  });
  desk.api.use(bearer);
  try {
    const session = await desk.api.call<Session>('GET', '/api/session');
    for (const { diagnostics, remedy } of session.records[0]?.alarms ?? []) call.warn(`Warning: ${[diagnostics, remedy].filter(Boolean).join(' ')}`);
    return await work({ ...recordDesk(call, desk, session.records), account, record });
  } finally {
    await desk.api.call('DELETE', '/api/session').catch(() => undefined);
  }
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
  return openWith(api, { account: only }, halves, 'passphrase');
}

function recordDesk(call: Call, desk: Desk, lines: Session['records']): RecordDesk {
  const line = chosen(call, lines, (each) => each);
  return { ...desk, person: line.person, line, path: (rest) => `/api/records/${line.person}/${rest}` };
}

/** The record named by `--person` (a name or an id), or the only one. */
export function chosen<T>(call: Call, records: readonly T[], nameOf: (record: T) => { readonly person: string; readonly name: string }): T {
  const asked = option(call, 'person');
  const fitting = asked === undefined ? records : records.filter((each) => nameOf(each).person === asked || nameOf(each).name === asked);
  const [first, ...more] = fitting;
  if (first === undefined) throw new UsageError(asked === undefined ? 'This account holds no record that opens.' : `This account holds no record called "${asked}".`);
  if (more.length > 0) throw new UsageError(`Say which record: --person NAME, one of ${fitting.map((each) => `"${nameOf(each).name}"`).join(', ')}.`);
  return first;
}
