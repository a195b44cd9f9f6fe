/** What the R4 StructureDefinitions say about the elements that search parameters walk through. */

export interface ElementDefinition {
  readonly path: string;
  readonly contentReference?: string;
  readonly type?: readonly {
    readonly code: string;
    readonly targetProfile?: readonly string[];
    readonly extension?: readonly { readonly url: string; readonly valueUrl?: string }[];
  }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}

export interface StructureDefinition {
  readonly type: string;
  readonly kind: string;
  readonly abstract: boolean;
  readonly derivation?: string;
  readonly snapshot: { readonly element: readonly ElementDefinition[] };
}

export interface ValueSet {
  readonly url: string;
  readonly compose?: { readonly include: readonly { readonly system?: string }[]; readonly exclude?: readonly unknown[] };
}

/** One place in the model: an element narrowed to one type, and the path under which its children are defined. */
export interface Place {
  readonly name: string;
  readonly type: string;
  readonly inside: string;
  readonly targets: readonly string[];
  readonly system: string | undefined;
}

export interface Model {
  /** The concrete resource types, sorted. */
  readonly resourceTypes: readonly string[];
  /** The element `name` under `inside`, once per type it may have; empty when there is no such element. */
  child(inside: string, name: string): readonly Place[];
}

const BACKBONES = new Set(['BackboneElement', 'Element']);

export function createModel(structures: readonly StructureDefinition[], valueSets: readonly ValueSet[]): Model {
  const elements = new Map<string, ElementDefinition>();
  for (const structure of structures) {
    for (const element of structure.snapshot.element) elements.set(element.path, element);
  }
  const systems = impliedSystems(valueSets);
  const resourceTypes = structures
    .filter((structure) => structure.kind === 'resource' && !structure.abstract)
    .map((structure) => structure.type)
    .sort();

  function child(inside: string, name: string): Place[] {
    const plain = elements.get(`${inside}.${name}`);
    if (plain?.contentReference !== undefined) {
      return [{ name, type: 'BackboneElement', inside: plain.contentReference.slice(1), targets: [], system: undefined }];
    }
    if (plain !== undefined) return places(plain, () => name);
    const choice = elements.get(`${inside}.${name}[x]`);
    return choice === undefined ? [] : places(choice, (type) => name + type.charAt(0).toUpperCase() + type.slice(1));
  }

  function places(element: ElementDefinition, nameOf: (type: string) => string): Place[] {
    const byType = new Map<string, Place>();
    for (const declared of element.type ?? []) {
      const type =
        declared.extension?.find((extension) => extension.url.endsWith('structuredefinition-fhir-type'))?.valueUrl ?? declared.code;
      byType.set(type, {
        name: nameOf(type),
        type,
        inside: BACKBONES.has(type) ? element.path : type,
        targets: (declared.targetProfile ?? []).map((profile) => profile.slice(profile.lastIndexOf('/') + 1)),
        system: type === 'code' && element.binding?.strength === 'required' ? systems.get(element.binding.valueSet ?? '') : undefined,
      });
    }
    return [...byType.values()];
  }

  return { resourceTypes, child };
}

/** The code system of each value set that draws on exactly one: the implicit system of a bound `code` (R4 search, token). */
function impliedSystems(valueSets: readonly ValueSet[]): Map<string, string> {
  const systems = new Map<string, string>();
  for (const { url, compose } of valueSets) {
    const distinct = new Set(compose?.include.map((include) => include.system));
    const [only] = distinct;
    if (distinct.size === 1 && only !== undefined) systems.set(url, only).set(`${url}|4.0.1`, only);
  }
  return systems;
}
