import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const CVX = 'http://hl7.org/fhir/sid/cvx';

describe('terminology, with what is held here', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk([]);
  });
  afterAll(() => desk.close());
  const get = (path: string) => desk.ask('GET', path);
  const partOf = ({ json }: { json: Record<string, unknown> }, name: string) =>
    (json['parameter'] as ({ name: string } & Record<string, unknown>)[] | undefined)?.find((each) => each.name === name);

  it('$expand lists a value set, filtered and in pages, with version and notice', async () => {
    const whole = await get('ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/condition-clinical');
    expect(whole.json).toMatchObject({ resourceType: 'ValueSet', copyright: expect.stringContaining('CC0'), expansion: { total: 6 } });
    const found = await get('ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/observation-category&filter=Vit');
    expect(found.json).toMatchObject({ expansion: { total: 1, contains: [{ code: 'vital-signs', display: 'Vital Signs' }] } });
    const page = await get('ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&offset=1&count=2');
    expect(page.json).toMatchObject({ expansion: { total: 4, offset: 1, contains: [{ code: 'female' }, { code: 'other' }] } });
  });

  it('$expand is refused without a value set, for one that is not held or has no end, and with strange numbers', async () => {
    const asked = ['', '?url=urn:nonsense', '?url=http://hl7.org/fhir/ValueSet/ucum-units', '?url=urn:x&count=-1', '?url=urn:x&nonsense=1'];
    const answers = await Promise.all(asked.map((query) => get(`ValueSet/$expand${query}`)));
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 422, 400, 400]);
    expect((await desk.ask('GET', 'ValueSet/$expand', { bearer: '' })).status).toBe(401);
  });

  it('ValueSet/$validate-code says yes, no, or that it could not check', async () => {
    const url = 'url=http://hl7.org/fhir/ValueSet/condition-clinical';
    expect(partOf(await get(`ValueSet/$validate-code?${url}&system=${CLINICAL}&code=active`), 'result')).toMatchObject({
      valueBoolean: true,
    });
    expect(partOf(await get(`ValueSet/$validate-code?${url}&system=urn:x&code=active`), 'result')).toMatchObject({ valueBoolean: false });
    expect((await get('ValueSet/$validate-code?url=urn:nonsense&code=x')).status).toBe(404);
    expect((await get(`ValueSet/$validate-code?${url}`)).status).toBe(400);
    const units = 'ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/ucum-units&code=';
    expect(partOf(await get(`${units}mm[Hg]`), 'result')).toMatchObject({ valueBoolean: true });
    expect(partOf(await get(`${units}mmHg`), 'result')).toMatchObject({ valueBoolean: false });
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'url', valueUri: 'http://hl7.org/fhir/ValueSet/condition-clinical' },
        {
          name: 'codeableConcept',
          valueCodeableConcept: {
            coding: [
              { system: 'urn:x', code: 'y' },
              { system: CLINICAL, code: 'relapse' },
            ],
          },
        },
      ],
    };
    expect(partOf(await desk.ask('POST', 'ValueSet/$validate-code', { body }), 'result')).toMatchObject({ valueBoolean: true });
  });

  it('CodeSystem/$validate-code holds code and display against the code system', async () => {
    const check = (query: string) => get(`CodeSystem/$validate-code?${query}`);
    expect(partOf(await check(`url=${CVX}&code=208`), 'result')).toMatchObject({ valueBoolean: true });
    expect(partOf(await check(`url=${CLINICAL}&code=nonsense`), 'message')).toMatchObject({ valueString: expect.any(String) });
    expect(partOf(await check(`url=${CLINICAL}&code=active&display=Inactive`), 'result')).toMatchObject({ valueBoolean: false });
    for (const beyond of [
      'url=http://snomed.info/sct&code=1',
      `url=${CLINICAL}&version=0&code=active`,
      'url=urn:iso:std:iso:4217&code=xyz',
    ])
      expect(await check(beyond)).toMatchObject({
        status: 404,
        json: { issue: [{ diagnostics: expect.stringContaining('could not be checked') }] },
      });
  });

  it('CodeSystem/$lookup names a code, and knows none that is not there', async () => {
    const found = await get(`CodeSystem/$lookup?system=${CVX}&code=54`);
    expect(partOf(found, 'display')).toMatchObject({ valueString: 'adenovirus, type 4' });
    expect(found.text).toContain('public domain');
    const body = { resourceType: 'Parameters', parameter: [{ name: 'coding', valueCoding: { system: CLINICAL, code: 'active' } }] };
    expect(partOf(await desk.ask('POST', 'CodeSystem/$lookup', { body }), 'version')).toMatchObject({ valueString: '3.0.0' });
    for (const beyond of ['system=urn:x&code=1', `system=${CVX}&code=nonsense`])
      expect((await get(`CodeSystem/$lookup?${beyond}`)).status).toBe(404);
    expect((await get(`CodeSystem/$lookup?system=${CVX}`)).status).toBe(400);
  });
});
