import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64url, makeGrant, newAccountKeys, newRecordKeys, signCertificate } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { keepOriginal } from '../testing/originals.ts';
import { change, condition, draft, drug, lensOf, origin, patient, weight } from '../testing/people.ts';
import { emptied, loaded, memoryStores, postgresStores, rowsOf, sqliteStores, type Stores } from '../testing/stores.ts';
import { createHall } from './hall.ts';
import { openHolder } from './holder.ts';
import type { SnapshotRow, Store } from './storage/store.ts';
import { verifyRecord } from './verify.ts';

/** What somebody with every right on the database can do, and nobody with a key would. */
const nightly = process.env['SATCHEL_NIGHTLY'] === '1';
const TRIALS = nightly ? 200 : 5;

type Cells = Record<string, string | number | Uint8Array | null>;
type Rows = { table: string; row: Cells }[];

/** A small reproducible source of chance. */
function chance(seed: number) {
  let state = seed * 2654435761 + 1;
  const below = (n: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return (state >>> 3) % n;
  };
  return { below, of: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
type Chance = ReturnType<typeof chance>;

interface Base {
  readonly record: TestRecord;
  readonly rows: readonly SnapshotRow[];
  /** The same store after the first commits. */
  readonly early: readonly SnapshotRow[];
  readonly other: string;
  /** A deposit as it was before it was taken in. */
  readonly deposited: Readonly<Cells>;
  /** Every text ever written, by `Type/id version`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly current: readonly { type: string; id: string; version: number }[];
}

/** Two people in one store; the first with versions, labels, originals, a log of several sittings, an inbox and an image. */
async function makeBase(): Promise<Base> {
  const record = await newRecord({ now: () => Date.parse('2026-03-01T10:00:01Z') });
  const { hall, owner, world, person } = record;
  const other = await newRecord({ world });
  for (const size of [10, 1_048_600]) await keepOriginal(record, new Uint8Array(size).fill(size % 251));
  must(await hall.commit(owner, change(patient('p'), weight('a', 70), weight('b', 71), condition('c', 'hiv-sti'))));
  must(await hall.deposit({ person, origin: 'Laboratory', at: origin.at, drafts: [draft(weight('lab', 50))] }));
  const deposited = (await rowsOf(world.store)).find(({ table }) => table === 'inbox')!.row;
  must(await hall.unlock(owner));
  must(await hall.commit(owner, change(weight('a', 72), drug('m', { reasonReference: [{ reference: 'Condition/c' }] }))));
  await hall.lock(owner);
  const early = await rowsOf(world.store);
  must(await hall.commit(owner, change(weight('a', 73), weight('d', 74), condition('e', 'mental-health'))));
  must(await must(await hall.view(lensOf(owner))).timeline());
  must(await hall.commit(owner, change(weight('b', 75), weight('f', 76))));
  must(await hall.commit(owner, change(weight('g', 77))));
  must(await other.hall.commit(other.owner, change(patient('q', 'Other'), weight('x', 50), weight('y', 51))));
  await other.hall.lock(other.owner);
  await hall.lock(owner);
  for (const n of [1, 2, 3])
    must(await hall.deposit({ person, origin: 'Laboratory', at: origin.at, drafts: [draft(weight(`late${n}`, 50 + n))] }));
  const view = must(await hall.view(lensOf(owner)));
  const texts = new Map<string, string>();
  const current: { type: string; id: string; version: number }[] = [];
  for await (const { type, id, version } of view.everything()) {
    current.push({ type, id, version });
    for (const each of must(await view.history(type, id))) texts.set(`${type}/${id} ${each.version}`, each.text);
  }
  await hall.lock(owner);
  return { record, rows: await rowsOf(world.store), early, other: other.person, texts, current, deposited };
}

/** `unlock`: named when the record is unlocked; `proof`: at the latest by the proof that begins then; `cache`: nothing may change; `back`: the last commits are gone. */
type Told = 'unlock' | 'proof' | 'cache' | 'back';
type Tamper = (rows: Rows, base: Base, by: Chance) => void;

const flip = (bytes: Uint8Array, by: Chance): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  const at = by.below(changed.length);
  changed[at] = (changed[at] as number) ^ (1 << by.below(8));
  return changed;
};
const of = (rows: Rows, table: string, person: string): Cells[] =>
  rows.filter((each) => each.table === table && each.row['person'] === person).map(({ row }) => row);
const facts = (rows: Rows, { record }: Base): Cells[] => of(rows, 'row', record.person);
const drop = (rows: Rows, wanted: (row: Cells) => boolean, table: string): void => {
  for (let at = rows.length - 1; at >= 0; at--) if (rows[at]!.table === table && wanted(rows[at]!.row)) rows.splice(at, 1);
};
const flipIn =
  (table: string, column: string): Tamper =>
  (rows, base, by) => {
    const row = by.of(of(rows, table, base.record.person).filter((each) => each[column] instanceof Uint8Array && each[column].length > 0));
    row[column] = flip(row[column] as Uint8Array, by);
  };
const cut =
  (column: string): Tamper =>
  (rows, base, by) => {
    const row = by.of(facts(rows, base));
    const bytes = row[column] as Uint8Array;
    row[column] = bytes.subarray(0, bytes.length - by.of([4, 8, 12, 16]));
  };
/** Gives two rows each other's columns. */
const swap =
  (columns: readonly string[], pick: (rows: Rows, base: Base, by: Chance) => readonly [Cells, Cells]): Tamper =>
  (rows, base, by) => {
    const [a, b] = pick(rows, base, by);
    for (const column of columns) [a[column], b[column]] = [b[column] as Cells[string], a[column] as Cells[string]];
  };
const hexId = (row: Cells): string => Buffer.from(row['id'] as Uint8Array).toString('hex');
const twoFacts = (rows: Rows, base: Base, by: Chance): readonly [Cells, Cells] => {
  const all = facts(rows, base);
  const a = by.of(all);
  return [a, by.of(all.filter((each) => hexId(each) !== hexId(a)))];
};
const twoVersions = (rows: Rows, base: Base, by: Chance): readonly [Cells, Cells] => {
  const later = by.of(facts(rows, base).filter((each) => (each['version'] as number) > 1 && !hexId(each).startsWith('0'.repeat(30))));
  return [later, facts(rows, base).find((each) => hexId(each) === hexId(later) && each['version'] === (later['version'] as number) - 1)!];
};
const twoPeople = (rows: Rows, base: Base, by: Chance): readonly [Cells, Cells] => [
  by.of(facts(rows, base)),
  by.of(of(rows, 'row', base.other)),
];
const SEALED = ['keyset', 'dek', 'digest', 'body'];
const personRow = (rows: Rows, base: Base): Cells => of(rows, 'person', base.record.person)[0]!;
const latestSeq = (rows: Rows, base: Base): number => Math.max(...facts(rows, base).map((each) => each['seq'] as number));
const dropFacts =
  (wanted: (row: Cells, rows: Rows, base: Base, by: Chance) => boolean): Tamper =>
  (rows, base, by) =>
    drop(rows, (row) => row['person'] === base.record.person && wanted(row, rows, base, by), 'row');
const dropOne =
  (pick: (all: Cells[], by: Chance) => Cells): Tamper =>
  (rows, base, by) => {
    const chosen = pick(facts(rows, base), by);
    drop(rows, (row) => row === chosen, 'row');
  };

const tampers: readonly [name: string, told: Told, tamper: Tamper][] = [
  ['a bit of a body', 'proof', flipIn('row', 'body')],
  ['a bit of a wrapped data key', 'proof', flipIn('row', 'dek')],
  ['a bit of a digest', 'unlock', flipIn('row', 'digest')],
  ['a bit of a keyset', 'proof', flipIn('row', 'keyset')],
  ['a bit of the head', 'unlock', flipIn('person', 'head')],
  ['a bit of the signature', 'unlock', flipIn('person', 'signature')],
  ['another incarnation', 'unlock', (rows, base) => void (personRow(rows, base)['incarnation'] = 'planted')],
  ['a truncated body', 'proof', cut('body')],
  ['a truncated data key', 'proof', cut('dek')],
  ['an emptied row', 'proof', (rows, base, by) => void Object.assign(by.of(facts(rows, base)), { body: null, dek: null })],
  ['two facts exchanged, digests too', 'unlock', swap(SEALED, twoFacts)],
  ['two facts exchanged, digests left', 'proof', swap(['keyset', 'dek', 'body'], twoFacts)],
  ['two versions exchanged', 'unlock', swap(SEALED, twoVersions)],
  ['two versions exchanged, digests left', 'proof', swap(['dek', 'body'], twoVersions)],
  ['a row of another person', 'unlock', swap(SEALED, twoPeople)],
  ['a row of another person, digest left', 'proof', swap(['keyset', 'dek', 'body'], twoPeople)],
  [
    'an old version over a new one',
    'unlock',
    (rows, base, by) => {
      const [later, earlier] = twoVersions(rows, base, by);
      for (const column of SEALED) later[column] = earlier[column] as Cells[string];
    },
  ],
  [
    'the latest row deleted',
    'unlock',
    dropOne((all) =>
      all.reduce((a, b) => ((b['seq'] as number) * 1000 + (b['n'] as number) > (a['seq'] as number) * 1000 + (a['n'] as number) ? b : a)),
    ),
  ],
  ['a row in the middle deleted', 'unlock', dropOne((all, by) => by.of(all))],
  [
    'a whole commit deleted',
    'unlock',
    (rows, base, by) => {
      const seq = by.of(facts(rows, base))['seq'];
      dropFacts((row) => row['seq'] === seq)(rows, base, by);
    },
  ],
  [
    'the last commit deleted and the count put back',
    'unlock',
    (rows, base, by) => {
      const last = latestSeq(rows, base);
      dropFacts((row) => row['seq'] === last)(rows, base, by);
      personRow(rows, base)['seq'] = last - 1;
    },
  ],
  [
    'two rows reordered',
    'unlock',
    swap(['seq', 'n'], (rows, base, by) => {
      const a = by.of(facts(rows, base));
      return [a, by.of(facts(rows, base).filter((each) => each !== a))];
    }),
  ],
  ['a row of another epoch', 'unlock', (rows, base, by) => void (by.of(facts(rows, base))['epoch'] = 2)],
  [
    'a row planted at the end',
    'unlock',
    (rows, base, by) =>
      void rows.push({ table: 'row', row: { ...by.of(facts(rows, base)), id: nodeEngine.random(16), seq: latestSeq(rows, base), n: 500 } }),
  ],
  [
    'a commit planted at the end',
    'unlock',
    (rows, base, by) => {
      const seq = latestSeq(rows, base) + 1;
      rows.push({ table: 'row', row: { ...by.of(facts(rows, base)), id: nodeEngine.random(16), seq, n: 0 } });
      personRow(rows, base)['seq'] = seq;
    },
  ],
  ['a bit of a deposit', 'unlock', flipIn('inbox', 'blob')],
  [
    'an unsigned deposit',
    'unlock',
    (rows, base, by) => void (by.of(of(rows, 'inbox', base.record.person))['signature'] = new Uint8Array(64)),
  ],
  [
    'a deposit under another name',
    'unlock',
    (rows, base, by) => void (by.of(of(rows, 'inbox', base.record.person))['origin'] = 'Somebody else'),
  ],
  [
    'two deposits renumbered',
    'unlock',
    swap(['number'], (rows, base) => {
      const [a, b] = of(rows, 'inbox', base.record.person);
      return [a!, b!];
    }),
  ],
  [
    'a deposit deleted in the middle',
    'unlock',
    (rows, base, by) => {
      const all = of(rows, 'inbox', base.record.person)
        .map((each) => each['number'] as number)
        .sort((a, b) => a - b);
      const gone = by.of(all.slice(0, -1));
      drop(rows, (row) => row['number'] === gone, 'inbox');
    },
  ],
  [
    'a deposit put back after it was taken in',
    'unlock',
    (rows, base) => {
      rows.push({ table: 'inbox', row: { ...base.deposited } });
      drop(rows, (row) => row['kind'] === 'inbox', 'job');
    },
  ],
  ['a bit of an access-log entry', 'proof', flipIn('audit', 'blob')],
  [
    'an access-log entry deleted',
    'proof',
    (rows, base, by) => {
      const gone = by.of(of(rows, 'audit', base.record.person));
      drop(rows, (row) => row === gone, 'audit');
    },
  ],
  [
    'the log of a sitting deleted',
    'proof',
    (rows, base, by) => {
      const { session } = by.of(of(rows, 'audit', base.record.person)) as { session: string };
      drop(rows, (row) => row['session'] === session, 'audit');
    },
  ],
  [
    'an access-log entry exchanged for another',
    'proof',
    swap(['blob'], (rows, base, by) => {
      const a = by.of(of(rows, 'audit', base.record.person));
      return [a, by.of(of(rows, 'audit', base.record.person).filter((each) => each !== a))];
    }),
  ],
  [
    'an access-log entry planted in a sitting',
    'proof',
    (rows, base, by) => {
      const all = of(rows, 'audit', base.record.person);
      const { session } = by.of(all) as { session: string };
      rows.push({
        table: 'audit',
        row: {
          ...by.of(all),
          session,
          n: 1 + Math.max(...all.filter((each) => each['session'] === session).map((each) => each['n'] as number)),
        },
      });
    },
  ],
  ['a bit of an original', 'proof', flipIn('chunk', 'blob')],
  [
    'a piece of an original deleted',
    'proof',
    (rows, base, by) => {
      const gone = by.of(of(rows, 'chunk', base.record.person).filter((each) => (each['n'] as number) > 0));
      drop(rows, (row) => row === gone, 'chunk');
    },
  ],
  [
    'two pieces of an original exchanged',
    'proof',
    swap(['blob'], (rows, base) => {
      const [a, b] = of(rows, 'chunk', base.record.person)
        .filter((each) => (each['n'] as number) > 0)
        .slice(-2);
      return [a!, b!];
    }),
  ],
  [
    'a planted grant',
    'proof',
    (rows, base) => {
      const grant = plantedGrant(base);
      rows.push({
        table: 'grant',
        row: {
          person: base.record.person,
          grant: 'planted',
          kind: 'account',
          created: 0,
          expires: 0,
          statement: grant.statement,
          wrap: grant.wrap,
          signature: grant.signature,
        },
      });
    },
  ],
  ['a bit of the image', 'cache', flipIn('image', 'blob')],
  [
    'the image of another person',
    'cache',
    (rows, base) => {
      const [mine, theirs] = [of(rows, 'image', base.record.person)[0]!, of(rows, 'image', base.other)[0]!];
      mine['blob'] = theirs['blob'] as Uint8Array;
    },
  ],
  ['an image said to have seen more', 'cache', (rows, base) => void (of(rows, 'image', base.record.person)[0]!['upto'] = 1_000_000)],
  [
    'an image of long ago',
    'cache',
    (rows, base) => {
      drop(rows, (row) => row['person'] === base.record.person, 'image');
      const [old] = (base.early as Rows).filter((each) => each.table === 'image' && each.row['person'] === base.record.person);
      rows.push({ table: 'image', row: { ...old!.row } });
    },
  ],
  ['no image', 'cache', (rows, base) => drop(rows, (row) => row['person'] === base.record.person, 'image')],
  ['an image of another version', 'cache', (rows, base) => void (of(rows, 'image', base.record.person)[0]!['index_version'] = 'old')],
];

function plantedGrant({ record: { person } }: Base) {
  return makeGrant(nodeEngine, newRecordKeys(nodeEngine), nodeEngine.exchangePublic(nodeEngine.random(32)), {
    person,
    grant: 'planted',
    kind: 'account',
    label: 'planted',
    capabilities: { read: 'all' },
    history: true,
    createdAt: origin.at,
    expiresAt: null,
  });
}

const copyOf = (rows: readonly SnapshotRow[]): Rows => rows.map(({ table, row }) => ({ table, row: { ...row } }));

const base = await makeBase();
const people = [base.record.person, base.other];
const kinds: readonly { stores: Stores | undefined; trials: number }[] = [
  { stores: memoryStores(), trials: TRIALS },
  { stores: sqliteStores(), trials: nightly ? 5 : 1 },
  { stores: await postgresStores(), trials: nightly ? 5 : 1 },
];

for (const { stores, trials } of kinds) {
  describe.skipIf(!stores)(`tampering with the store: ${stores?.name ?? 'PostgreSQL'}`, () => {
    let opened: Store;
    beforeAll(async () => {
      opened = await stores!.open();
    });
    afterAll(() => stores?.dispose());
    it.each(tampers)('%s is told or changes nothing [S18][S19][S20][S33]', async (name, told, tamper) => {
      for (let trial = 0; trial < trials; trial++) {
        const by = chance(trial + 1);
        const rows = copyOf(base.rows);
        tamper(rows, base, by);
        if (told !== 'cache' && by.below(2)) drop(rows, () => true, 'image');
        const store = await loaded(await emptied(opened, people), rows as unknown as SnapshotRow[]);
        const { hall, owner } = await base.record.reopen(store);
        const unlocked = must(await hall.unlock(owner));
        const about = `${name}, trial ${trial}`;
        if (told === 'unlock') expect(unlocked.alarms, about).not.toEqual([]);
        const proven = (await hall.prove(owner))!;
        const errors = [...unlocked.alarms, ...proven.damage].filter(({ severity }) => severity === 'error');
        if (told === 'cache') expect(errors, about).toEqual([]);
        else expect(errors.length, about).toBeGreaterThan(0);
        await everythingElseReads(hall, owner, told, about);
        await hall.lock(owner);
        if (told === 'cache') {
          const again = await base.record.reopen(store);
          expect(must(await again.hall.unlock(again.owner)).alarms, `${about}, then locked`).toEqual([]);
        }
        await hall.close();
      }
    });
  });
}

/** Whatever reads is what was written under that name and number; and at most a few do not read. */
async function everythingElseReads(hall: TestRecord['hall'], owner: TestRecord['owner'], told: Told, about: string): Promise<void> {
  const view = must(await hall.view(lensOf(owner)));
  let lost = 0;
  for (const { type, id, version } of base.current) {
    const read = await view.read(type, id);
    if (read.ok) expect(base.texts.get(`${type}/${id} ${read.value.version}`), about).toBe(read.value.text);
    if (!read.ok || read.value.version !== version) lost += 1;
  }
  expect(lost, about).toBeLessThanOrEqual(told === 'cache' ? 0 : told === 'back' ? 14 : base.current.length / 2);
}

describe('a whole store put back to an earlier state', () => {
  it('is named by a live reading, and the rest stays readable [S19]', async () => {
    const { hall, owner, world } = await base.record.reopen(await loaded(await memoryStores().open(), base.rows));
    expect(must(await hall.unlock(owner)).alarms).toEqual([]);
    for (const table of ['row', 'person', 'image', 'inbox', 'job', 'chunk', 'audit', 'grant'] as const) {
      await world.store.write({ shard: owner.person, operations: [{ remove: table, prefix: { person: owner.person } }] });
      for (const each of base.early)
        if (each.table === table && each.row['person'] === owner.person)
          await world.store.write({ shard: owner.person, operations: [{ insert: table, rows: [each.row] } as never] });
    }
    const again = must(await hall.unlock(owner));
    expect(again.alarms.map((each) => each.diagnostics).join()).toContain('earlier state');
    await everythingElseReads(hall, owner, 'back', 'rolled back');
    const done = must(await hall.commit(owner, change(weight('after', 80))));
    expect(done.entries[0]?.effect).toBe('new');
  });

  it('is named to a fresh process by what a device remembers, or by an image that was left', async () => {
    const person = base.rows.find(({ table, row }) => table === 'person' && row['person'] === base.record.person)!.row as unknown as {
      incarnation: string;
      seq: number;
      head: Uint8Array;
    };
    const { hall, owner, world } = await base.record.reopen(await loaded(await memoryStores().open(), base.early));
    expect(must(await hall.unlock(owner)).alarms).toEqual([]);
    const { damage } = must(await verifyRecord(world, owner, undefined, { remembered: person }));
    expect(damage.map((each) => each.diagnostics).join()).toContain('earlier state');
    const then = await base.record.reopen(await loaded(await memoryStores().open(), base.rows));
    expect(must(await verifyRecord(then.world, then.owner, undefined, { remembered: person })).damage).toEqual([]);
    const image = base.rows.find(({ table, row }) => table === 'image' && row['person'] === base.record.person)!;
    const left = await base.record.reopen(
      await loaded(await memoryStores().open(), [
        ...base.early.filter(({ table, row }) => table !== 'image' || row['person'] !== base.record.person),
        image,
      ]),
    );
    const told = must(await left.hall.unlock(left.owner))
      .alarms.map((each) => each.diagnostics)
      .join('; ');
    expect(told).toContain('earlier state');
    expect(told).toContain('was removed from the store');
  });
});

describe('planted keys', () => {
  it('open nothing: a grant, a certificate, a manage key of somebody else [S20]', async () => {
    const { record } = base;
    const engine = nodeEngine;
    const mallory = { account: newAccountKeys(engine), keys: newRecordKeys(engine) };
    const store = await loaded(await memoryStores().open(), base.rows);
    const { person } = record;
    const grant = makeGrant(engine, mallory.keys, engine.exchangePublic(mallory.account.exchange), {
      person,
      grant: 'mallory',
      kind: 'account',
      label: '',
      capabilities: { read: 'all' },
      history: true,
      createdAt: origin.at,
      expiresAt: null,
    });
    await store.write({
      shard: person,
      operations: [{ insert: 'grant', rows: [{ person, grant: 'mallory', kind: 'account', created: 0, expires: 0, ...grant }] }],
    });
    const manage = base64url(engine.signPublic(record.keys.manage));
    const theirs = base64url(engine.signPublic(mallory.keys.manage));
    const world = { ...record.world, store };
    const holder = base64url(mallory.account.exchange);
    expect((await openHolder(world, { person, grant: 'mallory', holder, manage }, 's')).ok).toBe(false);
    expect((await openHolder(world, { person, grant: 'mallory', holder, manage: theirs }, 's')).ok).toBe(false);
    expect((await openHolder(world, { person, grant: 'owner', holder, manage }, 's')).ok).toBe(false);
    const certificate = signCertificate(engine, mallory.account.sign, mallory.keys.manage, {
      ...record.owner.certificate,
      owner: base64url(engine.signPublic(mallory.account.sign)),
      manage: theirs,
      drain: base64url(engine.exchangePublic(mallory.keys.drain)),
      audit: base64url(engine.exchangePublic(mallory.keys.audit)),
    });
    await store.write({ shard: person, operations: [{ update: 'person', key: { person }, set: { certificate } }] });
    expect((await openHolder(world, { person, grant: 'owner', holder: base64url(record.account.exchange), manage }, 's')).ok).toBe(false);
    // Under their own certificate the planted grant opens, with keys that open nothing.
    const planted = must(await openHolder(world, { person, grant: 'mallory', holder, manage: theirs }, 's'));
    const view = must(await createHall(world).view(lensOf(planted)));
    expect(must(await view.counts())).toEqual({});
    expect(must(await view.list(['Observation', 'Condition', 'Patient']))).toEqual([]);
  });
});
