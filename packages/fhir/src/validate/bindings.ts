import bindings from '../../../../knowledge/fhir-r4/bindings.json' with { type: 'json' };

import type { JsonValue } from '../json/value.ts';

/** What a required binding allows (http://hl7.org/fhir/R4/terminologies.html#required). */
export interface CodeList {
  /** Last part of the value set's URL: `observation-status`. */
  readonly name: string;
  readonly hasCode: (code: JsonValue | undefined) => boolean;
  readonly hasCoding: (system: JsonValue | undefined, code: JsonValue | undefined) => boolean;
}

const written = bindings as unknown as Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * BCP 13: type, subtype and parameters, which no list can hold; and the short names of FHIR's own
 * formats (http://hl7.org/fhir/R4/http.html#mime-type).
 */
const MIME_TYPE = /^(?:[\w!#$&^.+-]+\/[\w!#$&^.+*-]+(?:\s*;.*)?|xml|json|ttl)$/s;
const isMimeType = (code: JsonValue | undefined) => typeof code === 'string' && MIME_TYPE.test(code);
const mimeTypes: CodeList = { name: 'mimetypes', hasCode: isMimeType, hasCoding: (_, code) => isMimeType(code) };

const lists = new Map<string, CodeList>([['mimetypes', mimeTypes]]);

/** The list of a value set; undefined when its codes are not known here. */
export function codeList(name: string): CodeList | undefined {
  let list = lists.get(name);
  if (list === undefined && Object.hasOwn(written, name)) {
    list = createList(name, written[name]!);
    lists.set(name, list);
  }
  return list;
}

function createList(name: string, systems: Readonly<Record<string, string>>): CodeList {
  const codings = new Map<unknown, ReadonlySet<unknown>>(
    Object.entries(systems).map(([system, codes]) => [system, new Set(codes.split(' '))]),
  );
  const codes = new Set<unknown>([...codings.values()].flatMap((own) => [...own]));
  return {
    name,
    hasCode: (code) => codes.has(code),
    hasCoding: (system, code) => codings.get(system)?.has(code) === true,
  };
}
