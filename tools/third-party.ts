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
  /** The folder in knowledge/. */
  readonly name: string;
  readonly title: string;
  /** The licences that its page names. */
  readonly licences: readonly string[];
  /** Whether the page tells how old it is. */
  readonly dated: boolean;
}

const LICENCES = /Apache-2\.0|CC0-1\.0|CC-BY-4\.0|public domain|LOINC licence|OFL-1\.1|ucum\.org\/license|\bA?GPL[-\d.]*/gi;

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
  'png-js': 'MIT',
  '@lhncbc/ucum-lhc': 'NLM (BSD-like), and UCUM',
  fhirpath: 'NLM (BSD-like)',
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

/** The vendored data, as the page of each folder tells it. */
export function vendoredKnowledge(root: string): Knowledge[] {
  const folders = readdirSync(join(root, 'knowledge'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => {
      const file = join(root, 'knowledge', name, 'README.md');
      const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const title = /^# (.+)$/m.exec(page)?.[1] ?? '';
      return { name, title, licences: [...new Set(page.match(LICENCES) ?? [])].sort(), dated: /\b20\d\d-\d\d\b|\b20\d\d\b/.test(page) };
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
    'Each page tells source, version, date and licence.',
    '',
    '| in `knowledge/` | what | licences on its page |',
    '|---|---|---|',
    ...vendoredKnowledge(root).map(
      ({ name, title, licences }) => `| [${name}](knowledge/${name}/README.md) | ${title} | ${licences.join(', ')} |`,
    ),
  ].join('\n')}\n`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  writeFileSync(join(root, 'THIRD_PARTY.md'), renderThirdParty(root));
}
