import type { TableFile } from '../table.ts';
import { linesOf } from './lines.ts';

/** The three files of a RxNorm release that we read, as streams: RXNCONSO, RXNREL and, for NDC codes, RXNSAT. */
export interface RxNormFiles {
  readonly conso: AsyncIterable<Uint8Array | string>;
  readonly rel: AsyncIterable<Uint8Array | string>;
  readonly sat?: AsyncIterable<Uint8Array | string>;
  /** Of the release, e.g. `2026-11-02`. */
  readonly version: string;
}

/**
 * How a concept leads to its ingredients. RELA in RXNREL is what the second concept is to the first, so a row leads from RXCUI2 to RXCUI1:
 * `consists_of` leads a drug to its components, `has_ingredient` these to their ingredients, `tradename_of` a brand to what it is.
 */
const LEADS = new Set([
  'has_ingredient',
  'has_ingredients',
  'consists_of',
  'tradename_of',
  'form_of',
  'contains',
  'has_part',
  'quantified_form_of',
  'isa',
]);
const INGREDIENT = 'IN';

function push(map: Map<string, string[]>, key: string, value: string): void {
  const present = map.get(key);
  if (present) present.push(value);
  else map.set(key, [value]);
}

/** Concepts that a record may name. `PIN` is a salt, `MIN` a combination, `BN` a brand, `SCD` and `SBD` drugs, `GPCK` and `BPCK` packs. */
const NAMED = new Set([
  'IN',
  'PIN',
  'MIN',
  'BN',
  'SCD',
  'SBD',
  'SCDC',
  'SBDC',
  'SCDF',
  'SBDF',
  'SCDG',
  'SBDG',
  'GPCK',
  'BPCK',
  'SCDFP',
  'SBDFP',
]);

/**
 * Reads a RxNorm release (RRF files, UMLS documentation of RxNorm, section 12) into a table that takes the place of ours. Reads line by
 * line; memory holds only codes, names of ingredients and brands, and the relations between them.
 */
export async function readRxNorm({ conso, rel, sat, version }: RxNormFiles): Promise<TableFile> {
  const kinds = new Map<string, string>();
  const ingredients = new Map<string, string>();
  const brands = new Map<string, string>();
  const salts = new Map<string, string>();
  for await (const line of linesOf(conso)) {
    const row = line.split('|');
    const [rxcui = '', tty = '', name = ''] = [row[0], row[12], row[14]];
    if (row[11] !== 'RXNORM' || row[16] === 'O' || !NAMED.has(tty)) continue;
    kinds.set(rxcui, tty);
    if (tty === INGREDIENT) ingredients.set(rxcui, name.toLowerCase());
    else if (tty === 'BN') brands.set(rxcui, name);
    else if (tty === 'PIN') salts.set(rxcui, name.toLowerCase());
  }
  const next = new Map<string, string[]>();
  for await (const line of linesOf(rel)) {
    const row = line.split('|');
    const [to = '', from = '', rela = ''] = [row[0], row[4], row[7]];
    if (row[10] !== 'RXNORM' || !LEADS.has(rela) || !kinds.has(from) || !kinds.has(to)) continue;
    push(next, from, to);
  }
  const reach = (start: string): readonly string[] => {
    const found = new Set<string>();
    const seen = new Set<string>([start]);
    for (const at of seen) {
      const name = ingredients.get(at);
      if (name !== undefined) found.add(name);
      else for (const each of next.get(at) ?? []) seen.add(each);
    }
    return [...found].sort();
  };
  const rxnorm = new Map<string, string[]>();
  const substancesByCode = new Map<string, string>();
  for (const rxcui of kinds.keys()) {
    const made = reach(rxcui).join('+');
    if (made === '') continue;
    substancesByCode.set(rxcui, made);
    push(rxnorm, made, rxcui);
  }
  const ndc = new Map<string, string[]>();
  for await (const line of sat ? linesOf(sat) : []) {
    const row = line.split('|');
    const made = substancesByCode.get(row[0] ?? '');
    if (row[8] !== 'NDC' || row[9] !== 'RXNORM' || made === undefined) continue;
    push(ndc, made, (row[10] ?? '').replaceAll('-', ''));
  }
  const lists = (map: ReadonlyMap<string, readonly string[]>): Record<string, string> =>
    Object.fromEntries([...map].map(([made, codes]) => [made, codes.join(' ')]));
  const saltsOf = Map.groupBy(salts, ([rxcui]) => substancesByCode.get(rxcui) ?? '');
  return {
    id: 'rxnorm',
    version,
    source: 'RxNorm, United States National Library of Medicine',
    date: version.slice(0, 10),
    ingredients: [...ingredients.values()].sort().map((name) => [name, '', ...(saltsOf.get(name) ?? []).map(([, salt]) => salt)]),
    brands: Object.fromEntries(
      [...brands].flatMap(([rxcui, name]) =>
        substancesByCode.has(rxcui) ? [[name.toLowerCase(), substancesByCode.get(rxcui) ?? '']] : [],
      ),
    ),
    codes: { rxnorm: lists(rxnorm), ...(ndc.size > 0 ? { ndc: lists(ndc) } : {}) },
    systems: {
      rxnorm: ['http://www.nlm.nih.gov/research/umls/rxnorm', '2.16.840.1.113883.6.88'],
      ndc: ['http://hl7.org/fhir/sid/ndc', '2.16.840.1.113883.6.69'],
    },
  };
}
