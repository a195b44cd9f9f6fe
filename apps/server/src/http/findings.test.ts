import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, bundleOf, importText, newPerson, patient, type Person, removeDir, type Served, serveForTest } from '../../testing/served.ts';
import type { Findings, Session } from './api.ts';

const HOUR = 3_600_000;
/** Hours before now. */
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

const potassium = (id: string, value: number, at: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '2823-3', display: 'Potassium' }], text: 'Potassium' },
  subject: { reference: 'Patient/p' },
  effectiveDateTime: at,
  valueQuantity: { value, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
});

describe('what follows from a record', () => {
  let served: Served;
  let ana: Person;
  beforeAll(async () => {
    served = await serveForTest({ checkAfter: 50 });
    ana = await newPerson(served, 'Ana');
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });
  const findings = () => ana.api.call<Findings>('GET', ana.path('findings'));
  const about = ({ findings: all }: Findings, id: string) => all.filter(({ facts }) => facts.some((fact) => fact === `Observation/${id}`));
  const idOf = async (code: string) => {
    const page = await ana.api.call<{ entry?: { resource: { id: string } }[] }>('POST', ana.path('search'), {
      type: 'Observation',
      query: `code=${code}&_sort=-date`,
    });
    return page.entry?.[0]?.resource.id ?? '';
  };

  it('could not be checked in an empty record: nothing is called fine', async () => {
    const told = await findings();
    expect(told.today).toBe(new Date().toISOString().slice(0, 10));
    expect(told.findings.length).toBeGreaterThan(0);
    expect(told.findings.filter(({ answer }) => answer !== 'could-not-check')).toEqual([]);
  });

  it('is found with its facts, rule and words; kept with the rule as Provenance; and never twice', async () => {
    await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), potassium('k', 6.9, ago(26))]));
    const id = await idOf('2823-3');
    const [high] = about(await findings(), id).filter(({ answer }) => answer === 'found');
    expect(high?.rule.version).toBeTruthy();
    expect(high?.title.es).not.toBe(high?.title.en);

    // A person's session is under way: what was found is kept by itself.
    await ana.api.call<Session>('GET', '/api/session');
    const kept = async () => {
      const flags = await ana.api.call<{ entry?: { resource: { id: string } }[] }>('POST', ana.path('search'), { type: 'Flag', query: '' });
      return flags.entry?.map(({ resource }) => resource) ?? [];
    };
    await expect.poll(async () => (await kept()).length, { timeout: 10_000 }).toBeGreaterThan(0);
    const { holder } = await placeOf(served, ana);
    await served.house.rules.keep(holder);
    const before = await served.house.world.store.get('person', { person: ana.person });
    await served.house.rules.keep(holder);
    expect((await served.house.world.store.get('person', { person: ana.person }))?.seq).toBe(before?.seq);
    const provenance = await ana.api.call<{ entry?: { resource: unknown }[] }>('POST', ana.path('search'), {
      type: 'Provenance',
      query: `target=Flag/${(await kept())[0]?.id ?? ''}`,
    });
    expect(JSON.stringify(provenance.entry)).toContain(high?.rule.version);
  });

  it('is left aside with a reason, counts again without one, and is not anybody else’s to answer', async () => {
    const [high] = about(await findings(), await idOf('2823-3')).filter(({ answer }) => answer === 'found');
    const body = { rule: high?.rule.id, about: high?.about };
    await ana.api.call('POST', ana.path('findings/decide'), { ...body, reason: 'My doctor knows.' });
    expect((await findings()).decisions.map(({ rule, reason }) => [rule, reason])).toEqual([[high?.rule.id, 'My doctor knows.']]);
    // The rules are asked again: the decision stands.
    await served.house.rules.keep((await placeOf(served, ana)).holder);
    expect((await findings()).decisions.length).toBe(1);
    await ana.api.call('POST', ana.path('findings/decide'), { ...body, reason: '' });
    expect((await findings()).decisions).toEqual([]);
    const nothing = await ask(served.base, 'POST', ana.path('findings/decide'), {
      body: { rule: 'no/rule', about: 'x', reason: 'y' },
      bearer: ana.bearer,
    });
    expect(nothing.status).toBe(404);
    const bob = await newPerson(served, 'Bob');
    expect((await ask(served.base, 'GET', ana.path('findings'), { bearer: bob.bearer })).status).toBe(404);
  });

  it('goes when a new fact says otherwise', async () => {
    const before = await idOf('2823-3');
    await importText(ana, 'b.json', bundleOf([patient('p', 'Aster'), potassium('k2', 4.2, ago(2))]));
    const told = await findings();
    const critical = told.findings.filter(
      ({ answer, urgency, facts }) => answer === 'found' && urgency !== 'know' && facts.includes(`Observation/${before}`),
    );
    expect(critical).toEqual([]);
  });
});

async function placeOf(served: Served, person: Person) {
  const sitting = await served.house.sittings.find(person.bearer);
  const place = sitting && (await served.house.sittings.enter(sitting, person.person));
  if (!place) throw new Error('The sitting is over.');
  return place;
}
