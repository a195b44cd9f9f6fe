import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '@satchel/record';
import { freshDatabase } from '../../../tools/postgres-for-tests.ts';
import { countIn, createCanaries, searchFolders } from '../testing/canaries.ts';
import { satchel, type ServerProcess, startServer } from '../testing/process.ts';
import { ask, finished, importText, newPerson, type Person, removeDir } from '../testing/served.ts';
import { engines } from '../testing/stores.ts';
import { callServer } from './cli/desk/call.ts';
import type { Job, Timeline } from './http/api.ts';

/** Begins every canary; random, so that no file of ours holds it by chance. */
const seed = `zq${Array.from({ length: 8 }, () => 'bcdfghjkmnpqrstvwxz'[Math.floor(Math.random() * 19)]).join('')}`;

describe('looking for canaries', () => {
  it('finds them in every disguise, so that finding none means something', () => {
    const word = createCanaries(seed).next();
    const packed = Buffer.concat([Buffer.from('noise'), gzipSync(`a ${word} b`)]);
    const disguised = [
      word,
      Buffer.from(word, 'utf16le'),
      Buffer.from(`x${word}`).toString('base64'),
      Buffer.from(`xy${word}`).toString('base64url'),
      Buffer.from(word).toString('hex'),
      packed,
    ];
    for (const bytes of disguised) expect(countIn(Buffer.from(bytes as string), seed)).toBeGreaterThan(0);
    expect(countIn(Buffer.from('nothing here'), seed)).toBe(0);
  });
});

describe.each(engines)('[S16] a day in the life of a server on %s, then its whole disk', { timeout: 240_000 }, (engine) => {
  const home = mkdtempSync(join(tmpdir(), 'satchel-canary-'));
  const [data, temp, out] = ['data', 'temp', 'out'].map((name) => join(home, name)) as [string, string, string];
  const canaries = createCanaries(seed);
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let env: Record<string, string> = {};
  let logs = '';

  beforeAll(async () => {
    database = engine === 'PostgreSQL' ? await freshDatabase() : undefined;
    for (const dir of [data, temp, out]) mkdirSync(dir, { recursive: true });
    env = { SATCHEL_DATA: data, TMPDIR: temp, XDG_STATE_HOME: join(home, 'state'), ...(database && { DATABASE_URL: database.url }) };
  });
  afterAll(async () => {
    await database?.drop();
    removeDir(home);
  });

  it("holds no word of anybody's record, in any encoding", async (context) => {
    if (engine === 'PostgreSQL' && !database) context.skip('no PostgreSQL here');
    let server = await startServer(env);
    const ana = await newPerson(server, canaries.next());
    await busyDay(ana, server);
    // The power goes while an import runs.
    const upload = await ana.api.call<{ id: string }>('POST', ana.path('uploads'), {
      name: `${canaries.next()}.json`,
      size: 5_000_000,
      mediaType: 'x/x',
    });
    await ana.api.call('PUT', ana.path(`uploads/${upload.id}?offset=0`), Buffer.from(lives(canaries, 50)));
    const running = await importSlowly(ana);
    await server.kill();
    logs += server.log();
    server = await startServer(env);
    await ask(server.base, 'GET', '/api/session', { bearer: ana.bearer });
    const again: Person = { ...ana, api: callServer(server.base) };
    again.api.use(ana.bearer);
    await finished(again, running.id);
    await byCommand(ana.name, ana.passphrase, server);
    logs += server.log();
    await server.kill();

    writeFileSync(join(out, 'logs'), logs);
    const found = searchFolders([data, temp, join(home, 'state'), out], seed);
    expect(canaries.words.length).toBeGreaterThan(1000);
    expect(found.bytes).toBeGreaterThan(500_000);
    expect(found.found).toEqual({});
    await lookIntoTheStore();
    lookIntoTheCluster();
  });

  /** Everything a person does, with words of their own in every field and every mistake. */
  async function busyDay(ana: Person, server: ServerProcess): Promise<void> {
    await importText(ana, `${canaries.next()}.json`, lives(canaries, 20));
    await importText(ana, `${canaries.next()}.json`, `{"resourceType":"Observation","status":"${canaries.next()}","note":`);
    const { entries } = await ana.api.call<Timeline>('POST', ana.path('timeline'), {});
    const fact = entries[0];
    await ana.api.call('POST', ana.path('facts/retract'), {
      type: fact?.type,
      id: fact?.id,
      version: fact?.version,
      reason: canaries.next(),
    });
    for (const rest of ['summary', 'results', 'sources', 'access-log', 'grants', 'counts']) await ana.api.call('GET', ana.path(rest));
    await ana.api.call('POST', ana.path('words'), { text: canaries.words[5] });
    await ana.api.call('POST', ana.path('search'), { type: 'Patient', query: `name=${canaries.words[1]}&_content=${canaries.next()}` });
    const mistakes = [
      ask(server.base, 'GET', `/api/records/${canaries.next()}/summary?name=${canaries.next()}`, { bearer: ana.bearer }),
      ask(server.base, 'GET', `/${canaries.next()}?${canaries.next()}=${canaries.next()}`),
      ask(server.base, 'POST', ana.path('search'), { bearer: ana.bearer, body: `{"type":"${canaries.next()}` }),
      ask(server.base, 'POST', ana.path('search'), {
        bearer: ana.bearer,
        body: { type: canaries.next(), query: `${canaries.next()}:x=${canaries.next()}` },
      }),
      ask(server.base, 'POST', ana.path('facts/read'), { bearer: ana.bearer, body: { type: canaries.next(), id: canaries.next() } }),
      ask(server.base, 'POST', '/api/sign-in/begin', { body: { name: canaries.next() } }),
      ask(server.base, 'POST', '/api/sign-in', { body: { account: crypto.randomUUID(), auth: canaries.next() } }),
      ask(server.base, 'GET', '/api/about', {
        headers: { 'user-agent': canaries.next(), referer: `http://x/${canaries.next()}`, cookie: `satchel=${canaries.next()}` },
      }),
    ];
    await Promise.all(mistakes);
  }

  async function importSlowly(ana: Person): Promise<Job> {
    const text = Buffer.from(lives(canaries, 150));
    const { id } = await ana.api.call<{ id: string }>('POST', ana.path('uploads'), {
      name: `${canaries.next()}.json`,
      size: text.length,
      mediaType: canaries.next(),
    });
    await ana.api.call('PUT', ana.path(`uploads/${id}?offset=0`), text);
    return ana.api.call<Job>('POST', ana.path(`uploads/${id}/import`));
  }

  async function byCommand(name: string, passphrase: string, server: ServerProcess): Promise<void> {
    const file = join(home, `${canaries.next()}.json`);
    writeFileSync(file, lives(canaries, 5));
    const run = (...args: readonly string[]) => satchel(args, { ...env, SATCHEL_PASSPHRASE: passphrase });
    expect(await run('import', file, '--name', name)).toMatchObject({ code: 0 });
    expect((await run('search', 'Patient', `name=${canaries.words[1]}`)).code).toBe(0);
    expect((await run('verify')).code).toBe(0);
    expect((await satchel(['backup', '--out', join(out, 'backup')], env)).code).toBe(0);
    logs += (await run('show', `Patient/${canaries.next()}`)).err.replaceAll(/There is no .* here\./g, '');
    logs += server.log();
  }

  /** Cells as the store gives them, for engines whose pages could pack them. */
  async function lookIntoTheStore(): Promise<void> {
    const store = await openStore(database ? { url: database.url } : { dir: data });
    let cells = 0;
    for await (const { row } of store.snapshot()) {
      for (const cell of Object.values(row)) {
        if (cell === null || typeof cell === 'number') continue;
        cells += 1;
        expect(countIn(Buffer.from(cell as Uint8Array), seed)).toBe(0);
      }
    }
    expect(cells).toBeGreaterThan(500);
    await store.close();
  }

  /** PostgreSQL's own files: tables, indexes, write-ahead log, server log. */
  function lookIntoTheCluster(): void {
    const cluster = process.env['SATCHEL_TEST_POSTGRES_HOME'];
    if (!database || !cluster) return;
    for (const folder of ['data/base', 'data/pg_wal']) {
      const { found } = searchFolders([join(cluster, folder)], seed);
      expect(found).toEqual({});
    }
    expect(countIn(readFileSync(join(cluster, 'log')), seed)).toBe(0);
  }
});

/** A Bundle of lives in which every text field is a canary. */
function lives(canaries: ReturnType<typeof createCanaries>, count: number): string {
  const word = () => canaries.next();
  const concept = () => ({ coding: [{ system: `http://${word()}.example`, code: word(), display: word() }], text: word() });
  const resources = Array.from({ length: count }, (_, at) => [
    {
      resourceType: 'Patient',
      id: word(),
      name: [{ family: word(), given: [word()], text: word() }],
      birthDate: '1980-01-01',
      address: [{ line: [word()], city: word() }],
      telecom: [{ system: 'email', value: `${word()}@${word()}.example` }],
      identifier: [{ system: `urn:${word()}`, value: word() }],
    },
    {
      resourceType: 'Observation',
      id: word(),
      status: 'final',
      effectiveDateTime: `20${String(10 + (at % 15))}-01-01`,
      code: concept(),
      valueQuantity: { value: at, unit: word() },
      note: [{ text: word() }],
      performer: [{ display: word() }],
      interpretation: [concept()],
    },
    {
      resourceType: 'DocumentReference',
      id: word(),
      status: 'current',
      description: word(),
      type: concept(),
      content: [
        {
          attachment: {
            title: word(),
            contentType: 'text/plain',
            data: Buffer.from(word()).toString('base64'),
            url: `http://${word()}.example`,
          },
        },
      ],
    },
    {
      resourceType: 'Condition',
      id: word(),
      code: concept(),
      text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${word()}</div>` },
      subject: { reference: `Patient/${word()}`, display: word() },
      extension: [{ url: `http://${word()}.example`, valueString: word() }],
    },
    { resourceType: 'NoSuchType', id: word(), [word()]: word() },
  ]).flat();
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${crypto.randomUUID()}`, resource })),
  });
}
