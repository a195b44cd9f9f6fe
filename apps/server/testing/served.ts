import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issue } from '@satchel/fhir';
import { base64url, newAccountKeys } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import type { Job, Upload } from '../src/http/api.ts';
import { createAccount, type OpenAccount } from '../src/cli/desk/account.ts';
import { type Caller, callServer } from '../src/cli/desk/call.ts';
import { createRecord, draftRecord, mintPass, type OpenRecord, type Pass } from '../src/cli/desk/records.ts';
import { type Journal, silentJournal } from '../src/journal.ts';
import { readSettings } from '../src/settings.ts';
import { wire, type WiredHouse } from '../src/wire.ts';

/** A server that listens, for tests; several may share a data directory or a database. */
export interface Served {
  readonly house: WiredHouse;
  readonly base: string;
  readonly dir: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly dir?: string;
  readonly databaseUrl?: string;
  readonly now?: () => number;
  readonly journal?: Journal;
  readonly proveAfter?: number;
  /** Rules are asked by those tests alone that are about them. */
  readonly checkAfter?: number;
  /** Environment beside the data directory. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function serveForTest({
  dir = mkdtempSync(join(tmpdir(), 'satchel-server-')),
  databaseUrl,
  now,
  journal = silentJournal,
  proveAfter,
  checkAfter = 2 ** 31 - 1,
  env = {},
}: ServeOptions = {}): Promise<Served> {
  const settings = { ...readSettings({ ...env, SATCHEL_DATA: dir, SATCHEL_PORT: '0' }), ...(databaseUrl !== undefined && { databaseUrl }) };
  const house = await wire(settings, { journal, checkAfter, ...(now && { now }), ...(proveAfter !== undefined && { proveAfter }) });
  const base = await house.app.listen({ host: '127.0.0.1', port: 0 });
  return { house, base, dir, close: () => house.close() };
}

export const removeDir = (dir: string): void => rmSync(dir, { recursive: true, force: true });

/** Somebody with an account, a record and a session, as their device would have made them. */
export interface Person {
  readonly name: string;
  readonly passphrase: string;
  readonly account: OpenAccount;
  readonly record: OpenRecord;
  readonly person: string;
  readonly bearer: string;
  readonly api: Caller;
  /** `/api/records/<person>/<rest>`. */
  path(rest: string): string;
  /** Another bearer for the same record. */
  pass(pass?: Partial<Pass>): Promise<string>;
}

export async function newPerson({ base }: Pick<Served, 'base'>, name: string): Promise<Person> {
  const api = callServer(base);
  const passphrase = `${name} likes long walks`;
  const draft = draftRecord(name);
  const { opened } = await createAccount(api, name, passphrase, [draft.held]);
  await createRecord(api, opened, draft);
  const pass = async (more: Partial<Pass> = {}) =>
    (await mintPass(callServer(base), opened, [draft], { ...SESSION, expiresAt: inOneHour(), ...more })).bearer;
  const bearer = await pass();
  api.use(bearer);
  return {
    name,
    passphrase,
    account: opened,
    record: draft,
    person: draft.held.person,
    bearer,
    api,
    path: (rest) => `/api/records/${draft.held.person}/${rest}`,
    pass,
  };
}

const SESSION: Omit<Pass, 'expiresAt'> = {
  kind: 'session',
  label: 'A test',
  capabilities: { read: 'all', write: true, drain: true, audit: true },
};
const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Takes text in as a file and waits for the report. */
export async function importText(person: Pick<Person, 'api' | 'path'>, name: string, text: string | Uint8Array): Promise<Job> {
  const started = await begin(person, name, typeof text === 'string' ? Buffer.from(text) : text);
  return finished(person, started.id);
}

/** Uploads a file and begins to take it in. */
export async function begin({ api, path }: Pick<Person, 'api' | 'path'>, name: string, bytes: Uint8Array): Promise<Job> {
  const upload = await api.call<Upload>('POST', path('uploads'), { name, size: bytes.length, mediaType: 'application/fhir+json' });
  const part = 1024 * 1024;
  for (let offset = 0; offset < bytes.length; offset += part)
    await api.call('PUT', path(`uploads/${upload.id}?offset=${offset}`), bytes.subarray(offset, offset + part));
  return api.call<Job>('POST', path(`uploads/${upload.id}/import`));
}

export async function finished(person: Pick<Person, 'api' | 'path'>, id: string): Promise<Job> {
  for (;;) {
    const job = await person.api.call<Job>('GET', person.path(`jobs/${id}`));
    if (job.state === 'done' || job.state === 'failed') return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The bare answer to a request, for tests of statuses, headers and bodies. */
export async function ask(
  base: string,
  method: string,
  path: string,
  { body, headers = {}, bearer }: { body?: unknown; headers?: Record<string, string>; bearer?: string } = {},
) {
  const response = await fetch(new URL(path, base), {
    method,
    redirect: 'manual',
    headers: {
      'x-satchel': '1',
      ...(body !== undefined && !(body instanceof Uint8Array) && { 'content-type': 'application/json' }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: (body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body)) as BodyInit }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, issues: issuesIn(text) };
}

function issuesIn(text: string): readonly Issue[] {
  try {
    return (JSON.parse(text) as { issues?: readonly Issue[] }).issues ?? [];
  } catch {
    return [];
  }
}

/** A body for `POST /api/accounts` whose secrets nobody derived: quick, where no sign-in follows. */
export function quickAccount(name: string): { body: object; auth: string; account: string } {
  const account = crypto.randomUUID();
  const keys = newAccountKeys(nodeEngine);
  const auth = base64url(nodeEngine.random(32));
  const body = {
    account,
    name,
    auth,
    kitAuth: base64url(nodeEngine.random(32)),
    wraps: { passphrase: 'AAAA', kit: 'AAAA' },
    keyring: 'AAAA',
    kdf: { name: 'argon2id', salt: base64url(nodeEngine.random(16)), memory: 65_536, passes: 3, lanes: 1 },
    public: { exchange: base64url(nodeEngine.exchangePublic(keys.exchange)), sign: base64url(nodeEngine.signPublic(keys.sign)) },
  };
  return { body, auth, account };
}

/** A few facts with words of their own in each. */
export function bundleOf(resources: readonly object[]): string {
  return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) });
}

export const patient = (id: string, family: string) => ({
  resourceType: 'Patient',
  id,
  name: [{ family, given: ['Test'] }],
  birthDate: '1980-02-03',
});

export const weight = (id: string, kilograms: number, day: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject: { reference: 'Patient/p' },
  effectiveDateTime: day,
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }] },
  valueQuantity: { value: kilograms, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
});
