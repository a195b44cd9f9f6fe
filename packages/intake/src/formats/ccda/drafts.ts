import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue, mapReferences, stringify } from '@satchel/fhir';
import type { InstanceIdentifier } from './datatypes/ids.ts';
import { isUuid } from './datatypes/systems.ts';

/** A resource on its way to be a draft. */
interface Made {
  resource: JsonObject;
  /** What the document calls it; the first name counts. */
  readonly id: InstanceIdentifier | undefined;
  /** Who or what it is, for things of which every mention adds to one resource. */
  directoryKey: string | undefined;
  display: string | undefined;
  readonly place: string;
  /** Stands for it in references until all names are known. */
  readonly token: string;
  name: string;
}

/** A resource with the name that it has in its source, and where it stood. */
export interface NamedResource {
  readonly resource: JsonObject;
  readonly name: string;
  readonly place: string;
}

const TOKEN = 'urn:satchel:ccda:';

/**
 * Gathers what a document says, and gives each thing its name at the end, when all of them are known.
 *
 * An `id` should name one thing in the world; in practice templates are filled in with one id for many entries. So an
 * id that two different things of a document share does not name them: those, and what has no id, are named by what
 * they say, without times of reading, so that the same words get the same name in every copy of the document.
 */
export class Drafts {
  readonly #made: Made[] = [];
  readonly #directory = new Map<string, readonly Made[]>();
  readonly #byId = new Map<string, string[]>();
  readonly #digests = new Map<Made, string>();
  #whose = '';

  /** Whose document it is: things without an id of two persons are two things. */
  set whose(person: string) {
    this.#whose = person;
  }

  /** Adds a resource; the answer is a reference to it. */
  add(resource: JsonObject, ids: readonly InstanceIdentifier[], place: string): string {
    return this.#push({ resource, id: ids[0], directoryKey: undefined, display: undefined, place }).token;
  }

  /**
   * Adds a person, place or organisation, or what a further mention of it tells. One id with two names is two of them;
   * a mention without a name is of the one that is known.
   */
  addToDirectory(resource: JsonObject, ids: readonly InstanceIdentifier[], words: string | undefined, place: string): string {
    const [id] = ids;
    const key = words?.toLowerCase() ?? '';
    const shelf = `${String(resource['resourceType'])} ${id ? keyOf(id) : key}`;
    const known = this.#directory.get(shelf) ?? [];
    const same = known.find((made) => made.directoryKey === key || key === '' || made.directoryKey === '');
    if (same) {
      same.resource = { ...resource, ...same.resource };
      same.directoryKey ||= key;
      same.display ??= words;
      return same.token;
    }
    const made = this.#push({ resource, id, directoryKey: key, display: words, place });
    this.#directory.set(shelf, [...known, made]);
    return made.token;
  }

  /** What somebody in the directory is called. */
  displayOf(reference: string): string | undefined {
    return this.#at(reference)?.display;
  }

  /** A resource that was added. */
  get(reference: string): JsonObject | undefined {
    return this.#at(reference)?.resource;
  }

  /** Adds elements to a resource that was added; what it says already stands. */
  complete(reference: string, more: JsonObject): void {
    const made = this.#at(reference);
    if (made) made.resource = { ...more, ...made.resource };
  }

  /** Puts another resource in the place of one that was added. */
  replace(reference: string, resource: JsonObject): void {
    const made = this.#at(reference);
    if (made) made.resource = resource;
  }

  /** A reference to what the document itself calls by one of `ids`. */
  find(ids: readonly InstanceIdentifier[], ...types: readonly string[]): string | undefined {
    return ids
      .flatMap((id) => this.#byId.get(keyOf(id)) ?? [])
      .find((token) => types.length === 0 || types.includes(String(this.get(token)?.['resourceType'])));
  }

  /** Lets a resource be found by the ids of an act around it too. */
  alias(ids: readonly InstanceIdentifier[], reference: string): void {
    for (const id of ids) {
      const key = keyOf(id);
      const known = this.#byId.get(key);
      if (known) known.push(reference);
      else this.#byId.set(key, [reference]);
    }
  }

  /** Everything, named, with references by those names. */
  named(): NamedResource[] {
    for (const [key, group] of Map.groupBy(this.#made, (made) => this.#sharedName(made))) this.#nameGroup(key, group);
    return this.#made.map(({ resource, name, place }) => ({
      resource: mapReferences(resource, (reference) => this.#at(reference)?.name ?? reference),
      name,
      place,
    }));
  }

  #push(what: Omit<Made, 'name' | 'token'>): Made {
    const made: Made = { ...what, token: TOKEN + String(this.#made.length), name: '' };
    this.#made.push(made);
    if (made.id) this.alias([made.id], made.token);
    return made;
  }

  #at(reference: string): Made | undefined {
    return reference.startsWith(TOKEN) ? this.#made[Number(reference.slice(TOKEN.length))] : undefined;
  }

  /** The name by id alone; without one, by content. */
  #sharedName(made: Made): string {
    return `${String(made.resource['resourceType'])}/${made.id ? localName(made.id) : `c${this.#digest(made)}`}`;
  }

  #nameGroup(name: string, group: readonly Made[]): void {
    const [only] = group;
    if (only && group.length === 1) {
      only.name = name;
      return;
    }
    const alike = Map.groupBy(group, (made) => this.#digest(made));
    for (const [digest, same] of alike) {
      const categories = joined(same);
      for (const made of same) {
        made.name = alike.size === 1 ? name : `${String(made.resource['resourceType'])}/d${short(`${name} ${digest}`)}`;
        if (categories) made.resource = { ...made.resource, category: categories };
      }
    }
  }

  /** What it says, without its identifiers, its categories (two sections may hold one fact) and the zone of its times. */
  #digest(made: Made): string {
    const known = this.#digests.get(made);
    if (known !== undefined) return known;
    this.#digests.set(made, '');
    const { identifier: _i, category: _c, meta: _m, ...rest } = made.resource;
    const said = made.directoryKey ?? stringify(mapReferences(rest, (reference) => this.#digestOf(reference)));
    const digest = short(`${this.#whose} ${said.replace(/(T\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:\d\d)"/g, '$1"')}`);
    this.#digests.set(made, digest);
    return digest;
  }

  #digestOf(reference: string): string {
    const made = this.#at(reference);
    return made ? `${String(made.resource['resourceType'])} ${made.directoryKey === undefined ? this.#digest(made) : ''}` : reference;
  }
}

const keyOf = ({ root, extension }: InstanceIdentifier): string => `${root} ${extension ?? ''}`;

const short = (text: string): string => hash('sha256', text, 'hex').slice(0, 40);

/**
 * An id as part of a local reference. It never looks like a UUID: ids copied from the examples of the standard are
 * in many hospitals' documents, and must not be taken for one thing everywhere.
 */
export function localName({ root, extension }: InstanceIdentifier): string {
  if (extension === undefined && isUuid(root)) return root.toLowerCase().replaceAll('-', '');
  const text = extension === undefined ? root : `${root}-${extension}`;
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text) && !isUuid(root) ? text : `h${short(`${root} ${extension ?? ''}`)}`;
}

/** The categories of one fact that stands in several sections. */
function joined(same: readonly Made[]): JsonValue[] | undefined {
  if (same.length < 2) return undefined;
  const all = same.flatMap(({ resource }) => (Array.isArray(resource['category']) ? resource['category'] : []));
  const byText = new Map(all.map((each) => [isJsonObject(each) ? stringify(each) : String(each), each]));
  return byText.size ? [...byText.values()] : undefined;
}
