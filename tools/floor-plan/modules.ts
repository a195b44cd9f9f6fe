import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type ESTree, parseSync, Visitor } from 'rolldown/utils';

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** A source file, as far as the floor plan cares. */
export interface Module {
  /** From the root of the house, with forward slashes. */
  readonly path: string;
  readonly workspace: string;
  readonly imports: readonly Import[];
  /** Calls on the clock, the network or chance that were not handed in, as written. */
  readonly worldly: readonly string[];
}

/** A package of ours: its manifest decides what its modules may import by name. */
export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  /** What `import '@satchel/x/y'` opens, from the root of the house. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface House {
  readonly root: string;
  readonly modules: readonly Module[];
  /** By folder; '' is the root. */
  readonly workspaces: Readonly<Record<string, Workspace>>;
}

/** Reads every .ts and .tsx file of the house in this folder. */
export function readHouse(root: string): House {
  const folders = globSync('{packages,apps}/*/package.json', { cwd: root }).map(dirname);
  const workspaces = Object.fromEntries(['', ...folders].map((folder) => [folder, readWorkspace(root, folder)]));
  const files = globSync('{packages,apps,tools,journeys,bench,fixtures}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules', '**/dist'],
  });
  return { root, workspaces, modules: files.sort().map((file) => readModule(root, file, folders)) };
}

function readWorkspace(root: string, folder: string): Workspace {
  const file = join(root, folder, 'package.json');
  const manifest = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Manifest;
  const entries = Object.entries(manifest.exports ?? {}).map(([key, target]) => [join(manifest.name ?? '', key), join(folder, target)]);
  const declared = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  };
  return {
    folder,
    name: manifest.name ?? '',
    dependencies: Object.keys(declared),
    entries: Object.fromEntries(entries) as Record<string, string>,
  };
}

interface Manifest {
  readonly name?: string;
  readonly exports?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

function readModule(root: string, path: string, folders: readonly string[]): Module {
  const source = readFileSync(join(root, path), 'utf8');
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`);
  const workspace = folders.find((folder) => path.startsWith(`${folder}/`)) ?? '';
  return { path, workspace, imports: importsOf(program), worldly: worldlyCallsOf(program, source) };
}

function importsOf(program: ESTree.Program): Import[] {
  const found: Import[] = [];
  new Visitor({
    ImportDeclaration: (node) => {
      const named =
        node.specifiers.length > 0 && node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type');
      found.push({ specifier: node.source.value, typeOnly: node.importKind === 'type' || named });
    },
    ExportAllDeclaration: (node) => void found.push({ specifier: node.source.value, typeOnly: node.exportKind === 'type' }),
    ExportNamedDeclaration: (node) => {
      if (node.source) found.push({ specifier: node.source.value, typeOnly: node.exportKind === 'type' });
    },
    ImportExpression: (node) => {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string')
        found.push({ specifier: node.source.value, typeOnly: false });
    },
    TSImportType: (node) => void found.push({ specifier: node.source.value, typeOnly: true }),
  }).visit(program);
  return found;
}

const WORLDLY_MEMBERS = /^(Date\.now|Math\.random|performance\.now|crypto\.(randomUUID|getRandomValues)|globalThis\.fetch)$/;
const WORLDLY_CALLS = /^(fetch|Date|setTimeout|setInterval)$/;

function worldlyCallsOf(program: ESTree.Program, source: string): string[] {
  const found: string[] = [];
  const written = (node: { start: number; end: number }): string => source.slice(node.start, node.end);
  new Visitor({
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && WORLDLY_CALLS.test(node.callee.name)) found.push(`${node.callee.name}()`);
    },
    NewExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) found.push('new Date()');
    },
    MemberExpression: (node) => {
      if (WORLDLY_MEMBERS.test(written(node))) found.push(written(node));
    },
  }).visit(program);
  return found;
}

/** The file an import opens, when it is one of ours. */
export function targetOf(house: House, module: Module, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative(house.root, join(house.root, dirname(module.path), specifier)).replaceAll('\\', '/');
  for (const workspace of Object.values(house.workspaces)) {
    const entry = workspace.entries[specifier];
    if (entry !== undefined) return entry;
  }
  return undefined;
}
