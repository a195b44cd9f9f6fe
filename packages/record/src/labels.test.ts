import { afterAll, describe, expect, it } from 'vitest';
import { hex, openableKeysets, openRow } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { must, newRecord } from '../testing/new-record.ts';
import { change, condition, drug, lensOf, patient, weight } from '../testing/people.ts';
import { memoryStores, postgresStores, sqliteStores } from '../testing/stores.ts';
import { dictionaries } from './body.ts';
import { bytesOfUuid } from './ids.ts';

type Resource = Record<string, unknown>;

const lab = (id: string, more: object = {}): Resource => ({
  ...weight(id, 70),
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'Hemoglobin A1c' }] },
  ...more,
});
const hiv = condition('target', 'hiv-sti');
const plain = condition('target');
const hivTest: Resource = lab('target', { code: { coding: [{ system: 'http://loinc.org', code: '24467-3', display: 'CD4 count' }] } });
const plainTest: Resource = lab('target');
const TO = { reference: 'Condition/target' };
const TEST = { reference: 'Observation/target' };

/** Each gives its target away by pointing at it. */
const traps: readonly [name: string, trap: Resource, sensitive: Resource, plain: Resource][] = [
  ['a drug by its reason', drug('trap', { reasonReference: [TO] }), hiv, plain],
  [
    'a procedure by its reason',
    {
      resourceType: 'Procedure',
      id: 'trap',
      status: 'completed',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '16001004' }] },
      reasonReference: [TO],
      performedDateTime: '2024',
    },
    hiv,
    plain,
  ],
  [
    'a visit by its diagnosis',
    {
      resourceType: 'Encounter',
      id: 'trap',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      diagnosis: [{ condition: TO }],
    },
    hiv,
    plain,
  ],
  [
    'a report by its result',
    {
      resourceType: 'DiagnosticReport',
      id: 'trap',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '58410-2' }] },
      result: [TEST],
    },
    hivTest,
    plainTest,
  ],
  ['a panel by its member', lab('trap', { hasMember: [TEST] }), hivTest, plainTest],
  ['a value by what it was derived from', lab('trap', { derivedFrom: [TEST] }), hivTest, plainTest],
  ['a finding by its focus', lab('trap', { focus: [TO] }), hiv, plain],
  ['a condition by its evidence', condition('trap', 'general', { evidence: [{ detail: [TEST] }] }), hivTest, plainTest],
  [
    'a plan by what it addresses',
    {
      resourceType: 'CarePlan',
      id: 'trap',
      status: 'active',
      intent: 'plan',
      addresses: [TO],
      category: [{ coding: [{ system: 'http://snomed.info/sct', code: '734163000' }] }],
    },
    hiv,
    plain,
  ],
  [
    'a claim by its diagnosis',
    { resourceType: 'Claim', id: 'trap', status: 'active', use: 'claim', diagnosis: [{ sequence: 1, diagnosisReference: TO }] },
    hiv,
    plain,
  ],
  [
    'a Provenance by its target',
    { resourceType: 'Provenance', id: 'trap', recorded: '2024-01-01T00:00:00Z', target: [TO], agent: [{ who: { display: 'x' } }] },
    hiv,
    plain,
  ],
];
const between = (id: string, to: string): Resource => lab(id, { derivedFrom: [{ reference: `Observation/${to}` }] });

const ways: readonly [name: string, steps: (trap: Resource, sensitive: Resource, plain: Resource) => Resource[][]][] = [
  ['with it', (trap, sensitive) => [[trap, sensitive]]],
  ['after it', (trap, sensitive) => [[sensitive], [trap]]],
  ['before it', (trap, sensitive) => [[trap], [sensitive]]],
  ['before it is edited to be sensitive', (trap, sensitive, harmless) => [[trap, harmless], [sensitive]]],
  [
    'edited along with it',
    (trap, sensitive, harmless) => [
      [{ ...trap, language: 'en' }, harmless],
      [trap, sensitive],
    ],
  ],
];

for (const stores of [memoryStores(), sqliteStores(), await postgresStores()]) {
  describe.skipIf(!stores)(`label closure: ${stores?.name ?? 'PostgreSQL'}`, () => {
    afterAll(() => stores?.dispose());
    const some = stores?.name === 'memory' ? traps : traps.slice(0, 2);
    it.each(some.flatMap(([trap, ...of]) => ways.map(([way, steps]) => [trap, way, of, steps] as const)))(
      'hides %s that came %s [S12]',
      async (_trap, _way, [trap, sensitive, harmless], steps) => {
        const { hall, owner, hold, world, person } = await newRecord({ store: await stores!.open() });
        const reader = await hold({ read: ['general', 'claims'] });
        const view = must(await hall.view(lensOf(reader)));
        let trapped = '';
        for (const resources of steps(trap, sensitive, harmless)) {
          const done = must(await hall.commit(owner, change(patient('p'), ...resources)));
          trapped =
            done.entries.find(({ type }, n) => type === trap['resourceType'] && [patient('p'), ...resources][n]?.['id'] === 'trap')?.id ??
            trapped;
          must(await view.counts());
        }
        expect((await view.read(String(trap['resourceType']), trapped)).ok).toBe(false);
        expect((await view.read(String(trap['resourceType']), trapped, 1)).ok).toBe(false);
        expect(must(await view.search(String(trap['resourceType']), `_id=${trapped}`)).total).toBe(0);
        // What the reader's keys open in the store, all versions, with nothing of ours in between: none of the trap.
        const keysets = openableKeysets(nodeEngine, reader.keys.read);
        const whole = openableKeysets(nodeEngine, owner.keys.read);
        for await (const batch of world.store.scan('row', { person, id: bytesOfUuid(trapped)! })) {
          for (const row of batch) {
            const sealed = { dek: row.dek!, body: row.body! };
            expect(keysets.has(hex(row.keyset))).toBe(false);
            for (const keyset of keysets.values()) expect(openRow(nodeEngine, keyset, row, sealed, dictionaries)).toBeUndefined();
            expect(openRow(nodeEngine, whole.get(hex(row.keyset))!, row, sealed, dictionaries)).toBeDefined();
          }
        }
        expect(must(await must(await hall.view(lensOf(owner))).history(String(trap['resourceType']), trapped)).length).toBeGreaterThan(0);
      },
    );
  });
}

describe('label closure', () => {
  it('reaches through what is in the record to what comes with the change [S12]', async () => {
    const { hall, owner, hold } = await newRecord();
    must(await hall.commit(owner, change(between('middle', 'end'))));
    const done = must(await hall.commit(owner, change(between('new', 'middle'), { ...hivTest, id: 'end' })));
    const view = must(await hall.view(lensOf(await hold({ read: ['general'] }))));
    expect(must(await view.counts())).toEqual({});
    expect(must(await must(await hall.view(lensOf(owner))).list(['Observation']))).toHaveLength(3);
    expect(done.entries).toHaveLength(2);
  });

  it('settles circles, and gives what points at several kinds all their labels', async () => {
    const { hall, owner, hold } = await newRecord();
    must(
      await hall.commit(
        owner,
        change(between('a', 'b'), between('b', 'a'), drug('m', { reasonReference: [TO, { reference: 'Condition/low' }] })),
      ),
    );
    must(
      await hall.commit(
        owner,
        change(hiv, condition('low', 'mental-health'), { ...hivTest, id: 'a', derivedFrom: [{ reference: 'Observation/b' }] }),
      ),
    );
    const of = async (...read: Parameters<typeof hold>[0]['read'][]) =>
      must(await must(await hall.view(lensOf(await hold({ read: read[0]! })))).counts());
    expect(await of(['general'])).toEqual({});
    expect(await of(['hiv-sti'])).toMatchObject({ Condition: 1, Observation: 2 });
    expect(await of(['hiv-sti'])).not.toHaveProperty('MedicationRequest');
    expect(await of(['hiv-sti', 'mental-health'])).toMatchObject({ MedicationRequest: 1, Condition: 2 });
  });

  it('keeps the file itself and its name from partial readers', async () => {
    const { hall, owner, hold } = await newRecord();
    const original = { address: 'ab'.repeat(32), name: 'hiv-clinic.json', mediaType: 'application/json', size: 1 };
    const done = must(
      await hall.commit(owner, { ...change(weight('a', 70)), origin: { kind: 'file', at: '2026-03-01T10:00:00Z', original } }),
    );
    const view = must(await hall.view(lensOf(await hold({ read: ['general'] }))));
    const all: string[] = [];
    for await (const { text } of view.everything()) all.push(text);
    expect(all.join()).not.toContain('hiv-clinic');
    expect(must(await view.evidence('Observation', done.entries[0]!.id))[0]).not.toHaveProperty('original');
    expect(must(await view.search('DocumentReference', '')).total).toBe(0);
  });
});
