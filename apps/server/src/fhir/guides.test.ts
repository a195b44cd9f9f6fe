import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

/** A line of a guide’s CapabilityStatement for servers: what SHALL be there for a resource type. */
interface Line {
  readonly id: string;
  readonly interactions: readonly string[];
  /** Search parameters that are used together. */
  readonly searches: readonly (readonly string[])[];
  readonly includes: readonly string[];
  readonly revincludes: readonly string[];
}

interface Declared {
  readonly type: string;
  readonly interaction: readonly { readonly code: string }[];
  readonly searchParam: readonly { readonly name: string }[];
  readonly searchInclude?: readonly string[];
  readonly searchRevInclude?: readonly string[];
}

/** `CareTeam:participant:Patient` is one of the targets of `CareTeam:participant`. */
const withoutTarget = (include: string): string => include.split(':').slice(0, 2).join(':');

const linesOf = (name: string): readonly Line[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../../tools/reports/requirements/${name}.json`), 'utf8')) as readonly Line[];

describe('what guides ask of a server by resource type', () => {
  let desk: FhirDesk;
  let declared: ReadonlyMap<string, Declared>;
  let patient: string;
  beforeAll(async () => {
    desk = await openDesk();
    patient = await desk.idOf('Patient', 'p');
    const { rest } = (await desk.ask('GET', 'metadata')).json as unknown as { rest: { resource: Declared[] }[] };
    declared = new Map(rest[0]?.resource.map((each) => [each.type, each]));
  });
  afterAll(() => desk.close());

  const valueOf = (name: string): string => (name === 'patient' ? patient : /date|authored/.test(name) ? '2024-01-01' : 'x');

  async function holds({ id: type, interactions, searches, includes, revincludes }: Line): Promise<void> {
    const own = declared.get(type);
    expect(own?.interaction.map(({ code }) => code)).toEqual(expect.arrayContaining([...interactions]));
    expect(own?.searchParam.map(({ name }) => name)).toEqual(expect.arrayContaining(searches.flat()));
    expect(own?.searchInclude ?? []).toEqual(expect.arrayContaining(includes.map(withoutTarget)));
    expect(own?.searchRevInclude ?? []).toEqual(expect.arrayContaining([...revincludes]));
    const extra = [...includes.map((value) => ['_include', value]), ...revincludes.map((value) => ['_revinclude', value])];
    for (const names of searches) {
      const query = new URLSearchParams([...names.map((name) => [name, valueOf(name)]), ...extra] as [string, string][]);
      const answer = await desk.ask('GET', `${type}?${query.toString()}`, { headers: { prefer: 'handling=strict' } });
      expect([type, names, answer.status]).toEqual([type, names, 200]);
    }
    expect((await desk.ask('GET', `${type}/${crypto.randomUUID()}`)).status).toBe(404);
  }

  it.each(linesOf('ipa').map((line) => [line.id, line] as const))('[IPA#%s] International Patient Access', (_, line) => holds(line));
  it.each(linesOf('us-core').map((line) => [line.id, line] as const))(
    '[USCORE#%s] [G10#SH-PAT-1,SH-PAT-2,SH-PAT-3,DAT-PAT-7] US Core',
    (_, line) => holds(line),
  );
});
