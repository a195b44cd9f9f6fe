/**
 * Would the vault's tests notice a mistake? `node tools/mutate-vault.ts [every nth mutant]` makes one small mistake at
 * a time in a copy of the vault (an operator turned, a number one off, a label misspelt, a condition fixed) and runs the
 * suite. Prints JSON with the mutants that lived; fails below 80 % noticed. Nightly: it takes an hour.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

const LEAST_NOTICED = 0.8;
const root = fileURLToPath(new URL('..', import.meta.url));

const SWAPS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '<': '>=',
  '<=': '<',
  '>': '<=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '/',
  '%': '*',
  '&': '|',
  '|': '&',
  '^': '|',
  '<<': '>>',
  '>>': '<<',
  true: 'false',
  false: 'true',
};

/** What can go wrong in one place: operators between spaces, whole numbers, texts, conditions, negations. */
const PLACES: readonly { readonly at: RegExp; readonly instead: (found: RegExpExecArray) => string | undefined }[] = [
  { at: /(?<=\s)(===|!==|&&|\|\||\?\?|<=|>=|<<|>>|[<>+\-*%&|^])(?=\s)/g, instead: ([found]) => SWAPS[found] },
  { at: /\b(true|false)\b/g, instead: ([found]) => SWAPS[found] },
  { at: /(?<![\w.'])(0x[0-9a-f]+|\d[\d_]*)\b(?!')/g, instead: ([found]) => String(Number(found.replaceAll('_', '')) + 1) },
  { at: /'([^'\\\n]*)'/g, instead: ([, words]) => `'${words}!'` },
  { at: /`satchel\//g, instead: () => '`satchel!/' },
  { at: /(?<=if )\((?=[^\n]*\) )/g, instead: () => '(false && ' },
  { at: /(?<=[(=&|?:]\s?)!(?=[\w(])/g, instead: () => '' },
];

/** Types, comments and imports hold no behaviour: they are blanked before mistakes are looked for. */
function behaviourOf(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return stripTypeScriptTypes(source)
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(?<=^|\s)\/\/[^\n]*/g, blank)
    .replace(/^(import|export) [^;]*from '[^']*';/gm, blank)
    .replace(/throw new \w+\([^;]*\);/g, (text) => text.replace(/'[^']*'/g, blank));
}

function mutantsOf(file: string, source: string): Mutant[] {
  const code = stripTypeScriptTypes(source);
  const behaviour = behaviourOf(source);
  return PLACES.flatMap(({ at, instead }) =>
    [...behaviour.matchAll(at)].flatMap((found) => {
      const to = instead(found);
      if (to === undefined) return [];
      const line = code.slice(0, found.index).split('\n').length;
      return [{ file, line, from: found[0], to, source: code.slice(0, found.index) + to + code.slice(found.index + found[0].length) }];
    }),
  );
}

/** A copy of the vault whose tests can be run on mistakes. */
function copyVault(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  cpSync(join(root, 'packages/vault'), folder, { recursive: true, filter: (path) => !/node_modules|hygiene\.test/.test(path) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Whether the tests fail: first those beside the file, which notice most and cost least, then all. */
function isNoticed(folder: string, file: string): boolean {
  const beside = readdirSync(join(folder, 'src')).includes(file.replace('.ts', '.test.ts'))
    ? [[`src/${file.replace('.ts', '.test.ts')}`]]
    : [];
  return [...beside, []].some((tests) => {
    const ran = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--bail=1', '--pool=threads', ...tests], {
      cwd: folder,
      stdio: 'ignore',
      timeout: 300_000,
    });
    return ran.status !== 0;
  });
}

function main(): void {
  const every = Number(process.argv[2] ?? 1);
  const folder = copyVault();
  const files = readdirSync(join(folder, 'src')).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  if (isNoticed(folder, 'index.ts')) throw new Error('The suite fails without any mistake.');
  const mutants = files
    .flatMap((file) => mutantsOf(file, readFileSync(join(folder, 'src', file), 'utf8')))
    .filter((_, at) => at % every === 0);
  const lived: Mutant[] = [];
  for (const mutant of mutants) {
    const path = join(folder, 'src', mutant.file);
    const right = readFileSync(path, 'utf8');
    writeFileSync(path, mutant.source);
    if (!isNoticed(folder, mutant.file)) lived.push(mutant);
    writeFileSync(path, right);
  }
  rmSync(folder, { recursive: true });
  const noticed = (mutants.length - lived.length) / mutants.length;
  const described = lived.map(({ file, line, from, to }) => `${file}:${line} ${from} -> ${to}`);
  console.log(JSON.stringify({ mutants: mutants.length, noticed: Number(noticed.toFixed(3)), lived: described }, null, 2));
  process.exitCode = noticed >= LEAST_NOTICED ? 0 : 1;
}

main();
