import { isJsonObject } from '../../json/value.ts';
import type { JsonValue } from '../../json/value.ts';
import type { Converter } from './converter.ts';

/** Which members of an element a string parameter searches (http://hl7.org/fhir/R4/search.html#string). */
const CODING = ['display', 'code'];
const MEMBERS = new Map<string, readonly string[]>([
  ['HumanName', ['text', 'family', 'given', 'prefix', 'suffix']],
  ['Address', ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country']],
  ['CodeableConcept', ['text', 'coding']],
  ['Coding', CODING],
]);

/** Converters of the string parameters. */
export function stringConverter(type: string): Converter | undefined {
  const members = MEMBERS.get(type);
  if (members !== undefined) {
    return (value, parameter, { strings }) => eachText(value, members, (text) => strings.push({ parameter, text }));
  }
  if (type !== 'string' && type !== 'markdown' && type !== 'code') return undefined;
  return (value, parameter, { strings }) => {
    if (typeof value === 'string' && value !== '') strings.push({ parameter, text: value });
  };
}

/** Converters of the uri parameters; a canonical is searched as it is written. */
export function uriConverter(type: string): Converter | undefined {
  if (!/^(uri|url|canonical|oid|uuid)$/.test(type)) return undefined;
  return (value, parameter, { uris }) => {
    if (typeof value === 'string' && value !== '') uris.push({ parameter, text: value });
  };
}

function eachText(value: JsonValue, members: readonly string[], found: (text: string) => void): void {
  if (!isJsonObject(value)) return;
  for (const name of members) {
    const member = value[name];
    for (const item of Array.isArray(member) ? member : [member]) {
      if (typeof item === 'string' && item !== '') found(item);
      else if (item !== undefined) eachText(item, CODING, found);
    }
  }
}
