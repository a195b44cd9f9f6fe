import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engines } from '../testing/engines.ts';
import { acts } from './acts.ts';
import { runVectors, type Vector } from './run.ts';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const vectorsIn = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector[];

describe.each(engines)('published vectors on the $name engine', ({ engine }) => {
  it.each(files)('[S22] %s gives what is written', async (name) => {
    expect(await runVectors(engine, vectorsIn(name))).toEqual([]);
  });

  it('tells a vector that gives something else', async () => {
    const [first] = vectorsIn('rows.json') as [Vector];
    const failures = await runVectors(engine, [
      { ...first, gives: {} },
      { ...first, given: { ...first.given, random: '00' } },
      { act: 'unknown', given: {}, gives: {} },
      { act: 'fields', given: {}, gives: {} },
    ]);
    expect(failures).toHaveLength(4);
    expect(failures[1]).toContain('too little random');
    expect(failures[3]).toContain('lacks context');
  });
});

describe('published vectors', () => {
  it('cover every act, and what must not open', () => {
    const all = files.flatMap(vectorsIn);
    expect(files.length).toBeGreaterThanOrEqual(7);
    expect(new Set(all.map((vector) => vector.act))).toEqual(new Set(Object.keys(acts)));
    expect(all.filter((vector) => vector.gives['opened'] === null || vector.gives['opens'] === false).length).toBeGreaterThan(20);
  });
});
