import { createCipheriv, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  bundleOf,
  finished,
  newPerson,
  patient,
  type Person,
  removeDir,
  type Served,
  serveForTest,
  weight,
} from '../../testing/served.ts';
import type { Job } from './api.ts';

const key = randomBytes(32);
const passcode = 'blue 42';

function seal(text: string): string {
  const head = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', cty: 'application/fhir+json', zip: 'DEF' })).toString('base64url');
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(Buffer.from(head));
  const body = Buffer.concat([cipher.update(deflateRawSync(text)), cipher.final()]);
  return [head, '', iv.toString('base64url'), body.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.');
}

describe('a SMART Health Link that the person gives', () => {
  let sharer: Server;
  let served: Served;
  let ana: Person;
  let link: string;
  const asked: string[] = [];

  beforeAll(async () => {
    const file = seal(bundleOf([patient('p', 'Aster'), weight('w', 61, '2024-01-01')]));
    sharer = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${body}`);
        const right = body.includes(JSON.stringify(passcode));
        response.writeHead(right ? 200 : 401, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(right ? { files: [{ contentType: 'application/fhir+json', embedded: file }] } : { remainingAttempts: 4 }),
        );
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => sharer.once('listening', resolve));
    const near = `127.0.0.1:${(sharer.address() as AddressInfo).port}`;
    const payload = { url: `http://${near}/manifest`, key: key.toString('base64url'), flag: 'P', label: 'Clinic visit' };
    link = `shlink:/${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    served = await serveForTest({ env: { SATCHEL_NEAR: near } });
    ana = await newPerson(served, 'Ana');
  });
  afterAll(async () => {
    sharer.close();
    await served.close();
    removeDir(served.dir);
  });

  const follow = (body: object) => ask(served.base, 'POST', ana.path('links'), { body, bearer: ana.bearer });

  it('asks for the passcode, counts the tries, then takes in what lies behind it', async () => {
    expect(await follow({ link })).toMatchObject({ issues: [{ diagnostics: 'This link asks for a passcode.' }] });
    expect(asked).toEqual([]);
    expect((await follow({ link, passcode: 'wrong' })).issues[0]?.remedy).toMatch(/4 tries are left/);
    const answer = await follow({ link, passcode });
    expect(answer.status).toBe(202);
    const [job] = JSON.parse(answer.text) as Job[];
    const done = await finished(ana, job?.id ?? '');
    expect(done.report).toMatchObject({ name: 'Clinic visit.fhir.json', types: { Observation: { new: 1 } } });
  });

  it('tells the other side a name, and never the key [S39]', () => {
    expect(asked.join('\n')).toContain('"recipient"');
    expect(asked.join('\n')).not.toContain(key.toString('base64url'));
  });

  it('reaches nothing inside that the operator did not name [S38]', async () => {
    const inner = { url: 'https://127.0.0.1:9/x', key: key.toString('base64url'), flag: 'U' };
    const answer = await follow({ link: `shlink:/${Buffer.from(JSON.stringify(inner)).toString('base64url')}` });
    expect(answer.issues[0]?.diagnostics).toMatch(/inside this computer/);
  });

  it('refuses what is no link, and a grant that cannot write', async () => {
    expect((await follow({ link: 'https://example.org' })).status).toBe(400);
    const reader = await ana.pass({ kind: 'token', label: 'reader', capabilities: { read: 'all' } });
    expect((await ask(served.base, 'POST', ana.path('links'), { body: { link }, bearer: reader })).status).toBe(403);
  });
});
