import written from '../../../../../knowledge/fhir-versions/differences.json' with { type: 'json' };

/** The versions that are brought to R4. R4B differs from R4 in nothing that a record of a person holds. */
export type OldVersion = 'DSTU2' | 'STU3' | 'R5';
export const OLD_VERSIONS: readonly OldVersion[] = ['STU3', 'DSTU2', 'R5'];

/** How HL7 names a version in the URL of an extension for what another version lacks (http://hl7.org/fhir/R4/versions.html#extensions). */
export const VERSION_IN_URL: Readonly<Record<OldVersion, string>> = { DSTU2: '1.0', STU3: '3.0', R5: '5.0' };

/** What an element is in a version, where R4 has none of that path or another. */
export interface Difference {
  readonly type: string;
  readonly isList: boolean;
}

type Members = ReadonlyMap<string, Difference>;

const texts = written as Readonly<Record<OldVersion, Readonly<Record<string, string>>>>;
const known = new Map<string, Members>();
const NONE: Members = new Map();

/** The differing members of a type, by their path below it (`participant.actor`). */
export function differencesOf(version: OldVersion, type: string): Members {
  const key = `${version} ${type}`;
  let members = known.get(key);
  if (!members) {
    const text = Object.hasOwn(texts[version], type) ? texts[version][type] : undefined;
    members = text === undefined ? NONE : new Map(text.split('; ').map(memberOf));
    known.set(key, members);
  }
  return members;
}

/** The paths of a type at which some version differs, with what it has there; and the paths above them. */
export interface DifferingPaths {
  readonly at: ReadonlyMap<string, readonly (readonly [version: OldVersion, there: Difference])[]>;
  readonly above: ReadonlySet<string>;
}

const differing = new Map<string, DifferingPaths>();

/** Most of a resource looks the same in every version: what is looked at is told here. */
export function differingPaths(type: string): DifferingPaths {
  let paths = differing.get(type);
  if (!paths) {
    const at = new Map<string, (readonly [OldVersion, Difference])[]>();
    for (const version of OLD_VERSIONS)
      for (const [path, there] of differencesOf(version, type)) at.set(path, [...(at.get(path) ?? []), [version, there]]);
    const above = new Set([...at.keys()].flatMap((path) => [...path.matchAll(/\./g)].map(({ index }) => path.slice(0, index))));
    paths = { at, above };
    differing.set(type, paths);
  }
  return paths;
}

/** Whether a version has a type that differs from R4's, or that R4 lacks. */
export const differs = (version: OldVersion, type: string): boolean => Object.hasOwn(texts[version], type);

function memberOf(text: string): [string, Difference] {
  const [path = '', type = ''] = text.split(' ');
  return [path, { type: type.replace('*', ''), isList: type.endsWith('*') }];
}
