import { describe, expect, it } from 'vitest';
import { loadMedicines } from './load.ts';
import { ingredientsOf } from './resolve.ts';

const { table } = await loadMedicines();
const named = (text: string) => ingredientsOf({ text }, table!);

describe('names of medicines', () => {
  it.each([
    ['metformina 850 mg comp', ['metformin']],
    ['Metformin hydrochloride 500 MG Oral Tablet', ['metformin']],
    ['METFORMIN HEX FTBL 500MG', ['metformin']],
    ['Tylenol #3', ['acetaminophen', 'codeine']],
    ['Tylenol 500 mg', ['acetaminophen']],
    ['Acetaminophen 325 MG / Oxycodone Hydrochloride 10 MG Oral Tablet [Percocet]', ['acetaminophen', 'oxycodone']],
    ['APAP 500 MG', ['acetaminophen']],
    ['ASA 81', ['aspirin']],
    ['HCTZ 25mg', ['hydrochlorothiazide']],
    ['amoxicilina/ácido clavulánico 875/125', ['amoxicillin', 'clavulanate']],
    ['Ácido acetilsalicílico 100 mg', ['aspirin']],
    ['levotiroxina sódica 50 mcg', ['levothyroxine']],
    ['hidroclorotiazida', ['hydrochlorothiazide']],
    ['fenitoína', ['phenytoin']],
    ['losartán potásico 50 mg', ['losartan']],
    ['omeprazol', ['omeprazole']],
    ['espironolactona', ['spironolactone']],
    ['co-trimoxazole', ['sulfamethoxazole', 'trimethoprim']],
    ['insulina glargina 100 UI/ml', ['insulin glargine']],
    ['vitamina D3 1000 UI', ['cholecalciferol']],
    ['hierba de San Juan', ["st john's wort"]],
    ['diOVAN hct', ['hydrochlorothiazide', 'valsartan']],
    ['200 ML BAG : NICARDIPINE IN NACL (ISO-OS) 40 MG/200 ML IV PGBK', ['nicardipine']],
    ['warfarin sodium', ['warfarin']],
    ['cloruro de potasio', ['potassium chloride']],
  ])('%s', (name, ingredients) => {
    expect(named(name)).toEqual({ ingredients });
  });

  it.each(['something', 'Medication 1', 'Little Pink Pill', 'la pastilla azul', '250 mg capsule', 'comprimido', ''])(
    '%s is nothing that we know',
    (name) => {
      expect(named(name).ingredients).toEqual([]);
      expect(named(name).doubt?.es).toMatch(/\w/);
    },
  );

  it.each(['Tylenol Cold', 'acetaminophen / unobtainium 5 mg', 'irbesartan and diuretics', 'Claritin Plus'])(
    '%s may hold more than we know',
    (name) => {
      expect(named(name).ingredients.length).toBeGreaterThan(0);
      expect(named(name).doubt?.en).toContain('may hold more');
    },
  );

  it('takes codes in the ways that they are written', () => {
    const code = (system: string, written: string) => ingredientsOf({ coding: [{ system, code: written }] }, table!).ingredients;
    expect(code('urn:oid:2.16.840.1.113883.6.88', '11289')).toEqual(['warfarin']);
    expect(code('2.16.840.1.113883.6.88', '11289')).toEqual(['warfarin']);
    expect(code('http://www.whocc.no/atc', 'N02BE01')).toEqual(['acetaminophen']);
    expect(code('http://snomed.info/sct', '109081006')).toEqual(['metformin']);
    expect(code('http://example.org/other', '11289')).toEqual([]);
  });
});
