import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue, stringify } from '@satchel/fhir';
import { fromXml } from '@satchel/fhir/xml';
import { applyFhirPathPatch } from './fhirpath-patch.ts';
import { applyJsonPatch } from './json-patch.ts';

const samples = process.env['SATCHEL_SAMPLES'];
const folder = join(samples ?? '', 'f1-fhirpath-search-patch/r4/patch');

interface JsonCase {
  readonly comment?: string;
  readonly doc: JsonValue;
  readonly patch: JsonValue;
  readonly expected?: JsonValue;
  readonly error?: string;
  readonly disabled?: boolean;
}

interface XmlCase {
  readonly name: string;
  readonly mode: string;
  readonly input: string;
  readonly diff: string;
  readonly output: string;
}

/** Cases that are not run, each with its reason. */
const SKIPPED: Readonly<Record<string, string>> = {};

describe.skipIf(!samples)('the patch suites of FHIR/fhir-test-cases', () => {
  it('JSON Patch (json-patch-tests.json)', () => {
    const cases = JSON.parse(readFileSync(join(folder, 'json-patch-tests.json'), 'utf8')) as JsonCase[];
    const [run, skipped, failed] = [[] as string[], [] as string[], [] as string[]];
    for (const [at, { comment = '', doc, patch, expected, error, disabled }] of cases.entries()) {
      const name = `${at} ${comment}`;
      // A resource is an object.
      if (disabled || !isJsonObject(doc) || (expected !== undefined && !isJsonObject(expected))) {
        skipped.push(name);
        continue;
      }
      run.push(name);
      const done = applyJsonPatch(structuredClone(doc), patch);
      const isRight = error === undefined ? done.ok && (expected === undefined || sorted(done.value) === sorted(expected)) : !done.ok;
      if (!isRight) failed.push(name);
    }
    expect(failed).toEqual([]);
    expect(run).toHaveLength(cases.length - skipped.length);
    process.stdout.write(`JSON Patch: ${run.length} pass, ${skipped.length} are not about an object\n`);
  });

  it('FHIRPath Patch (fhir-patch-tests.xml)', () => {
    const cases = casesIn(readFileSync(join(folder, 'fhir-patch-tests.xml'), 'utf8'));
    const failed = cases.filter(({ name }) => SKIPPED[name] === undefined).flatMap((each) => faultOf(each) ?? []);
    expect(failed).toEqual([]);
    expect(cases.length).toBe(33);
    process.stdout.write(`FHIRPath Patch: ${cases.length - Object.keys(SKIPPED).length} of ${cases.length} pass\n`);
  });
});

function faultOf({ name, input, diff, output }: XmlCase): string | undefined {
  const [before, patch, after] = [input, diff, output].map(resourceIn);
  if (!before || !patch) return `${name}: cannot be read`;
  const done = applyFhirPathPatch(before, patch);
  if (!after) return done.ok ? `${name}: is not refused` : undefined;
  if (!done.ok) return `${name}: ${JSON.stringify(done.issues)}`;
  return sorted(done.value) === sorted(after) ? undefined : `${name}: ${stringify(done.value)} is not ${stringify(after)}`;
}

function casesIn(xml: string): XmlCase[] {
  return [...xml.matchAll(/<case name="([^"]*)" mode="([^"]*)">([\s\S]*?)<\/case>/g)].map(([, name = '', mode = '', body = '']) => {
    const part = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)?.[1]?.trim() ?? '';
    return { name, mode, input: part('input'), diff: part('diff'), output: part('output') };
  });
}

function resourceIn(xml: string): JsonObject | undefined {
  const read = fromXml(xml);
  return read.ok ? read.value : undefined;
}

/** As JSON with its members in one order. */
function sorted(value: JsonValue): string {
  const inOrder = (each: JsonValue): JsonValue =>
    Array.isArray(each)
      ? each.map(inOrder)
      : isJsonObject(each)
        ? Object.fromEntries(
            Object.entries(each)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, inner]) => [name, inOrder(inner)]),
          )
        : each;
  return JSON.stringify(inOrder(value));
}
