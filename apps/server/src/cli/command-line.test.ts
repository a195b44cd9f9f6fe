import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, patient, removeDir, weight } from '../../testing/served.ts';
import { type Ran, satchel, startServer } from '../../testing/process.ts';

const home = mkdtempSync(join(tmpdir(), 'satchel-cli-'));
const data = join(home, 'data');
const env = { SATCHEL_PASSPHRASE: 'ana likes long walks', XDG_STATE_HOME: join(home, 'state') };
const file = join(home, 'aster.json');
const run = (...args: readonly string[]) => satchel([...args, '--data', data], env);
const json = <T>({ out }: Ran): T => JSON.parse(out) as T;

interface Made {
  account: string;
  person: string;
  recoveryKit: string;
  passphrase?: string;
}

let made: Made;
beforeAll(async () => {
  writeFileSync(
    file,
    bundleOf([patient('p', 'Aster'), weight('w1', 81, '2024-03-01'), weight('w2', 79.5, '2024-05-01')]).replace('79.5', '79.50'),
  );
  const begun = await run('init', '--name', 'Ana', '--json');
  expect(begun).toMatchObject({ code: 0, err: '' });
  made = json(begun);
}, 120_000);
afterAll(() => removeDir(home));

describe('the command line', { timeout: 240_000 }, () => {
  it('init prints ids and the recovery kit, and the passphrase only when it made one', async () => {
    expect(made).toMatchObject({
      name: 'Ana',
      account: expect.any(String) as string,
      person: expect.any(String) as string,
      grant: expect.any(String) as string,
    });
    expect(made.recoveryKit).toMatch(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
    expect(made).not.toHaveProperty('passphrase');
    const other = await satchel(['init', '--name', 'Bea', '--json', '--data', join(home, 'other')], { XDG_STATE_HOME: env.XDG_STATE_HOME });
    expect(json<Made>(other).passphrase).toMatch(/^([0-9a-z]{4}-){4}[0-9a-z]{4}$/);
    expect((await run('init', '--name', 'ana')).code).toBe(1);
  });

  it('import prints what scripts rely on, and exits 0 unless nothing could be taken', async () => {
    const first = await run('import', file, '--json');
    expect(first.code).toBe(0);
    expect(json(first)).toMatchObject({
      types: { Observation: { new: 2, unchanged: 0, changed: 0, notUnderstood: 0 }, Patient: { new: 1 } },
      issues: [],
      files: [{ name: 'aster.json' }],
    });
    const mixed = await run('import', file, join(home, 'missing.json'), '--json');
    expect(mixed.code).toBe(0);
    expect(json(mixed)).toMatchObject({
      types: { Observation: { new: 0, unchanged: 2 } },
      issues: [{ code: 'not-found', location: 'missing.json' }],
    });
    expect(await run('import', join(home, 'missing.json'), '--json')).toMatchObject({ code: 1 });
  });

  it('search prints a searchset Bundle, decimals as written', async () => {
    const found = await run('search', 'Observation', 'code=29463-7&date=ge2024-04', '--json');
    expect(found.code).toBe(0);
    expect(found.out).toContain('"value":79.50');
    expect(json(found)).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
  });

  it('show tells the record, and one fact with who said so', async () => {
    const summary = await run('show');
    expect(summary.out).toContain('Test Aster, born 1980-02-03');
    const bundle = json<{ entry: { resource: { id: string } }[] }>(await run('search', 'Observation', '_count=1', '--json'));
    const fact = await run('show', `Observation/${bundle.entry[0]?.resource.id}`);
    expect(fact.out).toMatch(/version 1: .*file: aster\.json, entry \d/);
  });

  it('export writes TYPE.ndjson, and a second import of it adds nothing that was not there', async () => {
    const out = join(home, 'out');
    expect((await run('export', '--out', out)).code).toBe(0);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['Observation.ndjson', 'Patient.ndjson', 'Provenance.ndjson']));
    expect(readFileSync(join(out, 'Observation.ndjson'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('summary makes the patient summary, in words and as a FHIR document', async () => {
    const said = await run('summary', '--lang', 'es');
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).toContain('Signos vitales');
    const out = join(home, 'summary.json');
    expect((await run('summary', '--out', out)).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('"value":79.50');
    expect(json(await run('summary', '--json'))).toMatchObject({ resourceType: 'Bundle', type: 'document' });
    expect((await run('summary', '--lang', 'xx')).code).toBe(2);
  });

  it('print makes a PDF of a view, on the paper asked for', async () => {
    const out = join(home, 'medicines.pdf');
    expect((await run('print', 'medicines', '--paper', 'Letter', '--lang', 'es', '--large', '--out', out)).code).toBe(0);
    expect(readFileSync(out).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await run('print', 'nonsense', '--out', out)).code).toBe(2);
    expect((await run('print', 'visit', '--paper', 'A9', '--out', out)).code).toBe(2);
  });

  it('import reads a table by the columns that it is told, asks for what is unsure, and remembers', async () => {
    const place = join(home, 'scales');
    const there = (...args: readonly string[]) => satchel([...args, '--data', place], env);
    await there('init', '--name', 'Ana');
    const table = join(home, 'scale.csv');
    writeFileSync(table, 'Day,Weight,Blorp\n03/04/2023,81.2,1\n05/04/2023,80.9,2\n');
    const unsure = await there('import', table, '--columns', 'Weight=weight kg', '--json');
    expect(json(unsure)).toMatchObject({
      issues: [
        { diagnostics: 'Which day is 03/04/2023? Say --dates dmy or --dates mdy.' },
        { diagnostics: 'What is the column "Blorp"? Say --columns "Blorp=KIND", or "Blorp=ignored".' },
      ],
    });
    const answers = join(home, 'columns.json');
    writeFileSync(answers, JSON.stringify({ columns: { Weight: 'weight kg', blorp: 'ignored' }, dates: 'dmy' }));
    const read = await there('import', table, '--columns', answers, '--json');
    expect(read.code).toBe(0);
    expect(json(read)).toMatchObject({ types: { Observation: { new: 2 } }, issues: [] });
    writeFileSync(table, 'Day,Weight,Blorp\n07/04/2023,80.7,1\n08/04/2023,80.6,2\n');
    expect(json(await there('import', table, '--json'))).toMatchObject({ types: { Observation: { new: 2 } }, issues: [] });
  });

  it('export --archive writes one file that import takes into another record, and a sealed page', async () => {
    const out = join(home, 'everything.zip');
    expect((await run('export', '--archive', out)).code).toBe(0);
    const place = join(home, 'moved');
    const there = (...args: readonly string[]) => satchel([...args, '--data', place], env);
    await there('init', '--name', 'Ana');
    expect(json(await there('import', out, '--json'))).toMatchObject({
      types: { Observation: { new: 2 }, Patient: { new: 1 } },
      issues: [],
    });
    const page = join(home, 'everything.html');
    expect((await run('export', '--archive', page)).code).toBe(2);
    const sealed = await satchel(['export', '--archive', page, '--data', data], {
      ...env,
      SATCHEL_ARCHIVE_PASSPHRASE: 'a quiet green hill',
    });
    expect(sealed).toMatchObject({ code: 0 });
    expect(readFileSync(page, 'utf8')).not.toContain('Aster');
    expect(
      (await satchel(['export', '--archive', out, '--data', data], { ...env, SATCHEL_ARCHIVE_PASSPHRASE: 'a quiet green hill' })).code,
    ).toBe(2);
  });

  it('token prints a bearer for scripts that opens what its scope says, while a server runs on the same data', async () => {
    const reads = json<{ token: string }>(await run('token', '--scope', 'patient/Patient.rs', '--label', 'Script', '--json')).token;
    const server = await startServer({ SATCHEL_DATA: data });
    try {
      const there = (...args: readonly string[]) =>
        satchel([...args, '--server', server.base, '--token', reads, '--json'], { XDG_STATE_HOME: env.XDG_STATE_HOME });
      expect(json(await there('search', 'Patient', 'name=aster'))).toMatchObject({ total: 1 });
      expect(json(await there('search', 'Observation'))).toMatchObject({ total: 0 });
      expect(await there('import', file)).toMatchObject({ code: 1 });
      expect(json(await run('search', 'Observation', '', '--json'))).toMatchObject({ total: 2 });
      const by = await satchel(['show', '--server', server.base, '--name', 'Ana', '--json'], env);
      expect(json(by)).toMatchObject({ patient: { name: 'Test Aster' } });
    } finally {
      await server.stop();
    }
    expect(await satchel(['show', '--server', server.base, '--token', reads], env)).toMatchObject({ code: 4 });
  });

  it('[S40] revoke takes a token back with new keys for the record, which verify as a whole', async () => {
    const { token, grant } = json<{ token: string; grant: string }>(await run('token', '--label', 'Kept by a thief', '--json'));
    const listed = json<{ grant: string; label: string }[]>(await run('revoke', '--json'));
    expect(listed.find(({ label }) => label === 'Kept by a thief')?.grant).toBe(grant);
    expect(json(await run('revoke', grant, '--json'))).toEqual({ revoked: grant, epoch: 2, ended: [] });
    expect(await satchel(['show', '--data', data, '--token', token], { XDG_STATE_HOME: env.XDG_STATE_HOME })).toMatchObject({ code: 3 });
    expect((await run('revoke', grant)).code).toBe(1);
    expect(json(await run('verify', '--json'))).toMatchObject({ ok: true, damage: [] });
  });

  it('verify finds nothing wrong, and says what was checked', async () => {
    const verified = await run('verify', '--json');
    expect(verified.code).toBe(0);
    expect(json(verified)).toMatchObject({ ok: true, damage: [], originals: 1, freshness: 'fresh' });
  });

  it('[S34] backs up without a key, and restores what verifies, with a notice that it was put back', async () => {
    const out = join(home, 'backup');
    const withoutKey = await satchel(['backup', '--out', out, '--data', data, '--json'], {});
    expect(withoutKey).toMatchObject({ code: 0 });
    expect(json(withoutKey)).toMatchObject({ rows: { person: 1 } });
    const before = await run('search', 'Observation', '_sort=_id', '--json');
    const place = join(home, 'restored');
    expect((await satchel(['restore', out, '--data', place], {})).code).toBe(0);
    const after = await satchel(['search', 'Observation', '_sort=_id', '--json', '--data', place], env);
    expect(after.out).toBe(before.out);
    expect(after.err).toContain('was restored from a backup');
    expect(await satchel(['verify', '--json', '--data', place], env)).toMatchObject({ code: 0 });
    // Not into a store that holds something, and not from what is no backup.
    expect((await satchel(['restore', out, '--data', place], {})).code).toBe(1);
    expect(await satchel(['restore', file, '--data', join(home, 'refused')], {})).toMatchObject({
      code: 1,
      err: 'This file is not a backup of Satchel; nothing was restored.\n',
    });
  });

  it('[S19] a whole database that was put back is named at unlock and by verify', async () => {
    const earlier = join(home, 'earlier');
    cpSync(data, earlier, { recursive: true });
    const more = join(home, 'more.json');
    writeFileSync(more, bundleOf([weight('w3', 78, '2024-07-01')]));
    expect((await run('import', more)).code).toBe(0);
    const shown = await satchel(['show', '--data', earlier], env);
    expect(shown.err).toContain('put back to an earlier state');
    const verified = await satchel(['verify', '--json', '--data', earlier], env);
    expect(verified.code).toBe(1);
    expect(json(verified)).toMatchObject({ ok: false, freshness: 'rolled-back', damage: [{ code: 'security' }] });
    // A computer that never saw it cannot know, and says so.
    expect(json(await satchel(['verify', '--json', '--data', earlier], { ...env, XDG_STATE_HOME: join(home, 'elsewhere') }))).toMatchObject(
      { freshness: 'unknown' },
    );
  });

  it('[S40] erases for good: the record is gone, and stays gone when an older backup is restored', async () => {
    const place = join(home, 'erased');
    const there = (...args: readonly string[]) => satchel([...args, '--data', place], env);
    await there('init', '--name', 'Cat');
    await there('import', file);
    await there('backup', '--out', join(home, 'cat'));
    expect((await there('erase', '--yes-erase', 'Somebody')).code).toBe(1);
    expect((await there('erase', '--yes-erase', 'Cat')).code).toBe(0);
    expect((await there('show')).err).toContain('no record');
    const again = join(home, 'erased again');
    cpSync(join(place, 'erased.ledger'), join(again, 'erased.ledger'), { recursive: true });
    expect(json(await satchel(['restore', join(home, 'cat'), '--data', again, '--json'], {}))).toMatchObject({ people: 0, erased: 1 });
  });

  it('says in words what is wrong, with an exit code for scripts', async () => {
    expect(await run('frobnicate')).toMatchObject({ code: 2 });
    expect((await run('import')).err).toContain('satchel import FILE');
    expect((await run('show', '--nonsense')).code).toBe(2);
    const wrong = await satchel(['show', '--data', data], { ...env, SATCHEL_PASSPHRASE: 'not it' });
    expect(wrong).toMatchObject({ code: 3 });
    expect(wrong.err).toContain('not right');
    expect((await satchel(['show', '--data', data], {})).err).toContain('--passphrase-file');
    expect((await run('search', 'Observation', 'code:nonsense=1')).code).toBe(1);
    expect((await run('token', '--scope', 'patient/Observation.cruds')).code).toBe(2);
  });

  it('runs as npx satchel does', async () => {
    const ran = await satchel(['help'], {}, join(import.meta.dirname, '../../bin/satchel.mjs'));
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toContain('Usage: satchel COMMAND');
  });
});
