import { describe, expect, it } from 'vitest';
import { parseJson, stringify } from './json/index.ts';
import { collectReferences, formatReference, mapReferences, parseReference } from './references.ts';

describe('parseReference', () => {
  it.each([
    ['#med1', { kind: 'contained', id: 'med1' }],
    ['#', { kind: 'contained', id: '' }],
    ['Patient/1', { kind: 'relative', type: 'Patient', id: '1' }],
    ['Patient/1/_history/2', { kind: 'relative', type: 'Patient', id: '1', version: '2' }],
    ['https://ehr.example/fhir/r4/Patient/a-1', { kind: 'absolute', base: 'https://ehr.example/fhir/r4', type: 'Patient', id: 'a-1' }],
    ['urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0', { kind: 'uuid', uuid: '0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' }],
    ['urn:oid:1.2.3', { kind: 'oid', oid: '1.2.3' }],
    ['Patient?identifier=a|b', { kind: 'conditional', type: 'Patient', query: 'identifier=a|b' }],
    ['https://example.org/somewhere', { kind: 'url', url: 'https://example.org/somewhere' }],
  ])('takes %s apart and puts it together', (text, parts) => {
    const reference = parseReference(text);
    expect(reference).toEqual(parts);
    expect(reference && formatReference(reference)).toBe(text);
  });

  it.each(['', 'Patient', 'Nothing/1', 'Patient/', 'Patient/a b', 'some words'])('finds none in %j', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});

const documentReference = {
  resourceType: 'DocumentReference',
  subject: { reference: 'Patient/1', display: 'P' },
  author: [{ reference: '#a' }, { display: 'no link' }],
  contained: [{ resourceType: 'Practitioner', id: 'a', qualification: [{ issuer: { reference: 'Organization/o' } }] }],
  content: [{ attachment: { url: 'Binary/7', contentType: 'text/plain' } }, { attachment: { url: 'https://example.org/x.pdf' } }],
  extension: [{ url: 'http://example.org/ext', valueReference: { reference: 'Device/d' } }],
};

describe('references of a resource', () => {
  it('are collected with their paths', () => {
    expect(collectReferences(documentReference).map(({ path, reference }) => `${path} ${reference}`)).toEqual([
      'DocumentReference.subject.reference Patient/1',
      'DocumentReference.author[0].reference #a',
      'DocumentReference.contained[0].qualification[0].issuer.reference Organization/o',
      'DocumentReference.content[0].attachment.url Binary/7',
      'DocumentReference.extension[0].valueReference.reference Device/d',
    ]);
  });

  it('are rewritten in a copy that shares what did not change', () => {
    const before = structuredClone(documentReference);
    const mapped = mapReferences(documentReference, (each) => (each === 'Patient/1' ? 'urn:uuid:p' : each));
    expect(mapped).toEqual({ ...before, subject: { reference: 'urn:uuid:p', display: 'P' } });
    expect(mapped['content']).toBe(documentReference.content);
    expect(documentReference).toEqual(before);
  });

  it('leave the resource itself when nothing changes', () => {
    expect(mapReferences(documentReference, (each) => each)).toBe(documentReference);
  });

  it('are not the uri elements of the same name', () => {
    const issue = { resourceType: 'DetectedIssue', reference: 'http://example.org/paper' };
    const library = { resourceType: 'Measure', x: { language: 'text/cql', reference: 'Library/1' } };
    const bundle = { resourceType: 'Bundle', entry: [{ request: { method: 'GET', url: 'Binary/1' } }] };
    expect([issue, library, bundle].flatMap((each) => collectReferences(each))).toEqual([]);
  });

  it('are rewritten beside exact numbers', () => {
    const parsed = parseJson('{"resourceType":"Observation","valueQuantity":{"value":6.10},"subject":{"reference":"Patient/1"}}');
    if (!parsed.ok) throw new Error('fixture');
    expect(stringify(mapReferences(parsed.value, () => 'Patient/2'))).toContain('6.10');
  });
});
