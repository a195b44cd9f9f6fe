import structure from '../../../../knowledge/fhir-r4/structure.json' with { type: 'json' };

/** The members of a type by name, as knowledge/fhir-r4/README.md describes them. */
export type WrittenType = ReadonlyMap<string, string>;

const written = structure as Readonly<Record<string, string>>;

/** The names of all types that are written down. */
export function typeNames(): string[] {
  return Object.keys(written);
}

/** A type as it is written, without what it inherits; undefined when there is none of that name. */
export function writtenType(name: string): WrittenType | undefined {
  const text = Object.hasOwn(written, name) ? written[name]! : undefined;
  if (text === undefined) return undefined;
  return new Map(
    text.split('; ').map((member) => {
      const space = member.indexOf(' ');
      return [member.slice(0, space), member.slice(space + 1)];
    }),
  );
}
