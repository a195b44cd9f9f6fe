import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, hex } from '@satchel/vault';
import { decodeBody, type RowBody } from './body.ts';
import { bytesOfUuid, uuidOf } from './ids.ts';
import { alarm, damaged, plainOf, type Reading } from './reading.ts';
import { daysIn, monthOfDay } from './series/day-id.ts';
import { monthOf, toldBy } from './series/told-days.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

interface Wanted {
  readonly id: string;
  readonly version: number;
}

/** Fetches and opens one version of one resource; a day of a device series is told by the row of its month. */
export async function fetchRow(world: World, reading: Reading, id: string, version: number): Promise<Outcome<RowBody>> {
  const [body] = await fetchRows(world, reading, [{ id, version }]);
  return body as Outcome<RowBody>;
}

/** Opens rows fetched together, in the order asked for; days from the rows of their months, each of which is opened once. */
export async function fetchRows(world: World, reading: Reading, wanted: readonly Wanted[]): Promise<Outcome<RowBody>[]> {
  const months = new Map<string, Wanted>();
  for (const { id, version } of wanted) {
    const month = monthOfDay(id);
    if (month !== undefined) months.set(`${month} ${version}`, { id: month, version });
  }
  const days = new Map<string, Outcome<RowBody>>();
  for (const [at, body] of (await fetchStored(world, reading, [...months.values()], 'perhaps')).entries()) {
    const { id, version } = [...months.values()][at] as Wanted;
    const month = body?.ok ? monthOf(body.value) : undefined;
    if (!body || (body.ok && !month)) continue;
    // Of its month's versions a day has those that said something of it.
    for (const day of daysIn(id)) days.set(`${day} ${version}`, body.ok ? failure(notHere()) : body);
    if (body.ok && month)
      for (const day of toldBy({ id, version, body: body.value, month })) days.set(`${day.id} ${version}`, success(day.body));
  }
  const rest = wanted.filter(({ id, version }) => !days.has(`${id} ${version}`));
  const stored = (await fetchStored(world, reading, rest)).values();
  return wanted.map(({ id, version }) => days.get(`${id} ${version}`) ?? (stored.next().value as Outcome<RowBody>));
}

async function fetchStored(world: World, reading: Reading, wanted: readonly Wanted[]): Promise<Outcome<RowBody>[]>;
async function fetchStored(
  world: World,
  reading: Reading,
  wanted: readonly Wanted[],
  there: 'perhaps',
): Promise<(Outcome<RowBody> | undefined)[]>;
async function fetchStored(
  world: World,
  reading: Reading,
  wanted: readonly Wanted[],
  there?: 'perhaps',
): Promise<(Outcome<RowBody> | undefined)[]> {
  const bodies = wanted.map(({ id, version }): Outcome<RowBody> | undefined => {
    const known = reading.bodies.get(id, version);
    return known && success(known);
  });
  const absent = [...wanted.keys()].filter((at) => !bodies[at]);
  const keys = absent.map((at) => ({
    person: reading.person,
    id: bytesOfUuid(wanted[at]?.id ?? '') as Bytes,
    version: wanted[at]?.version ?? 0,
  }));
  const rows = keys.length ? await world.store.getMany('row', keys) : [];
  for (const [n, at] of absent.entries()) {
    const { id, version } = wanted[at] as (typeof wanted)[number];
    const row = rows[n];
    if (row) bodies[at] = openFetched(world, reading, row);
    else if (!there) bodies[at] = lost(reading, id, version);
  }
  return bodies;
}

export function openFetched(world: World, reading: Reading, row: Row<'row'>): Outcome<RowBody> {
  const id = uuidOf(row.id);
  const keyset = reading.keysets.get(hex(row.keyset));
  // Between the look into the index and this one its labels may have grown: to this reader it is not there any more.
  if (!keyset && !reading.full) return failure(notHere());
  const plain = keyset && plainOf(world, reading.person, keyset, row);
  if (!plain) return told(reading, damaged(id, row.version));
  const body = decodeBody(plain);
  reading.bodies.put(id, row.version, body);
  return success(body);
}

const notHere = (): Issue => issue('error', 'not-found', 'This is not here any more.');

/** The index knows it and the store does not: somebody removed it. */
function lost(reading: Reading, id: string, version: number): Outcome<never> {
  return told(
    reading,
    issue('error', 'security', `Entry ${id} version ${version} is missing from the store.`, { remedy: 'Restore a backup.' }),
  );
}

function told(reading: Reading, what: Issue): Outcome<never> {
  alarm(reading, what);
  return failure(what);
}
