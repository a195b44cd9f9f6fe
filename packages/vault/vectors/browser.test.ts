import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const executablePath = [
  process.env.SATCHEL_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);
if (!executablePath) console.warn('No Chromium: the vectors are not run in a browser. On Debian: apt-get install chromium');

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
/** An address that is not this machine's own name, as a home network's is: no secure context. */
const address =
  Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address ?? '127.0.0.1';

describe.skipIf(!executablePath)('published vectors in a browser', () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    const script = await bundled();
    server = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><title>Vectors</title><script src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => void server.listen(0, resolve));
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'];
    browser = await chromium.launch({ executablePath: executablePath as string, args });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('[S22] give what is written, over plain http where crypto.subtle is refused', { timeout: 120_000 }, async () => {
    const page = await browser.newPage();
    await page.goto(`http://${address}:${(server.address() as AddressInfo).port}/`);
    expect(await page.evaluate(() => isSecureContext)).toBe(address === '127.0.0.1');
    expect(await page.evaluate(() => globalThis.crypto.subtle === undefined)).toBe(address !== '127.0.0.1');
    for (const name of files) {
      const vectors = readFileSync(new URL(name, folder), 'utf8');
      expect(await page.evaluate((text) => globalThis.failuresOf(JSON.parse(text)), vectors)).toEqual([]);
    }
  });
});

async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: fileURLToPath(folder),
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL('page.ts', folder)), formats: ['iife'], name: 'vectors' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new TypeError('The bundler watched instead of building.');
  return output.output[0].code;
}
