import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, removeDir, serveForTest, type Served } from '../../testing/served.ts';

let served: Served;
beforeAll(async () => {
  served = await serveForTest();
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

/** fetch sets Host and Sec-Fetch-Site by itself; a bare request says what it is told. */
function bare(method: string, path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(served.base);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('every answer', () => {
  it.each(['/', '/api/about', '/api/session', '/nothing.js', '/healthz'])('to %s carries the policy', async (path) => {
    const { headers } = await ask(served.base, 'GET', path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('geolocation=()');
    if (path.startsWith('/api/')) expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is healthy once the store answers', async () => {
    expect(await ask(served.base, 'GET', '/healthz')).toMatchObject({ status: 200 });
  });
});

describe('a name that is not ours (DNS rebinding)', () => {
  it.each(['evil.example', 'evil.example:8787', 'localhost.evil.example', '127.0.0.1.evil.example'])('%s is turned away', async (host) => {
    expect(await bare('GET', '/api/about', { host })).toBe(421);
  });
  it.each(['localhost', 'localhost:8787', '127.0.0.1:1', '[::1]:8787', '192.168.1.20:8787'])('%s is ours', async (host) => {
    expect(await bare('GET', '/api/about', { host })).toBe(200);
  });
});

describe('[S07] a request that another site started', () => {
  const host = 'localhost';
  const mutating = [
    ['POST', '/api/sign-in/begin'],
    ['DELETE', '/api/session'],
    ['POST', '/api/records'],
    ['PUT', '/api/accounts/x'],
  ] as const;
  it.each(mutating)('%s %s is refused without our header', async (method, path) => {
    expect(await bare(method, path, { host })).toBe(403);
    expect(await bare(method, path, { host, 'x-satchel': '1', origin: 'https://evil.example' })).toBe(403);
    expect(await bare(method, path, { host, 'x-satchel': '1', 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await bare(method, path, { host, 'x-satchel': '1', 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await bare(method, path, { host, 'x-satchel': '1', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' })).not.toBe(403);
  });
});

describe('a request that cannot be read', () => {
  const begin = (body: string, headers = {}) => ask(served.base, 'POST', '/api/sign-in/begin', { body, headers });
  it('is 400 with the place, and never its content', async () => {
    expect(await begin('{"name": ')).toMatchObject({ status: 400, issues: [{ code: 'structure' }] });
    expect(await begin('{"name": 7}')).toMatchObject({ status: 400, issues: [{ code: 'value', expression: ['name'] }] });
    expect(await begin('{}')).toMatchObject({ status: 400, issues: [{ expression: ['name'] }] });
    expect(await begin('{"__proto__": {"name": "x"}}')).toMatchObject({ status: 400 });
    expect((await begin('{"name": "SECRET')).text).not.toContain('SECRET');
  });
  it('is 415 for what is not JSON, 413 for what is too much', async () => {
    expect(await begin('<a/>', { 'content-type': 'application/xml' })).toMatchObject({ status: 415 });
    expect(await begin(`{"name":"${'x'.repeat(1_100_000)}"}`)).toMatchObject({ status: 413, issues: [{ code: 'too-long' }] });
  });
  it('is 404 where there is no route', async () => {
    expect(await ask(served.base, 'GET', '/api/no/such/thing')).toMatchObject({ status: 404 });
    expect(await ask(served.base, 'POST', '/api/no/such/thing', { body: {} })).toMatchObject({ status: 404 });
  });
});
