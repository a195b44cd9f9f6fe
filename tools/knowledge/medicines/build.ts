/**
 * Makes knowledge/medicines/substances.json and codes.json from open facts. Run by hand when a source or names.json changes:
 *
 *     node tools/knowledge/medicines/build.ts NDFRT_RxNorm_mapping.csv.gz ValueSet-snomed-intl-gps.json.gz SAMPLES
 *
 * The first maps the ingredients and products of NDF-RT to RxNorm, the second is SNOMED's Global Patient Set, the third a folder of
 * sample records, of which codes are taken whose names the others have already made known.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { stem, tokensOf } from '../../../packages/decision-support/src/medicines/names/stem.ts';
import { tableOf, type TableFile } from '../../../packages/decision-support/src/medicines/table.ts';
import names from '../../../knowledge/medicines/names.json' with { type: 'json' };
import { mentionsIn } from './collect.ts';
import { spanishOf } from './spanish.ts';

const [ndfrt = '', gps = '', samples = ''] = process.argv.slice(2);
const target = new URL('../../../knowledge/medicines/', import.meta.url);
const textOf = (file: string): string => gunzipSync(readFileSync(file)).toString('utf8');

const rows = textOf(ndfrt)
  .split('\n')
  .slice(1)
  .map((line) => line.split(';'))
  .filter((row) => row.length >= 3)
  .map(([rxcui = '', , ...name]) => ({ rxcui, name: name.join(';') }));

/** Names in NDF-RT that are no substance, or none that a rule could mean. */
const NOT_A_SUBSTANCE = /\[(?!chemical)|water|vaccine|extract|pollen|allergen|\b(food|hair|feather|dander|dust|mold|device|supply|test|other|agent|misc|oral|topical|kit|pack|bag|tape|pad|lotion|shampoo|soap|paste|base|combination|drug|medication|virus|influenza|tetanus|diphtheria|pertussis|cold|heat|light|sun)s?\b/i;
const salts = new Set(names.fillers.map(stem));
const known = new Map(names.ingredients.flatMap(([substance = '', ...others]) => [substance, ...others].map((name) => [stemsOf(name), substance])));
function stemsOf(name: string): string {
  return tokensOf(name).map(stem).join(' ');
}

const found = new Map<string, string>();
for (const { name } of rows) {
  const plain = name.replace(/\[Chemical.*$/i, '').trim().toLowerCase();
  if (/\d|\/|,|\(/.test(plain) || NOT_A_SUBSTANCE.test(name.replace(/\[Chemical.*$/i, ''))) continue;
  const words = plain.split(/\s+/);
  while (words.length > 1 && salts.has(stem(words.at(-1) ?? ''))) words.pop();
  const substance = words.join(' ');
  const key = stemsOf(substance);
  if (key.length > 3 && words.length <= 3 && !known.has(key) && !salts.has(key) && !found.has(key)) found.set(key, substance);
}

/** "clopidogrel bisulfate" is a form of clopidogrel; "calcium silicate" and "insulin lispro" are substances of their own. */
const ELEMENT = /^(calcium|magnesium|potassium|sodium|aluminum|zinc|iron|ferric|ferrous|copper|insulin|interferon|vitamin|silver|selenium|bismuth|ammonium|hydrogen|tetanus|polyethylene|nicotinic)$/;
const bases = new Set([...found.values(), ...names.ingredients.map(([name = '']) => name)].filter((name) => !name.includes(' ') && !ELEMENT.test(name)));
const forms = new Map<string, string[]>();
for (const [key, name] of found) {
  const [base = '', ...rest] = name.split(' ');
  if (rest.length === 0 || !bases.has(base) || !/(ate|ide|ium|ine|ic|acid)$/.test(name)) continue;
  forms.set(base, [...(forms.get(base) ?? []), name]);
  found.delete(key);
}
const substances = [...new Set([...found.values(), ...forms.keys()])].sort().map((name) => {
  const spanish = spanishOf(name);
  const written = names.ingredients.some(([other]) => other === name) || spanish === name ? '' : spanish;
  return [name, written, ...(forms.get(name) ?? [])].filter((each, at) => each !== '' || forms.has(name) || at === 0);
});
const header = { version: '2026-11', date: '2026-11-25' };
const lines = (list: readonly unknown[]): string => list.map((each) => JSON.stringify(each)).join(',\n');
const write = (file: string, head: object, key: string, body: string): void =>
  writeFileSync(new URL(file, target), `${JSON.stringify(head, null, 1).slice(0, -2)},\n "${key}": ${body}\n}\n`);
write(
  'substances.json',
  {
    id: 'medicine-substances',
    ...header,
    source: 'Ingredient names of NDF-RT, United States Department of Veterans Affairs, with RxNorm mapping (dbmi-pitt/public-PDDI-analysis 8199ee6)',
    licence: 'public domain, United States; Spanish names by the rules of international nonproprietary names',
  },
  'ingredients',
  `[\n${lines(substances)}\n]`,
);

const ours: TableFile = { ...names, ingredients: [...names.ingredients, ...substances], codes: {} };
const table = tableOf([ours], names);

/** VA product names cut words short. */
const SHORT: Readonly<Record<string, string>> = {
  hctz: 'hydrochlorothiazide', apap: 'acetaminophen', asa: 'aspirin', cafn: 'caffeine', dm: 'dextromethorphan', pse: 'pseudoephedrine',
  gg: 'guaifenesin', cpm: 'chlorpheniramine', pe: 'phenylephrine', ppa: 'phenylpropanolamine', al: 'aluminum hydroxide', ca: 'calcium',
  hc: 'hydrocortisone', dph: 'diphenhydramine', spironolact: 'spironolactone', sulfamethox: 'sulfamethoxazole', trimeth: 'trimethoprim', ch: 'chlor',
};
const codes: Record<string, Map<string, string>> = { rxnorm: new Map(), 'snomed-ct': new Map(), ndc: new Map() };
const keep = (system: string, code: string, name: string): void => {
  const words = name.replace(/\[(VA|Chemical).*$/i, '').toLowerCase();
  const spelled = words.replaceAll(/\b[a-z]{2,11}\b/g, (word) => SHORT[word] ?? word);
  const { ingredients, unread } = table.names.read(spelled);
  if (ingredients.length > 0 && unread === undefined && !codes[system]!.has(code)) codes[system]!.set(code, ingredients.join('+'));
};
for (const { rxcui, name } of rows) {
  const parts = name.replace(/\[.*$/, '').split('/').filter((part) => /[a-z]{4}/i.test(part.replaceAll(/\b(tab|cap|inj|susp|soln?|oral|spray|sprays|actuat|inhl|hrs|vil)\b/gi, '')));
  const { ingredients } = table.names.read(name.toLowerCase());
  // A product whose parts are not all understood would hide a substance: its code is left out.
  if (!/\[VA/.test(name) || parts.length <= Math.max(1, ingredients.length)) keep('rxnorm', rxcui, name);
}

interface Concept {
  readonly code: string;
  readonly display: string;
}
const set = JSON.parse(textOf(gps)) as { compose: { include: readonly { concept?: readonly Concept[] }[] } };
for (const { code, display } of set.compose.include.flatMap(({ concept }) => concept ?? [])) {
  const name = /^Product containing (?:precisely |only )?(.+?)(?: in .+ dose form)? \(/.exec(display)?.[1] ?? /^(.+) \(substance\)$/.exec(display)?.[1];
  if (name !== undefined && table.names.read(name).ingredients.length > 0 && !/vaccine|antibod/i.test(name)) keep('snomed-ct', code, name);
}

const SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  rxnorm: ['http://www.nlm.nih.gov/research/umls/rxnorm', '2.16.840.1.113883.6.88', 'http://purl.bioontology.org/ontology/RXNORM'],
  'snomed-ct': ['http://snomed.info/sct', '2.16.840.1.113883.6.96'],
  ndc: ['http://hl7.org/fhir/sid/ndc', '2.16.840.1.113883.6.69'],
};
const nameOf = new Map(Object.entries(SYSTEMS).flatMap(([name, all]) => [name, ...all].map((each) => [each.toLowerCase(), name])));
const votes = new Map<string, Map<string, number>>();
for (const { system, code, display } of samples === '' ? [] : mentionsIn(samples, /LOCAL-TEST-ONLY/)) {
  const name = nameOf.get(system.replace('urn:oid:', '').toLowerCase());
  if (name === undefined || display === '') continue;
  if (!(name === 'ndc' ? /^[\d-]{9,13}$/ : /^\d{2,18}$/).test(code)) continue;
  const { ingredients, unread } = table.names.read(display);
  if (ingredients.length === 0 || unread !== undefined) continue;
  const key = `${name}|${name === 'ndc' && code.includes('-') ? code.split('-').map((part, at) => part.padStart([5, 4, 2][at] ?? 0, '0')).join('') : code}`;
  const tally = votes.get(key) ?? new Map<string, number>();
  tally.set(ingredients.join('+'), (tally.get(ingredients.join('+')) ?? 0) + 1);
  votes.set(key, tally);
}
for (const [key, tally] of votes) {
  const [system = '', code = ''] = key.split('|');
  const [first, second] = [...tally].sort((a, b) => b[1] - a[1]);
  // Samples are only asked where no list speaks, and only where they agree.
  if (first && (!second || first[1] > 2 * second[1]) && !codes[system]!.has(code)) codes[system]!.set(code, first[0]);
}
const bySystem = Object.entries(codes)
  .filter(([, map]) => map.size > 0)
  .map(([system, map]) => {
    const groups = Map.groupBy(map, ([, made]) => made);
    const body = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([made, all]) => `${JSON.stringify(made)}: "${all.map(([code]) => code).sort().join(' ')}"`);
    return `${JSON.stringify(system)}: {\n${body.join(',\n')}\n}`;
  });
write(
  'codes.json',
  {
    id: 'medicine-codes',
    ...header,
    source: 'RxNorm codes of NDF-RT (United States Department of Veterans Affairs); SNOMED International Global Patient Set; single RxNorm and NDC codes seen in open sample records',
    licence: 'RxNorm, NDF-RT, NDC: public domain, United States; SNOMED CT Global Patient Set: CC-BY-4.0',
    systems: SYSTEMS,
  },
  'codes',
  `{\n${bySystem.join(',\n')}\n}`,
);
console.log(`${substances.length} substances; ${Object.entries(codes).map(([system, map]) => `${system} ${map.size}`).join(', ')}`);
