/**
 * The R4 search parameters as data: what the generator writes to `knowledge/fhir-r4/search-parameters.json`
 * and the extractors interpret. Each FHIRPath expression is a small path program, narrowed to one resource type.
 */

/** http://hl7.org/fhir/ValueSet/search-param-type */
export type SearchType = 'token' | 'reference' | 'date' | 'quantity' | 'number' | 'string' | 'uri' | 'composite' | 'special';

/** The search types whose entries come straight from elements. */
export type EntryType = Exclude<SearchType, 'composite' | 'special'>;

export type Step =
  /** Go to the child element of this name; lists are walked through. */
  | string
  /** Keep elements whose child `[0]` is the text `[1]`: `where(system='phone')`. */
  | { readonly where: readonly [name: string, value: string] }
  /** Keep references to this resource type: `where(resolve() is Patient)`. */
  | { readonly refersTo: string }
  /** Keep the element at this position of its list. */
  | { readonly index: number }
  /** Go to the extensions with this URL. */
  | { readonly extension: string }
  /** Keep elements that carry an extension with this URL. */
  | { readonly holds: string }
  /** One boolean: whether any of these children is there and not `false`. */
  | { readonly exists: readonly string[] };

export interface Path {
  readonly steps: readonly Step[];
  /** FHIR data type of the elements found. */
  readonly type: string;
  /** Code system implied by the required binding of a `code`. */
  readonly system?: string;
  /** Start at the resource even where the path belongs to a group. */
  readonly root?: true;
}

export interface ElementParameter {
  readonly type: EntryType;
  readonly paths: readonly Path[];
  /** Parameters of the same type that together find the same; only they are indexed. */
  readonly parts?: readonly string[];
  /** References only: the resource types they may lead to; absent when any. */
  readonly targets?: readonly string[];
}

/**
 * A composite: some alternative holds a pair. In the resource itself the components are parameters of the same type
 * (`code`, `value-quantity`); in a group they are its fields, tied together per element of the group.
 */
export interface CompositeParameter {
  readonly type: 'composite';
  readonly alternatives: readonly { readonly group?: string; readonly components: readonly string[] }[];
}

/** A parameter that needs an algorithm of its own: `near`. Never indexed. */
export interface SpecialParameter {
  readonly type: 'special';
}

export type Parameter = ElementParameter | CompositeParameter | SpecialParameter;

/** Elements whose parts belong together, such as the components of an Observation. */
export interface Group {
  readonly steps: readonly Step[];
  readonly fields: Readonly<Record<string, ElementParameter>>;
}

export interface TypeDefinition {
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly groups?: Readonly<Record<string, Group>>;
}

/** The whole of `search-parameters.json`. */
export interface SearchDefinitions {
  readonly fhirVersion: string;
  /** SHA-256 over everything else in the file. */
  readonly digest: string;
  /** Parameters of every resource: `_tag`, `_profile`... */
  readonly resource: Readonly<Record<string, ElementParameter>>;
  readonly types: Readonly<Record<string, TypeDefinition>>;
  /** Compartment -> resource type -> parameters that place a resource in it (`{def}`: the resource itself). */
  readonly compartments: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Names of the elements whose text is for people (`display`, `family`, `conclusion`), in any type. */
  readonly words: readonly string[];
  readonly notCompiled: readonly { readonly parameter: string; readonly reason: string }[];
}
