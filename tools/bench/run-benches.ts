import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { figuresOf, growthOf, inWords, type Report, reportsIn } from './figures.ts';
import { plotGrowth } from './plot.ts';

/** Runs each bench alone, keeps what it printed beside what the others said last time, and writes the pages anew. */
const folder = join(import.meta.dirname, '../../bench');
const RESULTS = join(folder, 'results.json');
const asked = process.argv.slice(2);
const names = globSync('*.ts', { cwd: folder }).map((file) => basename(file, '.ts'));
const results: Record<string, Report[]> = existsSync(RESULTS)
  ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, Report[]>)
  : {};

let failures = 0;
for (const name of names.sort()) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`Measuring ${name} ...`);
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', join(folder, `${name}.ts`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const reports = reportsIn(stdout);
  if (status !== 0 || reports.length === 0) {
    console.error(`${name} ${status === 0 ? 'measured nothing' : `failed (${status})`}: ${stdout.slice(-2000)}`);
    failures += 1;
    continue;
  }
  results[name] = reports;
  for (const [figure, value] of reports.flatMap(figuresOf)) console.log(`  ${figure.padEnd(56)} ${value}`);
}

writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
const curves = Object.values(results).flat().flatMap(growthOf);
if (curves.length > 0) writeFileSync(join(folder, 'growth.svg'), plotGrowth(curves));
writeFileSync(join(folder, 'RESULTS.md'), render());
process.exitCode = failures === 0 ? 0 : 1;

function render(): string {
  const sections = Object.entries(results).map(([name, reports]) => {
    const rows = reports.flatMap(figuresOf).map(([figure, value]) => `| ${figure} | ${value} |`);
    const tables = reports.flatMap(growthOf).map((curve) => {
      const columns = Object.keys(curve[0] ?? {});
      const lines = curve.map((point) => `| ${columns.map((column) => point[column]?.toLocaleString('en') ?? '').join(' | ')} |`);
      return [`| ${columns.map(inWords).join(' | ')} |`, `|${'---|'.repeat(columns.length)}`, ...lines].join('\n');
    });
    return [`## ${inWords(name)}`, ['| figure | value |', '|---|---|', ...rows].join('\n'), ...tables].join('\n\n');
  });
  const plot = curves.length > 0 ? '![Growth](growth.svg)\n\n' : '';
  return `# Figures\n\nMade by \`npm run bench\` on ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.version}. Ratios within one run say more than absolute values.\n\n${plot}${sections.join('\n\n')}\n`;
}
