import vaccines from '../../../../knowledge/code-systems/cvx.json' with { type: 'json' };
import terminology from '../../../../knowledge/code-systems/hl7-terminology.json' with { type: 'json' };
import bindings from '../../../../knowledge/fhir-r4/bindings.json' with { type: 'json' };

export interface Concept {
  readonly code: string;
  readonly display?: string;
  /** Abstract: only groups others. Inactive: used for nothing new any more. */
  readonly state?: 'abstract' | 'inactive';
  /** Codes of the concepts that hold this one, where the code system is a hierarchy. */
  readonly parents?: readonly string[];
}

/** A code system as far as it is held here (http://hl7.org/fhir/R4/codesystem.html). */
export interface CodeSystem {
  readonly url: string;
  readonly name: string;
  readonly version?: string;
  /** Licence notice, to be shown with what comes of it. */
  readonly copyright?: string;
  /** Whether a code that is not in it does not exist; else only some of its codes are known here. */
  readonly isComplete: boolean;
  readonly concepts: ReadonlyMap<string, Concept>;
}

/** A file of knowledge/code-systems. */
interface Written {
  readonly url: string;
  readonly version: string;
  readonly name: string;
  readonly valueSet?: string;
  readonly concepts: readonly (readonly string[])[];
}

const THO =
  'This material derives from the HL7 Terminology (THO). THO is copyright ©1989+ Health Level Seven International and is made available under the CC0 designation. For more licensing information see: https://terminology.hl7.org/license.html';
const CDC = 'CVX is maintained by the Centers for Disease Control and Prevention (CDC) and in the public domain.';
const FHIR = 'HL7 FHIR is made available under the Creative Commons "No Rights Reserved" (CC0) licence.';

/** The codes of FHIR's required bindings: value set, code system, codes with spaces between. */
export const BINDINGS = bindings as unknown as Readonly<Record<string, Readonly<Record<string, string>>>>;
/** What HL7 and CDC publish, and the value set of all codes of each. */
export const PUBLISHED: readonly Written[] = [...(terminology as readonly Written[]), ...(vaccines as readonly Written[])];

/** The code system with this canonical URL; undefined when nothing is known of it here. */
export const codeSystem = (url: string): CodeSystem | undefined => all().get(url);

let made: ReadonlyMap<string, CodeSystem> | undefined;
const all = (): ReadonlyMap<string, CodeSystem> => (made ??= new Map([...specified(), ...published()]));

function published(): (readonly [string, CodeSystem])[] {
  return PUBLISHED.map(({ url, version, name, concepts }) => [
    url,
    {
      url,
      version,
      name,
      copyright: url.startsWith('http://terminology.hl7.org/') ? THO : CDC,
      isComplete: true,
      concepts: new Map(concepts.map((row) => [row[0] ?? '', conceptOf(row)])),
    },
  ]);
}

function conceptOf([code = '', display, state, parents]: readonly string[]): Concept {
  return {
    code,
    ...(display !== undefined && { display }),
    ...(state && { state: state as 'abstract' | 'inactive' }),
    ...(parents && { parents: parents.split(' ') }),
  };
}

/** Code systems of the specification itself, put together from the value sets that are bound. */
function specified(): (readonly [string, CodeSystem])[] {
  const codes = new Map<string, Set<string>>();
  const complete = new Set<string>();
  for (const [valueSet, systems] of Object.entries(BINDINGS)) {
    for (const [url, listed] of Object.entries(systems)) {
      codes.set(url, new Set([...(codes.get(url) ?? []), ...listed.split(' ')]));
      if (nameOf(url) === valueSet) complete.add(url);
    }
  }
  return [...codes].map(([url, own]) => [
    url,
    {
      url,
      name: nameOf(url),
      ...(isSpecified(url) && { version: '4.0.1', copyright: FHIR }),
      // A value set of the same name holds all of them.
      isComplete: complete.has(url),
      concepts: new Map([...own].map((code) => [code, { code }])),
    },
  ]);
}

const isSpecified = (url: string): boolean => url.startsWith('http://hl7.org/fhir/');
const nameOf = (url: string): string => url.split(/[/:]/).at(-1) ?? url;
