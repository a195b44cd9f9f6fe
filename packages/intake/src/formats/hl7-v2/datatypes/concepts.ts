import type { JsonObject } from '@satchel/fhir';
import type { Repetition } from '../syntax/segment.ts';
import { systemOf } from '../tables/systems.ts';

/** A CWE, CNE, CE, CF or IS: code and its alternate, each with its words and system; the words the sender itself used as text. */
export function conceptOf(value: Repetition | undefined): JsonObject | undefined {
  if (!value || value.isEmpty) return undefined;
  const codings = [codingOf(value, 1, 7, 14), codingOf(value, 4, 8, 17), codingOf(value, 10, 13, 20)].filter((each) => each !== undefined);
  const words = value.at(9) || (codings.length === 0 ? value.at(2) || value.at(5) : '');
  if (codings.length === 0 && words === '') return undefined;
  return { ...(codings.length > 0 && { coding: codings }), ...(words !== '' && { text: words }) };
}

/** Three components are a code, its words and its system; version and OID stand further on. */
function codingOf(value: Repetition, from: number, version: number, oid: number): JsonObject | undefined {
  const [code, display, name] = [value.at(from), value.at(from + 1), value.at(from + 2)];
  if (code === '') return undefined;
  const id = value.at(oid);
  const system = systemOf(name) ?? (/^\d+(\.\d+)+$/.test(id) ? `urn:oid:${id}` : undefined);
  const edition = value.at(version);
  return {
    ...(system !== undefined && { system }),
    ...(edition !== '' && system !== undefined && { version: edition }),
    code: code.replace(/\s+/g, ' '),
    ...(display !== '' && { display }),
  };
}

/** One code of a table that the standard itself fixes for a field, with words where the table has none. */
export function codeOf(code: string, system: string, display?: string): JsonObject {
  return { coding: [{ system, code, ...(display !== undefined && { display }) }] };
}

/** What a concept is about, for names that must not change: its first code and system. */
export const keyOf = (value: Repetition | undefined): string => (value ? value.at(1) || value.at(4) || value.at(2) || value.at(9) : '');
