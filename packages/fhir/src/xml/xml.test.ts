import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type JsonObject, parseJson, stringify } from '../index.ts';
import { fromXml, toXml } from './index.ts';

function read(text: string): JsonObject {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error(outcome.issues[0]?.diagnostics);
  return outcome.value;
}

function back(xml: string): JsonObject {
  const outcome = fromXml(xml);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.value;
}

const patient = `{"resourceType":"Patient","id":"a","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">A &amp; B<br/></div>"},
"contained":[{"resourceType":"Organization","id":"o","name":"<Clinic> \\"X\\""}],
"extension":[{"url":"http://e.example/x","valueDecimal":1.50}],
"name":[{"family":"Aster","given":["Ana",null,"B"],"_given":[null,{"extension":[{"url":"http://e.example/y","valueBoolean":true}]},null]}],
"_birthDate":{"id":"b","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
"multipleBirthInteger":2}`;

describe('FHIR XML', () => {
  it('means what the JSON means, both ways', () => {
    const resource = read(patient);
    const xml = toXml(resource);
    expect(xml).toContain('<birthDate id="b"><extension url="http://hl7.org/fhir/StructureDefinition/data-absent-reason">');
    expect(xml).toContain(
      '<contained><Organization><id value="o"/><name value="&lt;Clinic&gt; &quot;X&quot;"/></Organization></contained>',
    );
    const again = back(xml);
    expect(again).toEqual(resource);
  });

  it('keeps the digits of decimals', () => {
    expect(toXml(read('{"resourceType":"Observation","valueQuantity":{"value":6.10}}'))).toContain('<value value="6.10"/>');
    expect(
      stringify(back('<Observation xmlns="http://hl7.org/fhir"><valueQuantity><value value="6.10"/></valueQuantity></Observation>')),
    ).toBe('{"resourceType":"Observation","valueQuantity":{"value":6.10}}');
  });

  it('takes prefixes, comments and line breaks', () => {
    expect(back('<?xml version="1.0"?><!-- c --><f:Patient xmlns:f="http://hl7.org/fhir"><f:active value="true"/>\n</f:Patient>')).toEqual({
      resourceType: 'Patient',
      active: true,
    });
    const note = 'one\ntwo\ttab & <tag>';
    expect(back(toXml({ resourceType: 'Basic', implicitRules: note }))).toEqual({ resourceType: 'Basic', implicitRules: note });
  });

  it.each([
    ['<Patient xmlns="http://hl7.org/fhir"><nonsense value="1"/></Patient>', 'structure'],
    ['<Patient xmlns="http://hl7.org/fhir"><active value="true"/><active value="false"/></Patient>', 'structure'],
    ['<Patient xmlns="http://hl7.org/fhir">words</Patient>', 'structure'],
    ['<Patient><active value="true"/></Patient>', 'structure'],
    ['<Nonsense xmlns="http://hl7.org/fhir"/>', 'not-supported'],
    ['<Patient xmlns="http://hl7.org/fhir"><active/></Patient>', 'required'],
    ['<Patient xmlns="http://hl7.org/fhir">', 'structure'],
    [
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Patient xmlns="http://hl7.org/fhir"><language value="&e;"/></Patient>',
      'structure',
    ],
    ['', 'structure'],
    [`<Patient xmlns="http://hl7.org/fhir">${'<contact>'.repeat(5000)}`, 'structure'],
  ])('refuses %s', (xml, code) => {
    expect(fromXml(xml)).toMatchObject({ ok: false, issues: [{ code }] });
  });

  const folder = process.env['SATCHEL_SAMPLES'] && join(process.env['SATCHEL_SAMPLES'], 'f2-r4-spec-examples');
  describe.skipIf(!folder)('of the examples of the specification', () => {
    it('comes back as it was', () => {
      const files = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
      const different: string[] = [];
      for (const file of files.slice(0, 300)) {
        const parsed = parseJson(readFileSync(join(folder ?? '', file), 'utf8'));
        if (!parsed.ok || typeof parsed.value['resourceType'] !== 'string') continue;
        const again = fromXml(toXml(parsed.value));
        if (!again.ok || withoutNarrative(stringify(again.value)) !== withoutNarrative(stringify(parsed.value))) different.push(file);
      }
      expect(files.length).toBeGreaterThan(20);
      expect(different).toEqual([]);
    });
  });
});

/** Narrative may close its tags in another way, and members may stand in another order. */
function withoutNarrative(text: string): string {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .filter(([name]) => name !== 'div')
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, each]) => [name, sorted(each)]),
          )
        : value;
  return JSON.stringify(sorted(JSON.parse(text)));
}
