import { compartmentTypes, type Include, type SearchQuery } from '@satchel/fhir';
import type { EverythingOptions, Stored } from '../doors.ts';
import type { Hit } from '../index/index.ts';
import { readMany } from './read.ts';
import type { Sight } from './sight.ts';

const BATCH = 200;
/** So few are opened before the first of them goes out. */
const FIRST = 16;

/** Every current resource of some types (all without), in order of type and id; memory stays at one batch. */
export async function* everythingIn(sight: Sight, types?: readonly string[], options: EverythingOptions = {}): AsyncIterable<Stored> {
  const wanted = wantedIn(sight, types, options);
  for (let from = 0, to = FIRST; from < wanted.length; [from, to] = [to, to + BATCH]) yield* await readMany(sight, wanted.slice(from, to));
}

function wantedIn(sight: Sight, types: readonly string[] | undefined, { patient, since, after, limit }: EverythingOptions): readonly Hit[] {
  const fresh =
    patient === undefined
      ? listed(sight, types).filter(({ updatedAt }) => since === undefined || updatedAt >= since)
      : around(sight, patient, types).filter(
          ({ type, id }) => since === undefined || (sight.reading.index.get(type, id)?.updatedAt ?? 0) >= since,
        );
  const rest = after === undefined ? fresh : fresh.filter(({ type, id }) => isAfter(`${type}/${id}`, after));
  return rest.slice(0, limit);
}

const listed = ({ reading }: Sight, types: readonly string[] | undefined) => reading.index.names(types, { also: ['aside'] });

const FORWARD: Include = { reverse: false, source: '*', parameter: '*', iterate: true };
const SAID_BY: Include = { reverse: true, source: 'Provenance', parameter: 'target', iterate: false };

/** What belongs to a patient, what that refers to, and who said so; a Provenance leads no further, for it names all that came with it. */
function around({ reading }: Sight, patient: string, types: readonly string[] | undefined): readonly Hit[] {
  const members = ['Patient', ...compartmentTypes('Patient')].filter((type) => type !== 'Provenance');
  const found = [FORWARD, SAID_BY].flatMap((include) => {
    const query: SearchQuery = {
      types: members,
      compartment: { type: 'Patient', id: patient },
      criteria: [],
      sort: [],
      count: Number.MAX_SAFE_INTEGER - 1,
      total: 'none',
      includes: [include],
      used: [],
    };
    const page = reading.index.search(query, { also: ['aside'] });
    if (!page.ok) throw new Error('A search without a cursor cannot fail.');
    return [...page.value.matches, ...page.value.included];
  });
  const each = new Map(found.map((hit) => [`${hit.type}/${hit.id}`, hit]));
  return [...each.values()]
    .filter(({ type }) => types?.includes(type) ?? true)
    .sort((a, b) => (isAfter(`${a.type}/${a.id}`, `${b.type}/${b.id}`) ? 1 : -1));
}

/** In order of type, then id, whatever characters stand in them. */
function isAfter(reference: string, other: string): boolean {
  const [type = '', id = ''] = reference.split('/');
  const [otherType = '', otherId = ''] = other.split('/');
  return type === otherType ? id > otherId : type > otherType;
}
