import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf } from '@satchel/fhir';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';

const isNightly = process.env['SATCHEL_NIGHTLY'] === '1';
const runs = isNightly ? 5000 : 60;

/** No crash, no hang, no 500, and every refusal an OperationOutcome. */
describe('[S25] whatever is sent', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  async function isAnswered(method: string, path: string, body?: string | Uint8Array, type = 'application/fhir+json'): Promise<void> {
    const started = performance.now();
    const answer = await desk.ask(method, path, {
      ...(body !== undefined && { body: typeof body === 'string' ? Buffer.from(body) : body }),
      headers: { 'content-type': type },
    });
    expect(answer.status).toBeLessThan(500);
    expect(performance.now() - started).toBeLessThan(5000);
    if (answer.status >= 400 && method !== 'HEAD') expect(answer.json['resourceType']).toBe('OperationOutcome');
  }

  const codes = [
    ...Object.keys(parametersOf('Observation')),
    '_id',
    '_lastUpdated',
    '_text',
    '_content',
    '_list',
    '_has',
    '_sort',
    '_include',
    '_revinclude',
    '_count',
    '_elements',
    '_summary',
    '_total',
    '_filter',
    '_page',
    '_format',
    '_type',
  ];
  const modifiers = [
    '',
    ':missing',
    ':exact',
    ':contains',
    ':not',
    ':text',
    ':in',
    ':below',
    ':above',
    ':of-type',
    ':identifier',
    ':Patient',
    ':iterate',
    ':',
    '.name',
    '.',
    ':Patient.',
    ':Observation:subject:code',
  ];
  const values = [
    '',
    'true',
    'ge2024',
    'ap2024-02-30',
    '1e400',
    '-',
    '|',
    'a|b|c|d',
    '$',
    'a$b',
    '\\',
    'Patient/1',
    'Patient/../x',
    "' OR 1=1 --",
    '%00',
    '\u0000',
    '*',
    'Observation:subject',
    '-date,,',
    '9'.repeat(400),
    '((((',
    '"',
    'NaN',
  ];

  it('as a search is answered', async () => {
    const value = fc.oneof(
      fc.constantFrom(...values),
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
    );
    const parameter = fc.tuple(fc.constantFrom(...codes), fc.constantFrom(...modifiers), value);
    await fc.assert(
      fc.asyncProperty(
        fc.array(parameter, { maxLength: 4 }),
        fc.constantFrom('Observation', 'Patient', '', 'Observation/_history', 'Observation/$lastn'),
        async (parameters, path) => {
          const query = new URLSearchParams(parameters.map(([code, modifier, text]) => [code + modifier, text]));
          await isAnswered('GET', `${path}?${query.toString()}`);
        },
      ),
      { numRuns: runs },
    );
  });

  it('as an address is answered', async () => {
    const segment = fc.oneof(
      fc.constantFrom('Observation', 'Patient', '_history', '_search', '$everything', '$meta', '1', '%2e%2e', '*', '%', ''),
      fc
        .string({ maxLength: 12 })
        .filter((text) => !/^\.{1,2}$/.test(text))
        .map(encodeURIComponent),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 5 }),
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'),
        async (segments, method) => {
          // What a client takes for "one folder up" leads out of the FHIR API before it is sent.
          fc.pre(new URL(`http://x/fhir/${segments.join('/')}`).pathname.startsWith('/fhir/'));
          await isAnswered(method, segments.join('/').replace(/^[?]/, ''), method === 'GET' || method === 'HEAD' ? undefined : '{}');
        },
      ),
      { numRuns: runs },
    );
  });

  it('as a body is answered', async () => {
    const whole = JSON.stringify({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ fullUrl: 'urn:uuid:1', resource: weight('x', 1, '2024'), request: { method: 'POST', url: 'Observation' } }],
    });
    const broken = fc
      .tuple(fc.nat(whole.length), fc.nat(20), fc.string({ maxLength: 8 }))
      .map(([at, length, text]) => whole.slice(0, at) + text + whole.slice(at + length));
    const body = fc.oneof(
      broken,
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '{"a":'.repeat(50_000),
        '['.repeat(50_000),
        `{"resourceType":"Bundle","type":"transaction","entry":${'['.repeat(90)}${']'.repeat(90)}}`,
      ),
    );
    const type = fc.constantFrom(
      'application/fhir+json',
      'application/json-patch+json',
      'application/fhir+xml',
      'application/x-www-form-urlencoded',
      'x/y',
      '',
    );
    const target = fc.constantFrom(
      ['POST', ''],
      ['POST', 'Observation'],
      ['PUT', 'Observation/00000000-0000-4000-8000-000000000009'],
      ['PATCH', 'Patient?family=Aster'],
      ['POST', 'Observation/$validate'],
      ['POST', 'Patient/$match'],
      ['POST', 'Observation/_search'],
    );
    await fc.assert(
      fc.asyncProperty(target, body, type, async ([method = '', path = ''], text, media) => isAnswered(method, path, text, media)),
      { numRuns: runs },
    );
  });

  it('as XML is answered', async () => {
    const whole = '<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><text value="x"/></code></Observation>';
    const broken = fc
      .tuple(fc.nat(whole.length), fc.nat(10), fc.string({ maxLength: 6 }))
      .map(([at, length, text]) => whole.slice(0, at) + text + whole.slice(at + length));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(broken, fc.constantFrom('<a>'.repeat(20_000), '<!DOCTYPE a [<!ENTITY b "&c;">]><a>&b;</a>')),
        async (text) => isAnswered('POST', 'Observation', text, 'application/fhir+xml'),
      ),
      { numRuns: runs },
    );
  });
});
