/**
 * Writes THIRD_PARTY.md: what ships with Satchel and was made by others, read from package-lock.json and the pages of
 * knowledge/. Run it after changing either: `node tools/third-party.ts`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Piece {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Whether one of our workspaces asks for it by name. */
  readonly direct: boolean;
}

export interface Knowledge {
  readonly name: string;
  readonly source: string;
  readonly version: string;
  readonly licence: string;
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/** Licences that say so in a file of their own, read by us. */
const READ_BY_US: Readonly<Record<string, string>> = {
  '@lhncbc/ucum-lhc': 'NLM (BSD-like), and UCUM',
};

/** The packages that run in production, sorted by name and version. */
export function shippedPieces(root: string): Piece[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
  const entries = Object.entries(packages);
  const asked = new Set(
    entries
      .filter(([path]) => !path.includes('node_modules/'))
      .flatMap(([, { dependencies, optionalDependencies }]) => Object.keys({ ...dependencies, ...optionalDependencies })),
  );
  const shipped = entries.filter(([path, { dev, devOptional, link }]) => path.includes('node_modules/') && !dev && !devOptional && !link);
  const pieces = shipped.map(([path, { version = '', license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version, licence: READ_BY_US[name] ?? license ?? 'unknown', direct: asked.has(name) };
  });
  const byKey = new Map(pieces.map((piece) => [`${piece.name} ${piece.version}`, piece]));
  return [...byKey.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** The vendored data, as its own pages tell it in rows `| source | ... |`, `| version, date | ... |`, `| licence | ... |`. */
export function vendoredKnowledge(root: string): Knowledge[] {
  const folders = readdirSync(join(root, 'knowledge'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => {
      const file = join(root, 'knowledge', name, 'README.md');
      const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const row = (label: string): string => new RegExp(`^\\|\\s*${label}[^|]*\\|(.*)\\|\\s*$`, 'm').exec(page)?.[1]?.trim() ?? '';
      return { name, source: row('source'), version: row('version'), licence: row('licence') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function renderThirdParty(root: string): string {
  const pieces = shippedPieces(root);
  const byLicence = Map.groupBy(
    pieces.filter((piece) => !piece.direct),
    (piece) => piece.licence,
  );
  return `${[
    '# The work of others in Satchel',
    '',
    'Made by `node tools/third-party.ts` from package-lock.json and `knowledge/*/README.md`; a test keeps it current. Thank you, all of you.',
    'The licence of each package is in its folder under `node_modules/`.',
    '',
    '## Packages we ask for',
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...pieces.filter((piece) => piece.direct).map((piece) => `| ${piece.name} | ${piece.version} | ${piece.licence} |`),
    '',
    '## Packages that these bring',
    '',
    ...[...byLicence]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([licence, group]) => `- **${licence}**: ${group.map((piece) => `${piece.name} ${piece.version}`).join(', ')}`),
    '',
    '## Data and knowledge',
    '',
    '| in `knowledge/` | source | version | licence |',
    '|---|---|---|---|',
    ...vendoredKnowledge(root).map((one) => `| ${one.name} | ${one.source} | ${one.version} | ${one.licence} |`),
  ].join('\n')}\n`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  writeFileSync(join(root, 'THIRD_PARTY.md'), renderThirdParty(root));
}
