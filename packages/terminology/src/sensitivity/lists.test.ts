import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATEGORIES, isCategory } from './category.ts';
import { CODE_LISTS, WORD_LISTS } from './lists.ts';
import { categoryName } from './names.ts';

const knowledge = join(import.meta.dirname, '../../../../knowledge');
const files = ['sensitivity', 'units', 'labels'].flatMap((folder) =>
  readdirSync(join(knowledge, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(knowledge, folder, name)),
);

describe('what is known', () => {
  it.each(files)('%s says what it is, from where, of when, and under which licence', (file) => {
    const list = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(list).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9.-]+$/),
      version: expect.stringMatching(/\S/),
      source: expect.stringMatching(/\S.{9}/),
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      licence: expect.stringMatching(/\S/),
    });
  });

  it('is read whole: every file of the folder is a list in use', () => {
    const ids = files.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { id: string }).id);
    expect(new Set(ids).size).toBe(files.length);
    expect(ids).toEqual(expect.arrayContaining([...CODE_LISTS, ...WORD_LISTS].map(({ id }) => id)));
  });

  it.each(['sensitivity', 'units', 'labels'])('knowledge/%s has a README', (folder) => {
    expect(readFileSync(join(knowledge, folder, 'README.md'), 'utf8')).toMatch(/licen[cs]e/i);
  });
});

describe.each(CODE_LISTS)('the list $id', (list) => {
  it('knows its categories, and names each code once in each', () => {
    for (const [category, codes] of Object.entries(list.categories)) {
      expect(isCategory(category)).toBe(true);
      expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
    }
  });

  it('holds codes and no wording', () => {
    const codes = Object.values(list.categories).flat();
    expect(codes.filter((code) => /\s/.test(code) || (list.match === 'prefix' && code.includes('.')))).toEqual([]);
  });
});

describe.each(WORD_LISTS)('the list $id', (list) => {
  it('holds phrases of three letters or more, without accents, a star only at the end', () => {
    const phrases = [...Object.values(list.categories).flat(), ...list.except];
    expect(
      phrases.filter((phrase) => !/^[A-Za-z0-9][^*]{2,}\*?$/.test(phrase) || phrase !== phrase.normalize('NFD').replace(/\p{M}/gu, '')),
    ).toEqual([]);
  });
});

describe('categoryName', () => {
  it.each(['en', 'es'] as const)('has a name and plain words for every category in %s', (language) => {
    for (const category of [...CATEGORIES, 'general', 'unsorted'] as const) {
      expect(categoryName(category, language)).toEqual({ name: expect.stringMatching(/\S/), protects: expect.stringMatching(/\S.{20}/) });
    }
  });
});
