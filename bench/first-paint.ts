/**
 * What somebody with an old phone and a slow network waits for: `node bench/first-paint.ts` prints JSON. Chromium at 360
 * pixels, the processor four times slower, the network as Lighthouse's slow 4G (1.6 Mbit/s, 150 ms); a fresh browser each
 * time, so nothing is cached. Needs the built app.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { serveForTest } from '../apps/server/testing/served.ts';

const RUNS = process.env['SATCHEL_BENCH_QUICK'] === '1' ? 1 : 5;
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

async function once(url: string): Promise<{ paint: number; interactive: number; script: number }> {
  const browser = await chromium.launch({ executablePath: process.env['SATCHEL_CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });
  try {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true })).newPage();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', SLOW_4G);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const scripts = new Set<string>();
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.add(new URL(response.url()).pathname);
    });
    await page.goto(url);
    await page.getByRole('link').first().waitFor();
    const [paint, interactive] = await page.evaluate(() => [
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      performance.now(),
    ]);
    return { paint: paint ?? Number.NaN, interactive: interactive ?? Number.NaN, script: zipped(scripts) };
  } finally {
    await browser.close();
  }
}

const dist = join(import.meta.dirname, '../apps/web/dist');
const zipped = (paths: ReadonlySet<string>): number =>
  [...paths].reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path))).length, 0);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const dir = mkdtempSync(join(tmpdir(), 'satchel-paint-'));
const served = await serveForTest({ dir });
try {
  const runs = [];
  for (let n = 0; n < RUNS; n += 1) runs.push(await once(served.base));
  console.log(
    JSON.stringify({
      what: 'first screen on a throttled phone',
      firstContentfulPaintMs: Math.round(median(runs.map(({ paint }) => paint))),
      firstLinkMs: Math.round(median(runs.map(({ interactive }) => interactive))),
      scriptKbGzipped: Math.round(median(runs.map(({ script }) => script)) / 1024),
      files: readdirSync(join(dist, 'assets')).length,
      largestFileKb: Math.round(
        Math.max(...readdirSync(join(dist, 'assets')).map((name) => statSync(join(dist, 'assets', name)).size)) / 1024,
      ),
    }),
  );
} finally {
  await served.close();
  rmSync(dir, { recursive: true, force: true });
}
