import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutward, isOutside } from './outward.ts';

describe('which addresses are outside', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    'nonsense',
  ])('%s is not [S38]', (address) => expect(isOutside(address)).toBe(false));
  it.each(['9.9.9.9', '93.184.216.34', '2606:4700::1111', '::ffff:9.9.9.9'])('%s is', (address) => expect(isOutside(address)).toBe(true));
});

describe('the way out', () => {
  let server: Server;
  let base: string;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked += 1;
      if (request.url === '/moved') response.writeHead(302, { location: '/here' }).end();
      else if (request.url === '/long') response.end('x'.repeat(5000));
      else if (request.url !== '/never') response.end(`${request.method} ${request.headers['user-agent']}`);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('reaches nothing inside, by number or by name, unless the operator named it [S38]', async () => {
    const out = createOutward({ near: [] });
    for (const address of [
      `http://${base}/`,
      `https://${base}/`,
      'https://localhost/',
      'https://169.254.169.254/latest',
      'https://[::1]/',
      'https://2130706433/',
      'https://0x7f.1/',
      'file:///etc/passwd',
      'https://u:p@example.org/',
      'nonsense',
    ])
      expect(await out(address)).toMatchObject({ kind: 'none' });
    expect(asked).toBe(0);
  });
  it('asks what the operator named, follows no redirect, and stops at a length and a time', async () => {
    const out = createOutward({ near: [base], limit: 1000, patience: 300 });
    expect(await out(`http://${base}/`, { method: 'POST', body: 'x' })).toMatchObject({
      kind: 'answer',
      status: 200,
      bytes: Buffer.from('POST Satchel'),
    });
    expect(await out(`http://${base}/moved`)).toMatchObject({ status: 302, headers: { location: '/here' } });
    expect(await out(`http://${base}/long`)).toEqual({ kind: 'none', why: 'the answer is too long.' });
    expect(await out(`http://${base}/never`)).toEqual({ kind: 'none', why: 'no answer came in time.' });
  });
});
