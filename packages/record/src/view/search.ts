import { type Outcome, parseQuery, success } from '@satchel/fhir';
import { lineOf, valueSet } from '@satchel/terminology';
import { prepareUnits, toCanonical } from '../canonical.ts';
import type { SearchOptions, SearchPage } from '../doors.ts';
import { readMany } from './read.ts';
import type { Sight } from './sight.ts';

/** FHIR search over this reader's own index; unknown parameters are named in the issues, unsupported modifiers refused. */
export async function searchIn(
  sight: Sight,
  type: string | undefined,
  query: string,
  options: SearchOptions = {},
): Promise<Outcome<SearchPage>> {
  await prepareUnits();
  const parsed = parseQuery(type, query, { ...options, canonical: toCanonical, now: sight.world.now(), terminology: { lineOf, valueSet } });
  if (!parsed.ok) return parsed;
  const found = sight.reading.index.search(parsed.value, { also: ['aside'] });
  if (!found.ok) return found;
  const { matches, included, total, next } = found.value;
  return success(
    {
      matches: await readMany(sight, matches),
      included: await readMany(sight, included),
      ...(total !== undefined && { total }),
      ...(next !== undefined && { next }),
      query: parsed.value,
    },
    [...parsed.issues, ...found.issues],
  );
}
