import { isJsonObject, isResourceType, type JsonObject, type JsonValue, type TypePlan, typePlan } from '@satchel/fhir';
import { differencesOf, differingPaths, differs, OLD_VERSIONS, type OldVersion } from './differences.ts';
import { looksLike } from './shape.ts';

export type Votes = Map<OldVersion, number>;

/** Codes that one version alone has, on elements that look the same in all. */
const TELLING_CODES: Readonly<Record<string, Readonly<Record<string, OldVersion>>>> = {
  'Encounter.status': { completed: 'R5', discharged: 'R5', discontinued: 'R5' },
  'MedicationStatement.status': { recorded: 'R5' },
  'Immunization.status': { 'in-progress': 'DSTU2', 'on-hold': 'DSTU2', stopped: 'DSTU2' },
  'AllergyIntolerance.criticality': { CRITL: 'DSTU2', CRITH: 'DSTU2', CRITU: 'DSTU2' },
};
const VERSION_NUMBER = /^(?:1\.0|3\.0|5\.0)(?:\.|$)/;
const BY_NUMBER: Readonly<Record<string, OldVersion>> = { '1.0': 'DSTU2', '3.0': 'STU3', '5.0': 'R5' };
const DSTU2_PROFILES = /\/(?:argonaut|DSTU2|daf)\/|\/argo-/i;

/** What speaks for a resource being of another version than R4: elements, shapes, codes and declarations that R4 does not have. */
export function votesOf(resource: JsonObject): Votes {
  const votes: Votes = new Map();
  const type = resource['resourceType'];
  if (typeof type !== 'string') return votes;
  declared(resource, votes);
  if (!isResourceType(type)) {
    for (const version of OLD_VERSIONS) if (differs(version, type)) vote(votes, version, matches(resource, version, type));
    return votes;
  }
  walk(resource, typePlan(type), type, '', votes);
  for (const [path, codes] of Object.entries(TELLING_CODES)) {
    const [owner, name = ''] = path.split('.');
    const code = resource[name];
    if (owner === type && typeof code === 'string' && Object.hasOwn(codes, code)) vote(votes, codes[code] as OldVersion);
  }
  return votes;
}

/** The version with most votes; undefined where nothing speaks against R4. */
function winnerOf(votes: Votes): OldVersion | undefined {
  let winner: OldVersion | undefined;
  for (const version of OLD_VERSIONS) if ((votes.get(version) ?? 0) > (winner ? (votes.get(winner) ?? 0) : 0)) winner = version;
  return winner;
}

/** One resource in so many must speak for a version before those that say nothing are taken for it too. */
const SHARE = 3;

/** The version of each resource of a file: its own signs count; where they leave it open, what was seen around it. */
export class FileVersion {
  readonly #around: Votes = new Map();
  #seen = 0;

  see(votes: Votes): void {
    this.#seen += 1;
    const winner = winnerOf(votes);
    if (winner !== undefined) vote(this.#around, winner);
  }

  /** Undefined for R4. */
  of(votes: Votes): OldVersion | undefined {
    const best = Math.max(0, ...votes.values());
    const tied = OLD_VERSIONS.filter((version) => best > 0 && votes.get(version) === best);
    return winnerOf(new Map(tied.map((version) => [version, 1 + (this.#around.get(version) ?? 0)]))) ?? this.#usual();
  }

  #usual(): OldVersion | undefined {
    const usual = winnerOf(this.#around);
    return usual !== undefined && (this.#around.get(usual) ?? 0) * SHARE >= this.#seen ? usual : undefined;
  }
}

function vote(votes: Votes, version: OldVersion, count = 1): void {
  votes.set(version, (votes.get(version) ?? 0) + count);
}

function declared({ meta, fhirVersion }: JsonObject, votes: Votes): void {
  const number = typeof fhirVersion === 'string' ? VERSION_NUMBER.exec(fhirVersion)?.[0].slice(0, 3) : undefined;
  if (number !== undefined) vote(votes, BY_NUMBER[number] as OldVersion, 10);
  const profiles = isJsonObject(meta) && Array.isArray(meta['profile']) ? meta['profile'] : [];
  if (profiles.some((each) => typeof each === 'string' && DSTU2_PROFILES.test(each))) vote(votes, 'DSTU2', 2);
}

/** How many members of a type that R4 lacks are as this version has them, and one for the type itself. */
function matches(resource: JsonObject, version: OldVersion, type: string): number {
  const members = differencesOf(version, type);
  return 1 + Object.keys(resource).filter((name) => members.has(name)).length;
}

function walk(node: JsonObject, plan: TypePlan | undefined, type: string, path: string, votes: Votes): void {
  const { at, above } = differingPaths(type);
  for (const name in node) {
    const here = path + name;
    const versions = at.get(here);
    const isAbove = above.has(here);
    if (!versions && !isAbove) continue;
    const value = node[name] as JsonValue;
    const element = plan?.elements.get(name);
    const isR4 = element !== undefined && (!versions || looksLike(value, element.typeName, element.isArray));
    if (isR4 && isAbove) for (const each of listOf(value)) walk(each, typePlan(element.typeName), type, `${here}.`, votes);
    if (!isR4 && versions) for (const [version, there] of versions) if (looksLike(value, there.type, there.isList)) vote(votes, version);
  }
}

const listOf = (value: JsonValue): JsonObject[] => (Array.isArray(value) ? value : [value]).filter(isJsonObject);
