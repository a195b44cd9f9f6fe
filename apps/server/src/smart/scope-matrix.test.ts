import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, registerApp, type TestApp } from '../../testing/apps.ts';
import {
  ask,
  bundleOf,
  importText,
  newPerson,
  patient,
  type Person,
  removeDir,
  type Served,
  serveForTest,
  weight,
} from '../../testing/served.ts';
import { INTERACTIONS } from '../fhir/interactions.ts';
import type { Interaction, Kind } from '../fhir/interaction.ts';

/** What each interaction of the FHIR API needs, in letters of SMART; operations look like a search. */
const LETTER: Readonly<Partial<Record<Kind, string>>> = {
  read: 'r',
  vread: 'r',
  'history-instance': 'r',
  'history-type': 's',
  'history-system': 's',
  'search-type': 's',
  'search-system': 's',
  'search-compartment': 's',
  create: 'c',
  update: 'u',
  delete: 'd',
};
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const LAB = `?category=${CATEGORY}|laboratory`;
const ACCOUNTS = ['r', 's', 'rs', 'c', 'u', 'd', 'cud', 'cruds'] as const;

/** Scope, letters that it gives for the vital sign in question, and whether it gives any for the patient. */
const SCOPES: readonly (readonly [scope: string, letters: string])[] = [
  ...ACCOUNTS.map((letters) => [`patient/Observation.${letters}`, letters] as const),
  ...ACCOUNTS.map((letters) => [`patient/*.${letters}`, letters] as const),
  ...ACCOUNTS.map((letters) => [`patient/Condition.${letters}`, ''] as const),
  ...ACCOUNTS.map((letters) => [`patient/Observation.${letters}${LAB}`, ''] as const),
  ['patient/Observation.read', 'rs'],
  ['patient/Observation.write', 'cud'],
  ['patient/Observation.*', 'cruds'],
  ['user/*.read', 'rs'],
  ['user/Observation.rs', 'rs'],
  [`patient/Observation.rs?category=${CATEGORY}|vital-signs`, 'rs'],
  [`patient/Observation.cruds?category=${CATEGORY}|vital-signs`, 'cruds'],
  ['patient/Patient.rs', ''],
  ['openid fhirUser', ''],
];

const CANARY = 71.0625;
let served: Served;
let ana: Person;
let app: TestApp;
let subject: string;
let standing: string;

beforeAll(async () => {
  served = await serveForTest();
  ana = await newPerson(served, 'Ana');
  await importText(ana, 'a.json', bundleOf([patient('p', 'Aster')]));
  subject = (await found('Patient'))[0] ?? '';
  app = await registerApp(served.base);
  standing = await fresh();
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

async function found(type: string): Promise<string[]> {
  const { text } = await ask(served.base, 'GET', `/fhir/${type}?_count=1000`, { bearer: ana.bearer });
  return ((JSON.parse(text) as { entry?: { resource: { id: string } }[] }).entry ?? []).map(({ resource }) => resource.id);
}

const vital = () => ({ ...weight('x', CANARY, '2024-01-01'), id: undefined, subject: { reference: `Patient/${subject}` } });

/** A vital sign of its own for each cell, so that no cell changes what another sees. */
async function fresh(): Promise<string> {
  const { status, text } = await ask(served.base, 'POST', '/fhir/Observation', {
    bearer: ana.bearer,
    body: vital(),
    headers: { 'content-type': 'application/fhir+json' },
  });
  expect(status).toBe(201);
  return (JSON.parse(text) as { id: string }).id;
}

const at = ({ path }: Interaction, id: string): string =>
  path
    .replace(':compartment/:id/:type', `Patient/${subject}/Observation`)
    .replace(':compartment', 'Patient')
    .replace(':type', 'Observation')
    .replace(':vid', '1')
    .replace(':id', path.includes(':compartment') ? subject : id);

async function tried(interaction: Interaction, bearer: string, id: string) {
  const isForm = interaction.method === 'POST' && interaction.kind.startsWith('search');
  const body = isForm
    ? ''
    : interaction.method === 'GET' || interaction.method === 'DELETE'
      ? undefined
      : { ...vital(), ...(interaction.kind === 'update' && { id, status: 'amended' }) };
  return ask(served.base, interaction.method, `/fhir/${at(interaction, id)}`, {
    bearer,
    ...(body !== undefined && {
      body,
      headers: { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/fhir+json' },
    }),
  });
}

const isGone = async (id: string): Promise<boolean> =>
  (await ask(served.base, 'GET', `/fhir/Observation/${id}`, { bearer: ana.bearer })).status === 410;

const routes = INTERACTIONS.filter(
  ({ kind, path }) => LETTER[kind] !== undefined && (!['update', 'delete'].includes(kind) || path.includes(':id')),
);

describe('[S06] every scope against every route of the FHIR API', () => {
  it('is made from the table of routes', () => {
    expect(new Set(routes.map(({ kind }) => kind))).toEqual(new Set(Object.keys(LETTER)));
    expect(routes.length * SCOPES.length).toBeGreaterThan(500);
  });

  it.each(SCOPES)('%s gives "%s" for a vital sign, and no more', { timeout: 120_000 }, async (scope, letters) => {
    const { access_token: bearer } = await connect(served.base, ana, app, { scope });
    const wrong: string[] = [];
    for (const interaction of routes) {
      const { kind, method, path } = interaction;
      const letter = LETTER[kind] ?? '';
      // Only what changes needs an entry of its own.
      const id = 'ud'.includes(letter) ? await fresh() : standing;
      const { status, text } = await tried(interaction, bearer, id);
      const isLook = 'rs'.includes(letter);
      // A delete of what is not there succeeds, and must not have done anything.
      const got = isLook ? text.includes(String(CANARY)) : letter === 'd' ? await isGone(id) : status < 300;
      // Whoever may not read is not told what it wrote.
      if (!isLook && !letters.includes('r') && text.includes(String(CANARY))) wrong.push(`${method} ${path} tells what it wrote`);
      if (got !== letters.includes(letter)) wrong.push(`${method} ${path}: ${status}`);
      if (!got && !isLook && ![403, 404, ...(letter === 'd' ? [204] : [])].includes(status))
        wrong.push(`${method} ${path} is refused by ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('an operation that looks at everything looks through the same lens', async () => {
    await fresh();
    const { access_token: bearer } = await connect(served.base, ana, app, { scope: `patient/Observation.rs${LAB} patient/Patient.rs` });
    for (const { path } of INTERACTIONS.filter(({ kind, method }) => kind === 'operation' && method === 'GET')) {
      const { status, text } = await ask(
        served.base,
        'GET',
        `/fhir/${path.replace(':type', 'Patient').replace(':id', subject).replace(':vid', '1')}`,
        { bearer },
      );
      expect([path, status < 500, text.includes(String(CANARY))]).toEqual([path, true, false]);
    }
  });
});

describe('[S08] another person’s ids', () => {
  it('are no different from ids that never were, on every route', { timeout: 120_000 }, async () => {
    const bob = await newPerson(served, 'Bob');
    const { access_token: bearer } = await connect(served.base, bob, app, { scope: 'patient/*.cruds' });
    const theirs = await fresh();
    const wrong: string[] = [];
    for (const interaction of INTERACTIONS.filter(({ path }) => path.includes(':id'))) {
      const answers = await Promise.all([theirs, crypto.randomUUID()].map((id) => tried(interaction, bearer, id)));
      const told = answers.map(
        ({ status, text }) =>
          `${status} ${text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'AT')}`,
      );
      if (told[0] !== told[1] || (interaction.kind !== 'update' && told[0]?.includes(String(CANARY))))
        wrong.push(`${interaction.method} ${interaction.path}: ${told.map((each) => each.slice(0, 80)).join(' / ')}`);
    }
    expect(wrong).toEqual([]);
  });
});
