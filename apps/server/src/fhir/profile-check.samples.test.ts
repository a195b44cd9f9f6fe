import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProfile, isJsonObject, type JsonObject, parseJson } from '@satchel/fhir';
import { contextOf } from './profile-check.ts';

const samples = process.env['SATCHEL_SAMPLES'];

/** The examples of the guides claim the profiles that they show. */
describe.skipIf(!samples)('examples that HL7 publishes with its guides', () => {
  it.each([
    ['e2-us-core-ipa/ipa', 5],
    ['e1-ips/hl7-ips-2.0.0', 35],
  ])('of %s have no fault by the profiles that they claim', (folder, atLeast) => {
    const context = contextOf(new Map());
    let checked = 0;
    for (const name of readdirSync(join(samples ?? '', folder)).filter((each) => each.endsWith('.json'))) {
      const parsed = parseJson(readFileSync(join(samples ?? '', folder, name), 'utf8'));
      const { meta } = parsed.ok ? parsed.value : ({} as JsonObject);
      for (const claimed of isJsonObject(meta) && Array.isArray(meta['profile']) ? meta['profile'] : []) {
        const profile = context.profile(String(claimed).split('|')[0] ?? '');
        if (!profile || !parsed.ok) continue;
        checked += 1;
        const faults = checkProfile(parsed.value, profile, context).filter(({ severity }) => severity === 'error');
        expect([name, faults]).toEqual([name, []]);
      }
    }
    expect(checked).toBeGreaterThanOrEqual(atLeast);
  });
});
