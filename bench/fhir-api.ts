/**
 * The FHIR API over HTTP with one large person: `node bench/fhir-api.ts` prints JSON. The server runs in a process of its
 * own, beside a bare handler of the same framework that returns the same bytes. The large person and the transaction
 * Bundles come from the sample corpora (`SATCHEL_SAMPLES`), without those from a record that is made up.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fastify } from 'fastify';
import { callServer } from '../apps/server/src/cli/desk/call.ts';
import { begin, finished, importText, newPerson, type Person, removeDir, serveForTest, weight } from '../apps/server/testing/served.ts';
import { madeUp } from './parts/made-up.ts';
import { inOwnProcess } from './parts/own-process.ts';

interface Task {
  readonly serve: 'satchel' | 'bare';
}

interface Served {
  readonly base: string;
  readonly bearer: string;
  readonly people: readonly Pick<Person, 'bearer' | 'person'>[];
}

const samples = process.env['SATCHEL_SAMPLES'];
const isQuick = process.env['SATCHEL_BENCH_QUICK'] === '1';
/** Milliseconds that each measurement takes. */
const SPAN = isQuick ? 1000 : 5000;
const round = (value: number): number => Number(value.toPrecision(3));

function largePerson(): string {
  if (samples === undefined) return madeUp(isQuick ? 1000 : 6103);
  return gunzipSync(readFileSync(join(samples, 'a9-large-assembled/xl-merged-dev.ndjson.gz'))).toString();
}

async function serveSatchel(): Promise<Served & { readonly dir: string }> {
  const served = await serveForTest();
  const person = await newPerson(served, 'Large');
  await importText(person, 'large.ndjson', largePerson());
  const people: Person[] = [];
  for (let n = 0; n < 16; n++) people.push(await newPerson(served, `Small ${n}`));
  return {
    base: served.base,
    bearer: person.bearer,
    people: people.map((each) => ({ bearer: each.bearer, person: each.person })),
    dir: served.dir,
  };
}

/** Answers every path with the body that was put there. */
async function serveBare(): Promise<Served> {
  const app = fastify({ bodyLimit: 64 * 1024 * 1024 });
  const bodies = new Map<string, string>();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.put('/*', async ({ url, body }) => void bodies.set(url, body as string));
  app.get('/*', async ({ url }, reply) => reply.type('application/fhir+json; charset=utf-8').send(bodies.get(url)));
  return { base: await app.listen({ host: '127.0.0.1', port: 0 }), bearer: '', people: [] };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

interface Asked {
  readonly method?: string;
  readonly bearer?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request: its status, its body, and the milliseconds to its first byte. */
function ask(
  url: string,
  { method = 'GET', bearer, body, headers = {} }: Asked = {},
): Promise<{ status: number; text: string; first: number }> {
  const start = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string; first: number }>();
  const sent = request(
    url,
    {
      agent,
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
    },
    (response) => {
      let first = 0;
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => {
        first ||= performance.now() - start;
        pieces.push(piece);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString(), first }));
    },
  );
  sent.on('error', reject).end(body);
  return promise;
}

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

const forAWhile = () => {
  const start = performance.now();
  return () => performance.now() - start >= SPAN;
};

/** Calls from so many connections until it is over: calls a second, and how long each took, in milliseconds. */
async function load(connections: number, call: (n: number) => Promise<unknown>, isOver = forAWhile()): Promise<Figures> {
  const times: number[] = [];
  let n = 0;
  const start = performance.now();
  const loop = async (connection: number) => {
    while (!isOver()) {
      const began = performance.now();
      await call(connection + connections * n++);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => loop(connection)));
  const elapsed = performance.now() - start;
  times.sort((a, b) => a - b);
  const at = (part: number) => round(times[Math.floor(times.length * part)] ?? 0);
  return { perSecond: round((times.length * 1000) / elapsed), p50: at(0.5), p95: at(0.95), p99: at(0.99), most: round(times.at(-1) ?? 0) };
}

const must = async (answer: Promise<{ status: number }>): Promise<void> => {
  const { status } = await answer;
  if (status >= 300) throw new Error(`answered ${status}`);
};

async function measure(satchel: Served, bare: Served): Promise<object> {
  const fhir = `${satchel.base}/fhir`;
  const { bearer } = satchel;
  const found = await ask(`${fhir}/Observation?_count=200&_elements=id`, { bearer });
  const ids = (JSON.parse(found.text) as { entry: { resource: { id: string; code?: object } }[] }).entry.map(({ resource }) => resource.id);
  const one = await ask(`${fhir}/Observation/${ids[0]}`, { bearer });
  const code = (JSON.parse(one.text) as { code: { coding: { code: string }[] } }).code.coding[0]?.code ?? '';
  await ask(`${bare.base}/one`, { method: 'PUT', body: one.text });

  const read = await load(8, (n) => must(ask(`${fhir}/Observation/${ids[n % ids.length]}`, { bearer })));
  const plain = await load(8, () => must(ask(`${bare.base}/one`)));
  const search = await load(8, () => must(ask(`${fhir}/Observation?code=${code}&_sort=-date&_count=20`, { bearer })));

  const body = (n: number) =>
    JSON.stringify(weight('x', 50 + (n % 50), new Date(Date.UTC(2024, 0, 1) + (n % 300) * 864e5).toISOString().slice(0, 10)));
  const create = (who: (n: number) => string) =>
    load(16, (n) =>
      must(ask(`${fhir}/Observation`, { method: 'POST', bearer: who(n), body: body(n), headers: { prefer: 'return=minimal' } })),
    );
  const createOne = await create(() => satchel.people[0]?.bearer ?? '');
  const createMany = await create((n) => satchel.people[n % satchel.people.length]?.bearer ?? '');

  return {
    read: { ...read, bare: plain.perSecond, ofBare: round(read.perSecond / plain.perSecond) },
    search,
    create: { onePerson: createOne, sixteenPeople: createMany },
    transaction: await transactions(fhir, satchel),
    besideImport: await besideImport(fhir, satchel),
    everything: await everything(fhir, bearer, bare),
  };
}

/** One person's reads, with nothing else to do and while another person's file of 6,000 resources is taken in. */
async function besideImport(fhir: string, { base, people }: Served): Promise<object> {
  const [reader, other] = people as [Served['people'][number], Served['people'][number]];
  const found = await ask(`${fhir}/Observation?_count=100&_elements=id`, reader);
  const ids = (JSON.parse(found.text) as { entry: { resource: { id: string } }[] }).entry.map(({ resource }) => resource.id);
  const read = (n: number) => must(ask(`${fhir}/Observation/${ids[n % ids.length]}`, reader));
  const idle = await load(2, read);
  const api = callServer(base);
  api.use(other.bearer);
  const importer = { api, path: (rest: string) => `/api/records/${other.person}/${rest}` };
  const file = Buffer.from(largePerson());
  let isOver = false;
  const start = performance.now();
  const job = await begin(importer, 'large.ndjson', file);
  const [busy] = await Promise.all([load(2, read, () => isOver), finished(importer, job.id).finally(() => (isOver = true))]);
  const seconds = (performance.now() - start) / 1000;
  return { idle, busy, p95OfIdle: round(busy.p95 / idle.p95), importSeconds: round(seconds) };
}

async function transactions(fhir: string, { people }: Served): Promise<object> {
  const bundles = samples === undefined ? [madeUpBundle()] : sampleBundles(join(samples, 'a1-synthea-r4'));
  let [resources, spent, refused] = [0, 0, 0];
  for (const [n, text] of bundles.entries()) {
    const start = performance.now();
    const { status } = await ask(fhir, { method: 'POST', bearer: people[(n + 1) % people.length]?.bearer ?? '', body: text });
    spent += performance.now() - start;
    if (status === 200) resources += (JSON.parse(text) as { entry: object[] }).entry.length;
    else refused += 1;
  }
  return { bundles: bundles.length, refused, resources, perSecond: round((resources * 1000) / spent) };
}

function madeUpBundle(): string {
  const entry = Array.from({ length: 500 }, (_, n) => ({
    resource: weight('x', n, '2024-01-01'),
    request: { method: 'POST', url: 'Observation' },
  }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

function sampleBundles(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json.gz'));
  return files.slice(0, isQuick ? 3 : 12).map((file) => gunzipSync(readFileSync(join(folder, file))).toString());
}

async function everything(fhir: string, bearer: string, bare: Served): Promise<object> {
  const path = `${fhir}/Patient/$everything`;
  const all = await ask(path, { bearer });
  await ask(`${bare.base}/all`, { method: 'PUT', body: all.text });
  const best = async (call: () => ReturnType<typeof ask>) => {
    let least = { total: Infinity, first: 0 };
    for (let turn = 0; turn < 3; turn++) {
      const start = performance.now();
      const { first } = await call();
      const total = performance.now() - start;
      if (total < least.total) least = { total, first };
    }
    return least;
  };
  const [ours, plain] = [await best(() => ask(path, { bearer })), await best(() => ask(`${bare.base}/all`))];
  const resources = (JSON.parse(all.text) as { entry: object[] }).entry.length;
  return {
    resources,
    megabytes: round(all.text.length / 1e6),
    firstByteMs: round(ours.first),
    totalMs: round(ours.total),
    bareTotalMs: round(plain.total),
  };
}

const task = process.env['SATCHEL_BENCH'];
if (task === undefined) {
  const serve = (each: Task) => inOwnProcess<Served & { readonly dir?: string; readonly pid: number }>(new URL(import.meta.url), each);
  const [satchel, bare] = [await serve({ serve: 'satchel' }), await serve({ serve: 'bare' })];
  try {
    console.log(JSON.stringify(await measure(satchel, bare), null, 2));
  } finally {
    for (const { pid } of [satchel, bare]) process.kill(pid);
    if (satchel.dir) removeDir(satchel.dir);
    agent.destroy();
  }
} else {
  const { serve } = JSON.parse(task) as Task;
  process.send?.({ ...(serve === 'satchel' ? await serveSatchel() : await serveBare()), pid: process.pid });
}
