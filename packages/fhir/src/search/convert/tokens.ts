import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import { textOf } from './converter.ts';
import type { Converter } from './converter.ts';
import type { Entries } from '../entries.ts';

/** Converters of the token parameters (http://hl7.org/fhir/R4/search.html#token). */
export function tokenConverter(type: string, system: string): Converter | undefined {
  switch (type) {
    case 'CodeableConcept':
      return ifObject(concept);
    case 'Coding':
      return ifObject(coding);
    case 'Identifier':
      return ifObject(identifier);
    case 'ContactPoint':
      return ifObject((value, parameter, { tokens }) => {
        const address = textOf(value, 'value');
        if (address !== undefined) tokens.push({ parameter, system: '', code: address });
      });
    case 'boolean':
      return (value, parameter, { tokens }) => {
        if (typeof value === 'boolean') tokens.push({ parameter, system: 'http://hl7.org/fhir/special-values', code: String(value) });
      };
    case 'code':
    case 'string':
    case 'id':
    case 'uri':
    case 'canonical':
      return (value, parameter, { tokens }) => {
        if (typeof value === 'string' && value !== '') tokens.push({ parameter, system, code: value });
      };
    default:
      return undefined;
  }
}

function ifObject(convert: (value: JsonObject, parameter: string, entries: Entries) => void): Converter {
  return (value: JsonValue, parameter, entries) => {
    if (isJsonObject(value)) convert(value, parameter, entries);
  };
}

function concept(value: JsonObject, parameter: string, entries: Entries): void {
  const codings = value['coding'];
  if (Array.isArray(codings)) for (const each of codings) if (isJsonObject(each)) coding(each, parameter, entries);
  words(value, 'text', parameter, entries);
}

function coding(value: JsonObject, parameter: string, entries: Entries): void {
  const code = textOf(value, 'code');
  const system = textOf(value, 'system');
  if (code !== undefined || system !== undefined) entries.tokens.push({ parameter, system: system ?? '', code: code ?? '' });
  words(value, 'display', parameter, entries);
}

/** By system and value; with the type also for `:of-type`, with the type's text also for `:text`. */
function identifier(value: JsonObject, parameter: string, entries: Entries): void {
  const code = textOf(value, 'value');
  const system = textOf(value, 'system');
  if (code !== undefined || system !== undefined) entries.tokens.push({ parameter, system: system ?? '', code: code ?? '' });
  const type = value['type'];
  if (!isJsonObject(type)) return;
  words(type, 'text', parameter, entries);
  const codings = type['coding'];
  if (code === undefined || !Array.isArray(codings)) return;
  for (const each of codings.filter(isJsonObject)) {
    entries.tokens.push({
      parameter: `${parameter}:of-type`,
      system: textOf(each, 'system') ?? '',
      code: `${textOf(each, 'code') ?? ''}|${code}`,
    });
  }
}

/** What `:text` searches. */
function words(value: JsonObject, name: string, parameter: string, entries: Entries): void {
  const text = textOf(value, name);
  if (text !== undefined) entries.strings.push({ parameter: `${parameter}:text`, text });
}
