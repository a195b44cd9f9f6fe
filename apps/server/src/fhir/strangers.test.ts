import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { newPerson, type Person } from '../../testing/served.ts';
import type { Interaction } from './interaction.ts';
import { INTERACTIONS } from './interactions.ts';

/** Every line of the table, so that a new one cannot be forgotten here. */
describe('[S08] the FHIR API, line by line', () => {
  let desk: FhirDesk;
  let stranger: Person;
  let observation: string;
  beforeAll(async () => {
    desk = await openDesk();
    stranger = await newPerson(desk.served, 'Stranger');
    observation = await desk.idOf('Observation', 'w');
  });
  afterAll(() => desk.close());

  const pathOf = ({ path }: Interaction, id: string) =>
    path.replace(':compartment', 'Patient').replace(':type', 'Observation').replace(':id', id).replace(':vid', '1');
  const call = (interaction: Interaction, options: { base?: string; bearer: string; id?: string }) =>
    desk.ask(interaction.method, pathOf(interaction, options.id ?? observation), {
      ...options,
      ...(interaction.method !== 'GET' && interaction.method !== 'DELETE' && { body: {} }),
    });
  const lines = INTERACTIONS.map((interaction) => ({ name: `${interaction.method} /${interaction.path}`, interaction }));

  it.each(lines)('$name is locked without a token, and with one that opens nothing', async ({ interaction }) => {
    for (const base of ['/fhir', desk.person.path('fhir')]) {
      const expected = interaction.isOpen && base === '/fhir' ? 200 : 401;
      expect((await call(interaction, { base, bearer: '' })).status).toBe(expected);
      expect((await call(interaction, { base, bearer: 'x.y.z' })).status).toBe(expected);
    }
  });

  it.each(lines)('$name shows nobody the record of another', async ({ interaction }) => {
    const theirs = await call(interaction, { base: desk.person.path('fhir'), bearer: stranger.bearer });
    const nobodys = await call(interaction, { base: `/api/records/${crypto.randomUUID()}/fhir`, bearer: stranger.bearer });
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe(nobodys.text);
    // In their own record the id of another leads to what an id that never was leads to.
    const [known, unknown] = [
      await call(interaction, { bearer: stranger.bearer }),
      await call(interaction, { bearer: stranger.bearer, id: crypto.randomUUID() }),
    ];
    expect(known.status).toBe(unknown.status);
    expect(known.text).not.toContain('Aster');
  });
});
