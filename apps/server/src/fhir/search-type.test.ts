import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

interface Entry {
  readonly fullUrl: string;
  readonly resource: { readonly resourceType: string; readonly id: string; readonly meta?: object; readonly [name: string]: unknown };
  readonly search: { readonly mode: string };
}

const entriesOf = (answer: { json: Record<string, unknown> }): Entry[] => (answer.json['entry'] ?? []) as Entry[];
const linkOf = (answer: Asked, relation: string): string | undefined =>
  ((answer.json['link'] ?? []) as unknown as { relation: string; url: string }[]).find((each) => each.relation === relation)?.url;

describe('search', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const weights = Array.from({ length: 25 }, (_, n) => weight(`w${n}`, 60 + n, `2024-01-${String(n + 1).padStart(2, '0')}`));
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      code: { text: 'Panel' },
      subject: { reference: 'Patient/p' },
      result: [{ reference: 'Observation/w0' }],
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Zebra</div>' },
    };
    desk = await openDesk([patient('p', 'Aster'), report, ...weights]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());
  const get = (path: string, headers: Record<string, string> = {}) => desk.ask('GET', path, { headers });

  it('is a searchset with absolute addresses, and says what it searched', async () => {
    const found = await get(`Observation?code=http://loinc.org|29463-7&date=ge2024-01-20&_sort=-date&_count=20`);
    expect(found).toMatchObject({ status: 200, json: { resourceType: 'Bundle', type: 'searchset', total: 6 } });
    const [first] = entriesOf(found);
    expect(first).toMatchObject({ fullUrl: `${desk.served.base}/fhir/Observation/${first?.resource.id}`, search: { mode: 'match' } });
    expect(first?.resource['effectiveDateTime']).toBe('2024-01-25');
    expect(decodeURIComponent(linkOf(found, 'self') ?? '')).toBe(
      `${desk.served.base}/fhir/Observation?code=http://loinc.org|29463-7&date=ge2024-01-20&_sort=-date&_count=20`,
    );
    expect(linkOf(found, 'next')).toBeUndefined();
  });

  it('answers GET and POST alike', async () => {
    const query = 'date=lt2024-01-05&_sort=date';
    const posted = await desk.ask('POST', 'Observation/_search', { body: query });
    expect(posted.text).toBe((await get(`Observation?${query}`)).text);
    expect((await desk.ask('POST', 'Observation/_search?_count=1', { body: query })).json['entry']).toHaveLength(1);
    expect((await desk.ask('POST', 'Observation/_search')).json['total']).toBe(25);
  });

  it.each([
    ['a time with a zone', 'Observation?date=ge2024-01-25T00:00:00Z', 1],
    ['the same time elsewhere', 'Observation?date=ge2024-01-25T00:00:00%2B02:00', 2],
    ['a stretch of time', 'Observation?date=ge2024-01-03&date=le2024-01-05', 3],
    ['other than a date', 'Observation?date=ne2024-01-01', 24],
    ['a number of a unit', 'Observation?value-quantity=gt80|http://unitsofmeasure.org|kg', 4],
    ['the same in another unit', 'Observation?value-quantity=70000|http://unitsofmeasure.org|g', 1],
    ['alternatives', 'Observation?date=2024-01-01,2024-01-02', 2],
    ['a composite', 'Observation?code-value-quantity=29463-7$lt62', 2],
    ['a chain', 'Observation?subject:Patient.name=aster&_count=0', 25],
    ['a reverse chain', 'Patient?_has:Observation:patient:value-quantity=gt80', 1],
    ['a reverse chain to nothing', 'Patient?_has:Observation:patient:value-quantity=gt900', 0],
    ['what is missing', 'Observation?encounter:missing=true', 25],
    ['other than a code', 'Observation?code:not=29463-7', 0],
    ['the text of a code', 'Observation?code:text=body', 25],
    ['the begin of a name', 'Patient?family=ast', 1],
    ['an exact name', 'Patient?family:exact=aster', 0],
    ['a part of a name', 'Patient?family:contains=STE', 1],
    ['a reference of a type', 'Observation?subject:Patient=%ID%', 25],
    ['words of the narrative', 'DiagnosticReport?_text=zebra', 1],
    ['words anywhere', 'Observation?_content=weight', 25],
    ['ids', 'Patient?_id=%ID%', 1],
    ['the time of change', 'Observation?_lastUpdated=ge2020', 25],
    ['codes of a value set', 'Observation?category:in=http://terminology.hl7.org/ValueSet/observation-category', 25],
    ['codes outside a value set', 'Observation?category:not-in=http://terminology.hl7.org/ValueSet/observation-category', 0],
    ['a code and what it holds', 'Observation?category:below=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs', 25],
    ['a filter', 'Observation?_filter=date lt 2024-01-04 or (value-quantity gt 80 and not (date eq 2024-01-25))', 6],
    ['a filter through a reference', 'Observation?_filter=subject:Patient.family eq ASTER and status ne amended', 25],
    ['a time of change to come', 'Observation?_lastUpdated=ge2999', 0],
  ])('finds by %s', async (_, query, total) => {
    const found = await get(query.replace('%ID%', id));
    expect(found).toMatchObject({ status: 200, json: { total } });
    expect(entriesOf(found).filter(({ search }) => search.mode === 'outcome')).toEqual([]);
  });

  it('includes what is referred to, and what refers, each once and none of it counted', async () => {
    const found = await get(
      'DiagnosticReport?_include=DiagnosticReport:result&_include:iterate=Observation:subject&_revinclude=Provenance:target',
    );
    expect(found.json['total']).toBe(1);
    const modes = entriesOf(found).map(({ resource, search }) => `${search.mode} ${resource.resourceType}`);
    expect(modes.sort()).toEqual(['include Observation', 'include Patient', 'include Provenance', 'match DiagnosticReport']);
    expect(entriesOf(await get('DiagnosticReport?_include=*')).length).toBeGreaterThan(2);
  });

  it('gives parts of resources, and says so', async () => {
    const [part] = entriesOf(await get('Observation?_elements=code&_count=1'));
    expect(Object.keys(part?.resource ?? {}).sort()).toEqual(['code', 'id', 'meta', 'resourceType', 'status']);
    expect(part?.resource.meta).toMatchObject({ tag: [{ code: 'SUBSETTED' }] });
    const [summary] = entriesOf(await get('DiagnosticReport?_summary=true'));
    expect(summary?.resource['text']).toBeUndefined();
    expect(summary?.resource['code']).toBeDefined();
    const [text] = entriesOf(await get('DiagnosticReport?_summary=text'));
    expect(Object.keys(text?.resource ?? {}).sort()).toEqual(['code', 'id', 'meta', 'resourceType', 'status', 'text']);
    const [data] = entriesOf(await get('DiagnosticReport?_summary=data'));
    expect([data?.resource['text'], data?.resource['result'] !== undefined]).toEqual([undefined, true]);
    expect(entriesOf(await get('DiagnosticReport?_summary=false'))[0]?.resource['text']).toBeDefined();
    expect(await get('Observation?_summary=count')).toMatchObject({ json: { total: 25 } });
    expect(entriesOf(await get('Observation?_summary=count'))).toEqual([]);
    expect((await get('Observation?_total=none&_count=1')).json['total']).toBeUndefined();
    expect((await get(`DiagnosticReport/${entriesOf(await get('DiagnosticReport'))[0]?.resource.id}?_elements=code`)).json).toMatchObject({
      meta: { tag: [{ code: 'SUBSETTED' }] },
    });
  });

  it('names parameters that nobody knows, leaves them out of what it says it searched, and refuses them when strict', async () => {
    const found = await get('Observation?nonsense=1&date=2024-01-01');
    expect(found).toMatchObject({ status: 200, json: { total: 1 } });
    expect(entriesOf(found).find(({ search }) => search.mode === 'outcome')?.resource).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(JSON.stringify(found.json['entry'])).toContain("'nonsense'");
    expect(linkOf(found, 'self')).not.toContain('nonsense');
    const strict = await get('Observation?nonsense=1', { prefer: 'handling=strict' });
    expect(strict).toMatchObject({ status: 400, json: { issue: [{ diagnostics: expect.stringContaining("'nonsense'") as string }] } });
  });

  it.each([
    'Observation?code:nonsense=1',
    'Observation?code:in=http://example.org/ValueSet/not-held',
    'Observation?code:below=http://snomed.info/sct|404684003',
    'Observation?_filter=code eq',
    'Observation?_filter=nonsense eq 1',
    'Location?near=1|2|3|km',
    'Observation?date:exact=2024',
    'Observation?date=yesterday',
    'Observation?value-quantity=x',
    'Observation?_count=x',
    'Observation?_summary=x',
    'Observation?_total=x',
    'Observation?_include=x',
    'Observation?_include:nonsense=Observation:subject',
    'Observation?subject:Nonsense=1',
    'Observation?code.text=x',
    'Patient?_has:Observation=1',
    'Patient?_has:Observation:code:status=final',
    `Observation?subject.${'organization.partof.'.repeat(10)}name=x`,
    `Observation?_id=${Array.from({ length: 500 }, () => 'a').join(',')}`,
  ])('refuses %s with an OperationOutcome', async (query) => {
    const refused = await get(query);
    expect([400, 422]).toContain(refused.status);
    expect(refused.json).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('comes in pages that hold everything once while others write, bound to who asked', async () => {
    const seen: string[] = [];
    let path: string | undefined = 'Observation?date=ge2024-01-01&_sort=date&_count=10';
    let pages = 0;
    while (path !== undefined) {
      const page = await get(path);
      expect(page.status).toBe(200);
      seen.push(...entriesOf(page).map(({ resource }) => resource.id));
      await desk.ask('POST', 'Observation', { body: weight('x', 1, '2023-06-01') });
      const next = linkOf(page, 'next');
      expect(next ?? '').not.toMatch(/date|2024/);
      path = next?.replace(`${desk.served.base}/fhir/`, '');
      if (path) {
        const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
        expect((await desk.ask('GET', path, { bearer })).status).toBe(404);
        expect((await get(path.replace('Observation', 'Patient'))).status).toBe(404);
      }
      pages += 1;
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 25, 25]);
    expect((await get('Observation?_page=AAAA')).status).toBe(404);
    // The cursor within is not for callers.
    expect((await get('Observation?_cursor=AAAA')).status).toBe(200);
  });

  it('takes a form and nothing else by POST, and no one without a token', async () => {
    expect((await desk.ask('POST', 'Observation/_search', { body: { a: 1 } })).status).toBe(415);
    expect((await desk.ask('GET', 'Observation', { bearer: '' })).status).toBe(401);
    expect((await desk.ask('POST', 'Observation/_search', { body: 'a=1', bearer: '' })).status).toBe(401);
  });
});
