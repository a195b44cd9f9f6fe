import type { JsonValue } from '@satchel/fhir';
import { codeable, HL7 } from '../build.ts';
import type { Anchors } from '../narrative/anchors.ts';
import { attribute, child, ownText, type XmlNode } from '../xml/node.ts';
import { conceptOf } from './codes.ts';
import { absentReason } from './null-flavor.ts';
import { intervalOf, isNumber, quantityOf, ratioOf } from './quantities.ts';
import { textOf } from './text.ts';
import { dateTimeOf, periodOf, whenOf } from './times.ts';

/** `valueQuantity: ...` and its like, or `dataAbsentReason` where the document says that there is none. */
export type ValueElement = Readonly<Record<string, JsonValue>>;

const NONE: ValueElement = {};
const ATTACHMENT = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.value';

/** The `value` of a CDA observation, by its `xsi:type`, as `value[x]` of a FHIR Observation. */
export function valueOf(node: XmlNode | undefined, anchors: Anchors, zone?: string): ValueElement {
  if (!node) return NONE;
  const found = byType(node, anchors, zone);
  for (const _ in found) return found;
  const reason = absentReason(node);
  const words = textOf(child(node, 'originalText'), anchors) ?? textOf(node, anchors) ?? wordsOfNumber(node);
  if (words !== undefined) return { valueString: words };
  return reason === undefined ? NONE : { dataAbsentReason: codeable(`${HL7}/data-absent-reason`, reason) };
}

function byType(node: XmlNode, anchors: Anchors, zone: string | undefined): ValueElement {
  switch (typeOf(node)) {
    case 'PQ':
    case 'REAL':
    case 'MO':
      return one('valueQuantity', quantityOf(node));
    case 'INT':
      return integerOf(node);
    case 'IVL_PQ':
    case 'IVL_INT':
    case 'IVL_REAL':
      return ranged(node);
    case 'CD':
    case 'CE':
    case 'CV':
    case 'CO':
    case 'CS':
      return one('valueCodeableConcept', conceptOf(node, anchors));
    case 'BL':
      return /^(true|false)$/.test(attribute(node, 'value') ?? '') ? { valueBoolean: attribute(node, 'value') === 'true' } : NONE;
    case 'TS':
      return one('valueDateTime', dateTimeOf(attribute(node, 'value'), zone));
    case 'IVL_TS':
      return timed(node, zone);
    case 'RTO':
    case 'RTO_PQ_PQ':
    case 'RTO_QTY_QTY':
      return one('valueRatio', ratioOf(node));
    case 'ED':
      return attached(node) ?? one('valueString', textOf(node, anchors));
    default:
      return one('valueString', textOf(node, anchors) ?? attribute(node, 'value') ?? attribute(node, 'extension'));
  }
}

/** The type that is written, else the one that the attributes fit. */
function typeOf(node: XmlNode): string {
  const written = attribute(node, 'xsi:type')?.replace(/^.*:/, '').replace(/^PPD_/, '');
  if (written !== undefined) return written === 'INT' && !/^-?\d{1,9}$/.test(attribute(node, 'value') ?? '') ? 'REAL' : written;
  if (attribute(node, 'code') !== undefined || child(node, 'translation')) return 'CD';
  if (child(node, 'low') || child(node, 'high')) return 'IVL_PQ';
  return isNumber(attribute(node, 'value')) ? 'PQ' : 'ST';
}

function one(name: string, value: JsonValue | undefined): ValueElement {
  return value === undefined ? NONE : { [name]: value };
}

const integerOf = (node: XmlNode): ValueElement => ({ valueInteger: Number(attribute(node, 'value')) });

function ranged(node: XmlNode): ValueElement {
  const { Range, Quantity } = intervalOf(node);
  return Range ? { valueRange: Range } : one('valueQuantity', Quantity);
}

function timed(node: XmlNode, zone: string | undefined): ValueElement {
  const when = whenOf(node, zone);
  return when.value === undefined ? one('valuePeriod', periodOf(when)) : { valueDateTime: when.value };
}

/** Pictures and documents as a value: R4 Observations carry them in the extension that R5 made an element. */
function attached(node: XmlNode): ValueElement | undefined {
  const data = attribute(node, 'representation') === 'B64' ? ownText(node)?.replace(/\s+/g, '') : undefined;
  if (!data || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return undefined;
  const contentType = attribute(node, 'mediaType') ?? 'application/octet-stream';
  return { extension: [{ url: ATTACHMENT, valueAttachment: { contentType, data } }] };
}

/** A number that is none (`<5`, `5-10`, `trace`) with its unit. */
function wordsOfNumber(node: XmlNode): string | undefined {
  const value = attribute(node, 'value') ?? attribute(node, 'displayName');
  return value === undefined ? undefined : [value, attribute(node, 'unit')].filter(Boolean).join(' ');
}
