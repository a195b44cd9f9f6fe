import type { StructureDefinition } from './model.ts';

const READABLE = new Set(['string', 'markdown']);

/** Elements of a text type that hold identifiers, addresses, formulas or machine text. */
const NOT_FOR_PEOPLE = new Set([
  'address',
  'altId',
  'anchor',
  'carrierHRF',
  'chain',
  'check',
  'cigar',
  'code',
  'condition',
  'connectivity',
  'contextInvariant',
  'criteria',
  'data',
  'defaultValue',
  'deviceIdentifier',
  'distinctIdentifier',
  'element',
  'etag',
  'expression',
  'field',
  'header',
  'headerField',
  'ifMatch',
  'ifNoneExist',
  'ifNoneMatch',
  'image',
  'language',
  'map',
  'max',
  'mustSupport',
  'number',
  'observedSeq',
  'param',
  'parameterName',
  'parameters',
  'params',
  'path',
  'preAuthRef',
  'reference',
  'relation',
  'searchInclude',
  'searchParam',
  'searchRevInclude',
  'sequence',
  'serialNumber',
  'sliceName',
  'source',
  'sourceVersion',
  'status',
  'targetVersion',
  'type',
  'unit',
  'url',
  'value',
  'variable',
  'version',
  'xpath',
]);

/** Names of the elements that people read, over all types; the narrative is read apart. */
export function wordElements(structures: readonly StructureDefinition[]): string[] {
  const names = new Set<string>();
  for (const { path, type = [] } of structures.flatMap(({ snapshot }) => snapshot.element)) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    for (const { code } of type.filter((each) => READABLE.has(each.code))) {
      names.add(name.replace('[x]', code.charAt(0).toUpperCase() + code.slice(1)));
    }
  }
  return [...names].filter((name) => !NOT_FOR_PEOPLE.has(name) && !/(Id|URL|Certificate|Expression|Path)$/.test(name)).sort();
}
