import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type House, type Import, type Module, targetOf } from './modules.ts';
import { ROOMS, ROUTE_TYPES, VAGUE_NAMES } from './table.ts';

/** Everything in the house that breaks the floor plan, one sentence each. */
export function violationsOf(house: House): string[] {
  if (house.modules.length === 0) return ['The floor plan saw no modules at all.'];
  return [
    ...house.modules.flatMap((module) => [...forbiddenImports(house, module), ...worldlyCalls(module), ...vagueNames(module)]),
    ...cycles(house),
  ];
}

const roomOf = (folder: string): string => folder.split('/')[1] ?? '';
/** Tests, and what only tests use: `testing/` is open to other rooms' tests, `trials/` is a room's own. */
const isTest = (path: string): boolean => /\.test\.tsx?$|\/(testing|trials)\//.test(path);

function forbiddenImports(house: House, module: Module): string[] {
  return module.imports.flatMap((one) => {
    const target = targetOf(house, module, one.specifier);
    const trouble = one.specifier.startsWith('.')
      ? leavesItsRoom(module, target ?? '', one.typeOnly)
      : (undeclared(house, module, one) ?? notOnThePlan(house, module, one));
    return trouble === undefined ? [] : [`${module.path} imports ${one.specifier}: ${trouble}`];
  });
}

/** Tools, benches and journeys stand outside the rooms and may look in; vendored knowledge is everybody's. */
function leavesItsRoom(module: Module, target: string, typeOnly: boolean): string | undefined {
  if (module.workspace === '' || target.startsWith(`${module.workspace}/`) || target.startsWith('knowledge/')) return undefined;
  if (module.workspace === 'apps/web' && target === ROUTE_TYPES && typeOnly) return undefined;
  if (isTest(module.path) && /^(fixtures|tools)\/|\/testing\//.test(target)) return undefined;
  return 'a path that leaves its room; import the package by its name';
}

function undeclared(house: House, module: Module, { specifier }: Import): string | undefined {
  const name = packageOf(specifier);
  if (isBuiltin(specifier) || specifier.startsWith('virtual:')) return undefined;
  const own = house.workspaces[module.workspace];
  if (own?.name === name || own?.dependencies.includes(name)) return undefined;
  const isOurs = name.startsWith('@satchel/');
  if (isOurs && (module.workspace === '' || isTest(module.path))) return undefined;
  if (neverShips(module) && house.workspaces['']?.dependencies.includes(name)) return undefined;
  return `${name} is not declared in ${join(module.workspace, 'package.json')}`;
}

/** Tests, contract suites and build scripts use the tools that the root declares for everybody. */
const neverShips = (module: Module): boolean =>
  isTest(module.path) || /\bcontract\.ts$/.test(module.path) || !module.path.startsWith(`${module.workspace}/src/`);

function notOnThePlan(house: House, module: Module, { specifier, typeOnly }: Import): string | undefined {
  const name = packageOf(specifier);
  if (module.workspace === '' || !name.startsWith('@satchel/') || house.workspaces[module.workspace]?.name === name) return undefined;
  const from = roomOf(module.workspace);
  const to = name.slice('@satchel/'.length);
  const room = ROOMS[from];
  if (room === undefined) return `${from} is not a room of the floor plan`;
  if (room.uses.includes(to)) return undefined;
  if (room.knows?.includes(to)) return typeOnly || isTest(module.path) ? undefined : `${from} may import only types of ${to}`;
  return `${from} may not import ${to}`;
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function worldlyCalls(module: Module): string[] {
  if (isTest(module.path) || !module.workspace.startsWith('packages/') || !ROOMS[roomOf(module.workspace)]?.pure) return [];
  return module.worldly.map((call) => `${module.path} uses ${call}: ${roomOf(module.workspace)} is pure; have it handed in`);
}

function vagueNames(module: Module): string[] {
  const vague = module.path.split('/').find((part) => VAGUE_NAMES.includes(part.replace(/\.tsx?$/, '')));
  return vague === undefined ? [] : [`${module.path}: "${vague}" says nothing; name it for what it holds`];
}

/** Import cycles between files, found by walking depth first; imports of types alone vanish before anything runs. */
function cycles(house: House): string[] {
  const byPath = new Map(house.modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`An import cycle: ${[...trail.slice(start), path].join(' -> ')}`);
    const module = byPath.get(path);
    if (start >= 0 || module === undefined || done.has(path)) return;
    for (const { specifier, typeOnly } of module.imports) {
      const target = typeOnly ? undefined : targetOf(house, module, specifier);
      if (target !== undefined) walk(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of byPath.keys()) walk(path, []);
  return found;
}
