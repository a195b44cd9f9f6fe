import { isJsonObject } from '../../json/value.ts';
import type { JsonValue } from '../../json/value.ts';
import { formatReference, parseReference } from '../../references.ts';
import { textOf } from './converter.ts';
import type { Converter } from './converter.ts';
import type { Entries } from '../entries.ts';

/** Converters of the reference parameters (http://hl7.org/fhir/R4/search.html#reference). */
export function referenceConverter(type: string): Converter | undefined {
  switch (type) {
    case 'Reference':
      return reference;
    case 'canonical':
      return canonical;
    case 'uri':
    case 'url':
      return (value, parameter, entries) => {
        if (typeof value === 'string') literal(value, parameter, entries);
      };
    case 'Attachment':
      return (value, parameter, entries) => {
        const url = isJsonObject(value) ? textOf(value, 'url') : undefined;
        if (url !== undefined) literal(url, parameter, entries);
      };
    case 'Resource':
      return inline;
    default:
      return undefined;
  }
}

/** The literal reference, and the identifier for `:identifier`. */
const reference: Converter = (value, parameter, entries) => {
  if (!isJsonObject(value)) return;
  const text = textOf(value, 'reference');
  if (text !== undefined) literal(text, parameter, entries);
  const identifier = value['identifier'];
  if (!isJsonObject(identifier)) return;
  const code = textOf(identifier, 'value');
  if (code !== undefined) entries.tokens.push({ parameter: `${parameter}:identifier`, system: textOf(identifier, 'system') ?? '', code });
};

/** Versions are cut: a reference to a version is one to its resource. References inside the resource lead nowhere else. */
function literal(text: string, parameter: string, entries: Entries): void {
  const target = parseReference(text);
  if (target === undefined || target.kind === 'contained' || target.kind === 'conditional') return;
  if (target.kind === 'relative') {
    entries.references.push({ parameter, type: target.type, id: target.id });
  } else {
    const unversioned = target.kind === 'absolute' ? `${target.base}/${target.type}/${target.id}` : formatReference(target);
    entries.references.push({ parameter, type: '', id: unversioned });
  }
}

/** A canonical is found by its URL, and by its URL with the version. */
const canonical: Converter = (value, parameter, entries) => {
  if (typeof value !== 'string' || value === '') return;
  const bar = value.indexOf('|');
  if (bar > 0) entries.references.push({ parameter, type: '', id: value });
  entries.references.push({ parameter, type: '', id: bar > 0 ? value.slice(0, bar) : value });
};

/** `Bundle.entry[0].resource`: the resource itself stands there. */
function inline(value: JsonValue, parameter: string, entries: Entries): void {
  if (!isJsonObject(value)) return;
  const type = textOf(value, 'resourceType');
  const id = textOf(value, 'id');
  if (type !== undefined && id !== undefined) entries.references.push({ parameter, type, id });
}
