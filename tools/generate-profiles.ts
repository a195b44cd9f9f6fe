/**
 * Makes knowledge/profiles from the FHIR packages of guides (unpacked folders): the rules of each profile without its words, and
 * the codes of the value sets that are bound as required and spelled out.
 *
 *     node tools/generate-profiles.ts ipa=IPA-FOLDER us-core=US-CORE-FOLDER
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Element extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly path: string;
  readonly type?: readonly { readonly code: string; readonly profile?: unknown; readonly targetProfile?: unknown }[];
  readonly slicing?: { readonly discriminator?: unknown; readonly rules?: string };
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
  readonly constraint?: readonly { readonly key: string; readonly severity: string }[];
}

interface Definition {
  readonly url: string;
  readonly version: string;
  readonly type: string;
  readonly kind: string;
  readonly derivation: string;
  readonly baseDefinition: string;
  readonly differential: { readonly element: readonly Element[] };
}

interface ValueSet {
  readonly url: string;
  readonly compose?: {
    readonly include: readonly { readonly system?: string; readonly concept?: readonly { readonly code: string }[] }[];
    readonly exclude?: unknown;
  };
}

const read = <T>(folder: string, prefix: string): T[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);

function ruleOf({ id, min, max, sliceName, mustSupport, type, slicing, binding, constraint, ...more }: Element): object {
  const values = Object.fromEntries(Object.entries(more).filter(([name]) => /^(fixed|pattern)[A-Z]/.test(name)));
  const errors = (constraint ?? []).filter(({ severity }) => severity === 'error').map(({ key }) => key);
  return {
    id,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(sliceName !== undefined && { sliceName }),
    ...(mustSupport === true && { mustSupport }),
    ...(type && { type: type.map(({ code, profile, targetProfile }) => ({ code, profile, targetProfile })) }),
    ...(slicing && { slicing: { discriminator: slicing.discriminator, rules: slicing.rules } }),
    ...(binding?.strength === 'required' && { binding: { strength: binding.strength, valueSet: binding.valueSet } }),
    ...(errors.length > 0 && { constraint: errors.map((key) => ({ key })) }),
    ...values,
  };
}

/** A value set whose codes all stand in it; undefined where some come from elsewhere. */
function codesOf({ compose }: ValueSet): string[] | undefined {
  if (!compose || compose.exclude !== undefined) return undefined;
  const listed = compose.include.map(({ system, concept }) => concept?.map(({ code }) => `${system}|${code}`));
  return listed.every((each) => each !== undefined) ? listed.flat() : undefined;
}

for (const argument of process.argv.slice(2)) {
  const [name = '', folder = ''] = argument.split('=');
  const profiles = read<Definition>(folder, 'StructureDefinition-').filter(({ derivation }) => derivation === 'constraint');
  const bound = new Set(
    profiles.flatMap(({ differential }) =>
      differential.element.flatMap(({ binding }) => (binding?.strength === 'required' ? [binding.valueSet?.split('|')[0] ?? ''] : [])),
    ),
  );
  const sets = read<ValueSet>(folder, 'ValueSet-').flatMap((set) => {
    const codes = bound.has(set.url) ? codesOf(set) : undefined;
    return codes ? [`${JSON.stringify(set.url)}:${JSON.stringify(codes)}`] : [];
  });
  const lines = profiles.map(({ url, version, type, baseDefinition, differential }) =>
    JSON.stringify({ url, version, type, baseDefinition, element: differential.element.map(ruleOf) }),
  );
  writeFileSync(
    new URL(`../knowledge/profiles/${name}.json`, import.meta.url),
    `{"profiles":[\n${lines.join(',\n')}\n],\n"requiredCodes":{\n${sets.join(',\n')}\n}}\n`,
  );
}
