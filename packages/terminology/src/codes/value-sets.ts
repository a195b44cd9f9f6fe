import { BINDINGS, codeSystem, PUBLISHED } from './code-systems.ts';

/** One code that a value set holds. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
  readonly isAbstract?: true;
  readonly isInactive?: true;
}

/** A value set whose codes can be listed (http://hl7.org/fhir/R4/valueset.html). */
export interface ValueSet {
  readonly url: string;
  readonly version: string;
  readonly name: string;
  /** Licence notices of the code systems in it. */
  readonly copyright?: string;
  /** `url|version` of the code systems. */
  readonly systems: readonly string[];
  readonly codings: readonly Coding[];
}

const SPECIFIED = 'http://hl7.org/fhir/ValueSet/';
const TERMINOLOGY = 'http://terminology.hl7.org/ValueSet/';

/**
 * The value set with this canonical URL: one of FHIR R4's required bindings, or all codes of a code system that is held
 * here. Undefined when it is not known, or its codes cannot be listed (units, media types).
 */
export function valueSet(url: string): ValueSet | undefined {
  const name = url.startsWith(SPECIFIED) ? url.slice(SPECIFIED.length) : '';
  const bound = Object.hasOwn(BINDINGS, name) ? BINDINGS[name] : undefined;
  if (bound) {
    const listed = Object.entries(bound).map(([system, codes]) => [system, codes.split(' ')] as const);
    return madeOf(url, name, '4.0.1', listed);
  }
  const whole = wholes().get(url);
  const system = whole === undefined ? undefined : codeSystem(whole);
  return system && madeOf(url, system.name, system.version ?? '', [[system.url, [...system.concepts.keys()]]]);
}

let known: ReadonlyMap<string, string> | undefined;

/** Value sets of all codes of one code system. R4 calls those of the code systems that it defined by its own URLs. */
function wholes(): ReadonlyMap<string, string> {
  return (known ??= new Map(
    PUBLISHED.flatMap(({ url, valueSet: given }) => {
      const last = url.split('/').at(-1) ?? '';
      const own = given ?? (last.startsWith('v3-') ? `${TERMINOLOGY}${last}` : undefined);
      if (own === undefined) return [];
      const inR4 = /\/v[23]-/.test(own) ? [] : [[own.replace(TERMINOLOGY, SPECIFIED), url] as const];
      return [[own, url] as const, ...inR4];
    }),
  ));
}

function madeOf(url: string, name: string, version: string, listed: readonly (readonly [string, readonly string[]])[]): ValueSet {
  const systems = listed.map(([system]) => codeSystem(system));
  const notices = [...new Set(systems.flatMap((each) => each?.copyright ?? []))];
  return {
    url,
    version,
    name,
    ...(notices.length > 0 && { copyright: notices.join(' ') }),
    systems: listed.map(([system], at) => [system, ...(systems[at]?.version === undefined ? [] : [systems[at].version])].join('|')),
    codings: listed.flatMap(([system, codes], at) => codes.map((code) => codingOf(system, code, systems[at]?.concepts.get(code)))),
  };
}

function codingOf(system: string, code: string, concept: { display?: string; state?: string } | undefined): Coding {
  return {
    system,
    code,
    ...(concept?.display !== undefined && { display: concept.display }),
    ...(concept?.state === 'abstract' && { isAbstract: true }),
    ...(concept?.state === 'inactive' && { isInactive: true }),
  };
}
