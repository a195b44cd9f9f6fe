import { entryNames, foldText } from '@satchel/fhir';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { Names } from './names.ts';
import type { Orders } from './orders.ts';

/** The numbers of everything the index names. Looking up (`find...`) never adds; writing (`...Number`) does. */
export class Dictionary {
  readonly #database: Database;
  readonly #types: Names;
  readonly #parameters: Names;
  readonly #uris: Names;
  readonly #strings: Names;
  readonly #tokens: Names;
  readonly #nodes: Names;
  readonly #typeNames = new Map<number, string>();

  constructor(database: Database, orders: Orders) {
    this.#database = database;
    this.#types = new Names(database, orders, 'type', ['name'], 2);
    this.#parameters = new Names(database, orders, 'parameter', ['type', 'name'], 3);
    this.#uris = new Names(database, orders, 'uri', ['name'], 2);
    this.#strings = new Names(database, orders, 'string', ['text'], 3);
    this.#tokens = new Names(database, orders, 'token', ['system', 'code'], 3);
    this.#nodes = new Names(database, orders, 'node', ['type', 'name'], 3);
  }

  findType(name: string): number | undefined {
    return this.#types.find(name);
  }

  /** The numbers of these types, as far as they were met; of all, when none is named. */
  findTypes(names: readonly string[]): number[] {
    const types = names.length === 0 ? this.typeNames() : names;
    return types.map((name) => this.findType(name)).filter((type) => type !== undefined);
  }

  typeNumber(name: string): number {
    return this.#types.number(name);
  }

  /** The name of a type by its number; empty for the type of absolute URIs. */
  typeName(type: number): string {
    let name = this.#typeNames.get(type);
    if (name === undefined) {
      name = String(this.#database.first(sql`SELECT name FROM type WHERE id = ${type}`)?.[0] ?? '');
      this.#typeNames.set(type, name);
    }
    return name;
  }

  /** All resource types met. */
  typeNames(): string[] {
    this.#types.flush();
    return this.#database.all(sql`SELECT name FROM type WHERE name <> '' ORDER BY name`).map(([name]) => String(name));
  }

  findParameter(type: number, name: string): number | undefined {
    return this.#parameters.find(name, type);
  }

  /** The numbers under which the types keep the entries of a parameter; none where no resource has any. */
  findParameters(types: readonly number[], name: string): number[] {
    const all = types.flatMap((type) => entryNames(this.typeName(type), name).map((each) => this.findParameter(type, each)));
    return all.filter((number) => number !== undefined);
  }

  parameterNumber(type: number, name: string): number {
    return this.#parameters.number(name, type);
  }

  /** A URI is compared as it is written. */
  findUri(uri: string): number | undefined {
    return this.#uris.find(uri);
  }

  uriNumber(uri: string): number {
    return this.#uris.number(uri);
  }

  stringNumber(text: string): number {
    return this.#strings.number(text, 0, () => foldText(text));
  }

  findToken(system: number, code: string): number | undefined {
    return this.#tokens.find(code, system);
  }

  tokenNumber(system: string, code: string): number {
    return this.#tokens.number(code, system === '' ? 0 : this.uriNumber(system));
  }

  findNode(type: number, id: string): number | undefined {
    return this.#nodes.find(id, type);
  }

  nodeNumber(type: number, id: string): number {
    return this.#nodes.number(id, type);
  }

  flush(): void {
    for (const names of this.#all()) names.flush();
  }

  rest(): void {
    for (const names of this.#all()) names.rest();
  }

  forget(): void {
    for (const names of this.#all()) names.forget();
    this.#typeNames.clear();
  }

  #all(): Names[] {
    return [this.#types, this.#parameters, this.#uris, this.#strings, this.#tokens, this.#nodes];
  }
}
