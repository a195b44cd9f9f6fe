import { describe, expect, it } from 'vitest';
import { ingredientsOf } from '../resolve.ts';
import { loadMedicines, medicineFiles } from '../load.ts';
import { facts, foundBy, takes, wellKnown } from '../person.fixture.ts';
import { readList } from './lists.ts';
import { readRxNorm } from './rxnorm.ts';

/** A file in pieces that break lines anywhere, as a disk hands it over. */
async function* pieces(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(lines.join('\n'));
  for (let at = 0; at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
}

const concept = (rxcui: string, tty: string, name: string, suppress = 'N') =>
  `${rxcui}|ENG||||||1||||RXNORM|${tty}|${rxcui}|${name}||${suppress}|4096|`;
/** `a` is `rela` of `b`, written as RXNREL does: the second concept is what is said of the first. */
const relation = (a: string, rela: string, b: string) => `${b}||CUI|RO|${a}||CUI|${rela}|1||RXNORM|RXNORM||||`;
const conso = [
  concept('901', 'IN', 'Fabulol'),
  concept('902', 'IN', 'Grandinib'),
  concept('903', 'PIN', 'fabulol hydrochloride'),
  concept('904', 'BN', 'Wonderol'),
  concept('910', 'SCDC', 'fabulol 10 MG'),
  concept('911', 'SCDC', 'grandinib 5 MG'),
  concept('920', 'SCD', 'fabulol 10 MG / grandinib 5 MG Oral Tablet'),
  concept('921', 'SBD', 'fabulol 10 MG / grandinib 5 MG Oral Tablet [Wonderol]'),
  concept('930', 'BPCK', '{21 (Wonderol)} Pack'),
  concept('999', 'SCD', 'gone', 'O'),
  '920|ENG||||||2||||MTHSPL|SU|x|other source||N|4096|',
];
const rel = [
  relation('910', 'has_ingredient', '901'),
  relation('911', 'has_ingredient', '902'),
  relation('920', 'consists_of', '910'),
  relation('920', 'consists_of', '911'),
  relation('921', 'tradename_of', '920'),
  relation('930', 'contains', '921'),
  relation('903', 'form_of', '901'),
  relation('904', 'tradename_of', '901'),
  relation('904', 'tradename_of', '902'),
  relation('901', 'ingredient_of', '910'),
];
const sat = ['920||||CUI|920|||NDC|RXNORM|00001-0002-03|N|4096|'];

const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

describe('a release of RxNorm that the operator supplies', () => {
  it('leads every kind of concept to its ingredients and takes the place of our codes', async () => {
    const table = await readRxNorm({ conso: pieces(conso), rel: pieces(rel), sat: pieces(sat), version: '2026-11-02' });
    const { table: joined } = await loadMedicines(table);
    for (const code of ['920', '921', '930', '904'])
      expect(ingredientsOf(coded(RXNORM, code), joined!).ingredients, code).toEqual(['fabulol', 'grandinib']);
    expect(ingredientsOf(coded(RXNORM, '903'), joined!).ingredients).toEqual(['fabulol']);
    expect(ingredientsOf(coded('http://hl7.org/fhir/sid/ndc', '00001-0002-03'), joined!).ingredients).toEqual(['fabulol', 'grandinib']);
    expect(ingredientsOf({ text: 'Wonderol 10 mg' }, joined!).ingredients).toEqual(['fabulol', 'grandinib']);
    expect(ingredientsOf(coded(RXNORM, '999'), joined!)).toMatchObject({
      ingredients: [],
      doubt: { en: expect.stringContaining('only a code') },
    });
    // Acetaminophen's code is ours; the operator's release does not hold it, and it alone speaks for RxNorm. Names stay.
    expect(ingredientsOf(coded(RXNORM, '161'), joined!).ingredients).toEqual([]);
    expect(ingredientsOf({ text: 'paracetamol' }, joined!).ingredients).toEqual(['acetaminophen']);
  });
});

describe("a country's list of medicines", () => {
  const list = (rows: readonly string[]) => ({
    rows: pieces(rows),
    id: 'bifap',
    version: '2026-10-01',
    source: 'a national list',
    systems: ['urn:oid:1.2.3.4'],
  });

  it('is read by its heading, says which rows it did not understand, and finds interactions', async () => {
    const files = await medicineFiles();
    const known = (await loadMedicines()).table!;
    const read = await readList(
      list([
        'Código;Nombre;Principios activos',
        '100;"ALDOCUMAR; 5 mg";warfarina',
        '101;RARUS 3 mg;cosanoconocida',
        '102;Espidifen 600;ibuprofeno',
        '103;Duo Plus;paracetamol + codeína',
      ]),
      known,
    );
    expect(read.ok && read.value.unread).toEqual(['101']);
    const knowledge = await loadMedicines(read.ok ? read.value.table : undefined);
    expect(files.tables.length).toBe(1);
    const drug = (code: string) => takes('', { medicationCodeableConcept: coded('urn:oid:1.2.3.4', code) });
    expect(foundBy(facts(...wellKnown(), drug('100'), drug('102')), knowledge)).toContain('listed/anticoagulant-nsaid');
    expect(ingredientsOf(coded('urn:oid:1.2.3.4', '103'), knowledge.table!).ingredients).toEqual(['acetaminophen', 'codeine']);
  });

  it('reads ATC with names alone, and refuses what has no heading', async () => {
    const known = (await loadMedicines()).table!;
    const read = await readList(
      { ...list(['ATC code,ATC name', 'N02BE01,paracetamol', 'B01AA03,warfarin']), id: 'atc', systems: ['http://www.whocc.no/atc'] },
      known,
    );
    expect(read.ok && read.value.table.codes['atc']).toEqual({ acetaminophen: 'N02BE01', warfarin: 'B01AA03' });
    expect((await readList(list(['1;2;3']), known)).ok).toBe(false);
    expect((await readList(list([]), known)).ok).toBe(false);
  });
});
