import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readHouse } from './floor-plan/modules.ts';
import { violationsOf } from './floor-plan/rules.ts';

describe('the floor plan', () => {
  const house = readHouse(join(import.meta.dirname, '..'));

  it('sees the house', () => {
    expect(house.modules.length).toBeGreaterThan(50);
    expect(Object.keys(house.workspaces)).toEqual(
      expect.arrayContaining(['', 'packages/fhir', 'packages/record', 'packages/vault', 'apps/server', 'apps/web']),
    );
    expect(house.modules.flatMap((module) => module.imports).length).toBeGreaterThan(100);
  });

  it('is kept', () => {
    expect(violationsOf(house)).toEqual([]);
  });
});

describe('the floor plan can fail', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** A small house with these files in it, and a manifest for each room. */
  function violationsIn(files: Record<string, string>): string[] {
    const root = mkdtempSync(join(tmpdir(), 'satchel-floor-plan-'));
    folders.push(root);
    const manifest = (name: string, dependencies = {}): string =>
      JSON.stringify({ name, dependencies, exports: { '.': './src/index.ts' } });
    const rooms = {
      'package.json': manifest('satchel'),
      'packages/fhir/package.json': manifest('@satchel/fhir'),
      'packages/record/package.json': manifest('@satchel/record', { '@satchel/fhir': '*', '@satchel/intake': '*' }),
      'apps/web/package.json': manifest('@satchel/web'),
      'packages/intake/package.json': manifest('@satchel/intake', { '@satchel/fhir': '*', '@satchel/record': '*', '@satchel/output': '*' }),
    };
    for (const [path, text] of Object.entries({ ...rooms, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return violationsOf(readHouse(root));
  }

  it('by seeing nothing', () => {
    expect(violationsIn({})).toEqual(['The floor plan saw no modules at all.']);
  });

  it('and passes what is allowed', () => {
    const files = {
      'packages/fhir/src/index.ts': "export * from './dates.ts';\nexport const made = (now: () => Date) => now();",
      'packages/fhir/src/dates.ts':
        "import type { made } from './index.ts';\nexport const d = (m: typeof made, text: string) => [m, new Date(text)];",
      'packages/intake/src/index.ts':
        "import { d } from '@satchel/fhir';\nimport type { Draft } from '@satchel/record';\nexport const x: [typeof d, Draft?] = [d];",
      'packages/record/src/index.ts':
        "import { randomUUID } from 'node:crypto';\nexport type Draft = string;\nexport const id = randomUUID();",
    };
    expect(violationsIn(files)).toEqual([]);
  });

  it.each([
    [
      'an upward import',
      'packages/record/src/index.ts',
      "import { parse } from '@satchel/intake';\nparse();",
      'record may not import intake',
    ],
    ['a sibling', 'packages/intake/src/index.ts', "export * from '@satchel/output';", 'intake may not import output'],
    [
      'a value where types alone are public',
      'packages/intake/src/index.ts',
      "import { commit } from '@satchel/record';\ncommit();",
      'only types of record',
    ],
    [
      'a package nobody declared',
      'packages/fhir/src/index.ts',
      "const x = await import('left-pad');\nx;",
      'left-pad is not declared in packages/fhir',
    ],
    [
      'a sibling nobody declared',
      'packages/fhir/src/index.ts',
      "import type { Draft } from '@satchel/record';\nexport type D = Draft;",
      'is not declared',
    ],
    ['the server in the web app', 'apps/web/src/x.ts', "import { x } from '../../server/src/http/api.ts';\nx;", 'leaves its room'],
    ['a path out of its room', 'packages/fhir/src/index.ts', "export * from '../../record/src/index.ts';", 'leaves its room'],
    ['a vague folder', 'packages/record/src/utils/x.ts', 'export const x = 1;', '"utils" says nothing'],
    ['the clock', 'packages/fhir/src/index.ts', 'export const now = () => new Date();', 'uses new Date()'],
    ['another clock', 'packages/intake/src/index.ts', 'export const now = () => Date.now();', 'uses Date.now'],
    ['the network', 'packages/intake/src/index.ts', "export const get = () => fetch('https://example.org');", 'uses fetch()'],
    ['chance', 'packages/intake/src/index.ts', 'export const id = () => crypto.randomUUID();', 'uses crypto.randomUUID'],
    ['a file importing itself', 'packages/fhir/src/index.ts', "export * from './index.ts';", 'An import cycle'],
  ])('on %s', (_name, path, text, trouble) => {
    expect(violationsIn({ [path]: text })).toEqual([expect.stringContaining(trouble)]);
  });

  it('on a cycle through three files', () => {
    const files = { 'a.ts': "export * from './b.ts';", 'b.ts': "export * from './c.ts';", 'c.ts': "export * from './a.ts';" };
    const inFhir = Object.fromEntries(Object.entries(files).map(([name, text]) => [`packages/fhir/src/${name}`, text]));
    expect(violationsIn(inFhir)).toEqual([
      expect.stringContaining('a.ts -> packages/fhir/src/b.ts -> packages/fhir/src/c.ts -> packages/fhir/src/a.ts'),
    ]);
  });
});
