import { describe, expect, it } from 'vitest';
import { labelsOfMask } from './category.ts';
import { maskOfWords } from './words.ts';

const labelsOfWords = (text: string) => labelsOfMask(maskOfWords(text));

describe('words that say it', () => {
  it.each([
    ['Moderate recurrent major depression', ['mental-health']],
    ['Trastorno depresivo: depresión mayor', ['mental-health']],
    ['ANSIEDAD', ['mental-health']],
    ['PHQ-9 total', ['mental-health']],
    ['Alcohol abuse, uncomplicated', ['substance-use']],
    ['Substance abuse counseling', ['substance-use']],
    ['Adicción a opioides', ['substance-use']],
    ['Drug rehabilitation and detoxification', ['substance-use']],
    ['Normal pregnancy', ['sexual-reproductive']],
    ['Embarazo de 20 semanas', ['sexual-reproductive']],
    ['Mirena 52 MG Intrauterine System', ['sexual-reproductive']],
    ['Anticonceptivos orales', ['sexual-reproductive']],
    ['HIV viral load', ['hiv-sti']],
    ['Infección por VIH', ['hiv-sti']],
    ['history of AIDS', ['hiv-sti']],
    ['Sífilis latente', ['hiv-sti']],
    ['BIKTARVY TAB 30', ['hiv-sti']],
    ['Victim of intimate partner abuse', ['violence']],
    ['Violencia de género', ['violence']],
    ['sexual assault', ['violence']],
    ['BRCA1 mutation carrier', ['genetic']],
    ['Síndrome de Down', ['genetic']],
    ['Sickle-cell trait', ['genetic']],
    ['Confidential teen clinic', ['adolescent']],
    ['Sertralina 50 mg', ['mental-health']],
    ['sertraline 50 MG Oral Tablet', ['mental-health']],
    ['metadona', ['substance-use']],
    ['Pregnancy and HIV', ['sexual-reproductive', 'hiv-sti']],
  ])('%s', (text, labels) => {
    expect(labelsOfWords(text)).toEqual(labels);
  });
});

describe('words that only look like it', () => {
  it.each([
    'Type 2 diabetes mellitus',
    'Alcohol swab',
    'alcohol prep pads 100',
    'Isopropyl alcohol 70 %',
    'Non-alcoholic fatty liver',
    'ST depression in V4',
    'Respiratory depression',
    'Tongue depressor',
    'Hearing aids, both ears',
    'Lithium heparin plasma',
    'Bipolar hemiarthroplasty of hip',
    'Abuse-Deterrent 12 HR Oxycodone',
    'environmental allergy',
    'Photophobia',
    'general surgery',
    'Not in labor force',
    'Mental foramen',
    'Papanicolaou smear',
    'Transgenic',
    'progeny',
    'Foodborne intoxication',
    '',
    'ab',
    'é',
  ])('%s', (text) => {
    expect(labelsOfWords(text)).toEqual([]);
  });
});

describe('the longest phrase wins', () => {
  it.each([
    ['alcohol abuse', ['substance-use']],
    ['abuse', ['violence']],
    ['alcohol swab after alcohol abuse', ['substance-use']],
    ['aids to walking', []],
    ['AIDS', ['hiv-sti']],
  ])('%s', (text, labels) => {
    expect(labelsOfWords(text)).toEqual(labels);
  });
});
