import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { type JsonObject, parseJson } from '@satchel/fhir';
import { fromXml } from '@satchel/fhir/xml';

const samples = process.env['SATCHEL_SAMPLES'];
const folder = join(samples ?? '', 'f1-fhirpath-search-patch/r4');

/** Why the engine is let off, by what a case uses. */
const SKIPPED: readonly (readonly [reason: string, uses: RegExp])[] = [
  ['static checks: the engine finds these faults only when it evaluates', /invalid="semantic"/],
  ['terminology: a server is needed', /memberOf|conformsTo/],
];

/** Where the engine differs, by name; nothing of this can stand in the path of a patch, which takes neither arithmetic nor variables. */
const LIMITS: readonly (readonly [reason: string, names: RegExp])[] = [
  ['dates and quantities come with another precision than the suite writes', /^test(PlusDate|Minus5|Quantity4|PatientHasBirthDate)/],
  ['boundaries and precisions at the limits of a number', /^(Low|High)Boundary|^Precision/],
  ['variables of the environment are not given', /^testVariables|^testExtension2/],
  ['quantities of different units, and times with and without a zone, compared', /^test(N|Not)?Equ/],
  ['functions of later drafts: sort, iif on collections, replaceMatches without a pattern', /^test(Sort|Iif|ReplaceMatches)/],
  ['type names of the System namespace', /^testType22|^testFHIRPathAsFunction/],
];

interface Case {
  readonly name: string;
  readonly input: string;
  readonly expression: string;
  readonly isInvalid: boolean;
  readonly outputs: readonly string[];
  readonly text: string;
}

/** The engine that finds the elements of a FHIRPath Patch, held against the official suite. */
describe.skipIf(!samples)('the FHIRPath suite of FHIR/fhir-test-cases (tests-fhir-r4.xml)', () => {
  it('passes but for known cases', () => {
    const cases = casesIn(gunzipSync(readFileSync(join(folder, 'fhirpath/tests-fhir-r4.xml.gz'))).toString());
    const left = cases.filter(({ input, text }) => resourceOf(input) !== undefined && !SKIPPED.some(([, uses]) => uses.test(text)));
    const failed = left.filter((each) => !passes(each)).map(({ name }) => name);
    process.stdout.write(
      `FHIRPath: ${left.length - failed.length} of ${left.length} pass, ${cases.length - left.length} are not run; failing: ${failed.join(', ')}\n`,
    );
    expect(left.length).toBeGreaterThan(700);
    expect(failed.filter((name) => !LIMITS.some(([, names]) => names.test(name)))).toEqual([]);
  });
});

const inputs = new Map<string, JsonObject | undefined>();

function resourceOf(name: string): JsonObject | undefined {
  if (!inputs.has(name)) {
    const path = join(folder, 'examples', name);
    const text = name !== '' && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const read = text === undefined ? undefined : name.endsWith('.xml') ? fromXml(text) : parseJson(text);
    inputs.set(name, read?.ok ? read.value : undefined);
  }
  return inputs.get(name);
}

function casesIn(xml: string): Case[] {
  const unescaped = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
  return [...xml.matchAll(/<test\b([^>]*)>([\s\S]*?)<\/test>/g)].map(([text, attributes = '', body = '']) => ({
    text,
    name: /name="([^"]*)"/.exec(attributes)?.[1] ?? '',
    input: /inputfile="([^"]*)"/.exec(attributes)?.[1] ?? 'patient-example.xml',
    expression: unescaped(/<expression[^>]*>([\s\S]*?)<\/expression>/.exec(body)?.[1] ?? ''),
    isInvalid: /<expression[^>]*invalid=/.test(body),
    outputs: [...body.matchAll(/<output[^>]*?(?:\/>|>([\s\S]*?)<\/output>)/g)].map(([, value = '']) => unescaped(value)),
  }));
}

function passes({ input, expression, isInvalid, outputs }: Case): boolean {
  let found: readonly unknown[];
  try {
    found = fhirpath.evaluate(structuredClone(resourceOf(input)), expression, { resource: resourceOf(input) }, r4) as readonly unknown[];
  } catch {
    return isInvalid;
  }
  if (isInvalid) return false;
  return found.length === outputs.length && found.every((value, at) => isSame(value, outputs[at] ?? ''));
}

function isSame(value: unknown, written: string): boolean {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === written.replace(/^@T?/, '') || (written !== '' && Number(text) === Number(written));
}
