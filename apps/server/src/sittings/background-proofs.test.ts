import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackgroundProofs } from './background-proofs.ts';
import { silentJournal } from '../journal.ts';
import type { AccessLine, Session } from '../http/api.ts';
import { ask, bundleOf, importText, newPerson, patient, removeDir, serveForTest, type Served, weight } from '../../testing/served.ts';

describe('[S18] an unlocked record is proved in the background', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveForTest({ proveAfter: 300 });
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });

  it('and what was exchanged in the store since raises an alarm, which the page is told of', async () => {
    const ana = await newPerson(served, 'Ana');
    await importText(
      ana,
      'a.json',
      bundleOf([patient('p', 'Aster'), ...Array.from({ length: 9 }, (_, n) => weight(`w${n}`, 60 + n, '2024-01-01'))]),
    );
    const { store } = served.house.world;
    // The body of one version is flipped behind the back of the index, which goes on answering from memory.
    for await (const rows of store.scan('row', { person: ana.person })) {
      const row = rows.find(({ body, n }) => body && n === 3);
      if (row?.body)
        await store.write({
          shard: ana.person,
          operations: [{ replace: 'row', row: { ...row, body: row.body.with(60, (row.body[60] as number) ^ 1) } }],
        });
    }
    const told = new Promise<string>((resolve) => served.house.proofs.onDamage(resolve));
    const before = await ana.api.call<Session>('GET', '/api/session');
    expect(before.records[0]?.alarms).toEqual([]);
    expect(await told).toBe(ana.person);
    const after = await ana.api.call<Session>('GET', '/api/session');
    const alarms = after.records[0]?.alarms.map(({ diagnostics }) => diagnostics) ?? [];
    expect(after.records[0]?.alarms.map(({ code }) => code)).toContain('security');

    // The holder knows about it: said once, logged, and not told again; another alarm would be.
    const accept = (alarm: string, bearer = ana.bearer) => ask(served.base, 'POST', ana.path('alarms/accept'), { body: { alarm }, bearer });
    expect((await accept('Something else.')).status).toBe(404);
    expect((await accept(alarms[0] ?? '', await ana.pass({ kind: 'token', label: 'A script' }))).status).toBe(403);
    for (const alarm of alarms) expect((await accept(alarm)).status).toBe(204);
    expect((await accept(alarms[0] ?? '')).status).toBe(204);
    expect((await ana.api.call<Session>('GET', '/api/session')).records[0]?.alarms).toEqual([]);
    const log = await ana.api.call<readonly AccessLine[]>('GET', ana.path('access-log'));
    expect(log.filter(({ what }) => what.startsWith('knows of the alarm')).length).toBe(alarms.length + 1);
  });

  it('and never when the sitting ended first, nor twice for one sitting', async () => {
    const proved: string[] = [];
    const hall = { prove: async ({ session }: { session: string }) => void proved.push(session) };
    const proofs = createBackgroundProofs(hall as never, silentJournal, 20);
    const holder = (session: string, pmk = true) => ({
      person: 'p',
      session,
      keys: { read: [pmk ? { epoch: 1, pmk: new Uint8Array(32) } : { epoch: 1 }] },
    });
    for (const [session, pmk] of [
      ['stays', true],
      ['stays', true],
      ['ends', true],
      ['partial', false],
    ] as const)
      proofs.unlocked(holder(session, pmk) as never);
    proofs.end(holder('ends') as never);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await proofs.close();
    proofs.unlocked(holder('late') as never);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(proved).toEqual(['stays']);
  });

  it('and a proof that fails is noted, and fails nobody else', async () => {
    const faults: string[] = [];
    const journal = { ...silentJournal, fault: (event: string) => void faults.push(event) };
    const hall = { prove: () => Promise.reject(new Error('the store is away')) };
    const proofs = createBackgroundProofs(hall as never, journal, 1);
    proofs.unlocked({ person: 'p', session: 's', keys: { read: [{ epoch: 1, pmk: new Uint8Array(32) }] } } as never);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await proofs.close();
    expect(faults).toEqual(['proof']);
  });
});
