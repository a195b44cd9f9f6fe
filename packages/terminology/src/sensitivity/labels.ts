import type { JsonObject, JsonValue } from '@satchel/fhir';
import { isJsonObject } from '@satchel/fhir';
import { labelsOfMask, maskOf, NONE, UNSORTED } from './category.ts';
import type { Labels, Mask } from './category.ts';
import { tableOf } from './codes.ts';
import { isFreeText } from './free-text.ts';
import { readSecurityLabels } from './security.ts';
import { maskOfWords } from './words.ts';

/** Why a resource carries a label. */
export interface Reason {
  readonly labels: Labels;
  /** `code`: a listed code; `words`: its name says so; `type`: all of this type; `security-label`; `free-text`. */
  readonly because: 'code' | 'words' | 'type' | 'security-label' | 'free-text';
  /** FHIRPath of the element. */
  readonly path: string;
  /** Id of the list that knows the code. */
  readonly list?: string;
}

type Note = (because: Reason['because'], mask: Mask, path: string, list?: string) => void;

/**
 * The sensitive categories of a resource: from its codes wherever they stand (contained resources
 * included), from the words of its names and texts, from its security labels and from its type.
 *
 * - Coded facts that match no list are general (an empty list); several categories are all kept.
 * - Free text that nobody has sorted, unknown security labels, and codes that cannot be told are `unsorted`.
 *
 * Only the resource itself is looked at: labels that flow along references are the record's
 * business, see `closureReferences`.
 */
export function labelsOf(resource: JsonObject): Labels {
  return labelsOfMask(maskOfResource(resource, undefined, ''));
}

/** Every reason for the labels of `resource`, in the order of its elements. Holds no text of the resource. */
export function reasonsOf(resource: JsonObject): Reason[] {
  const reasons: Reason[] = [];
  const note: Note = (because, mask, path, list) => {
    if (mask !== NONE) reasons.push({ labels: labelsOfMask(mask), because, path, ...(list === undefined ? {} : { list }) });
  };
  maskOfResource(resource, note, String(resource['resourceType']));
  return reasons;
}

function maskOfResource(resource: JsonObject, note: Note | undefined, path: string): Mask {
  const security = readSecurityLabels(resource);
  note?.('security-label', security.mask, `${path}.meta.security`);
  const type = maskByType.get(String(resource['resourceType'])) ?? NONE;
  note?.('type', type, path);
  const text = !security.sorted && isFreeText(resource) ? UNSORTED : NONE;
  note?.('free-text', text, path);
  if (note === undefined && ((security.mask | text) & UNSORTED) !== NONE) return UNSORTED;
  return security.mask | type | text | maskOfElement(resource, note, path);
}

const CLAIMS = [
  'Account',
  'ChargeItem',
  'Claim',
  'ClaimResponse',
  'Contract',
  'Coverage',
  'CoverageEligibilityRequest',
  'CoverageEligibilityResponse',
  'EnrollmentRequest',
  'EnrollmentResponse',
  'ExplanationOfBenefit',
  'InsurancePlan',
  'Invoice',
  'PaymentNotice',
  'PaymentReconciliation',
];

const maskByType: ReadonlyMap<string, Mask> = new Map([
  ...CLAIMS.map((type) => [type, maskOf('claims')] as const),
  ['MolecularSequence', maskOf('genetic')],
]);

/** Elements that are text and say nothing in words: codes, dates, addresses of machines, bytes, parts of names. */
const SILENT: ReadonlySet<string> = new Set([
  'birthDate',
  'code',
  'comparator',
  'contentType',
  'created',
  'currency',
  'data',
  'date',
  'fullUrl',
  'gender',
  'hash',
  'id',
  'implicitRules',
  'intent',
  'language',
  'mode',
  'reference',
  'resourceType',
  'start',
  'status',
  'system',
  'unit',
  'uri',
  'url',
  'use',
  'value',
  'valueCanonical',
  'valueCode',
  'valueUri',
  'valueUrl',
  'version',
]);

/** Elements with parts that name people, places and numbers; `meta` has its own reader. */
const UNREAD: ReadonlySet<string> = new Set(['address', 'identifier', 'meta', 'name', 'photo', 'telecom']);

function maskOfElement(element: JsonObject, note: Note | undefined, path: string): Mask {
  let mask = maskOfCoding(element, note, path);
  const nameless = isPerson(element);
  for (const name in element) {
    const value = element[name]!;
    if (typeof value === 'string') {
      if (!SILENT.has(name) && !(nameless && name === 'display')) mask |= maskOfText(value, note, path, name);
    } else if (typeof value === 'object' && value !== null && !UNREAD.has(name)) {
      mask |= maskOfValue(name, value, note, note && `${path}.${name}`);
    }
  }
  return mask;
}

function maskOfValue(name: string, value: JsonObject | JsonValue[], note: Note | undefined, path = ''): Mask {
  if (!Array.isArray(value)) return maskOfElement(value, note, path);
  let mask = NONE;
  for (let i = 0; i < value.length; i++) {
    const item = value[i]!;
    if (typeof item === 'string') mask |= maskOfText(item, note, path, i);
    else if (isJsonObject(item))
      mask |= (name === 'contained' ? maskOfResource : maskOfElement)(item, note, note === undefined ? '' : `${path}[${i}]`);
  }
  return mask;
}

function maskOfText(text: string, note: Note | undefined, path: string, place: string | number): Mask {
  if (text.length < 3 || isDate(text)) return NONE;
  const found = maskOfWords(text);
  if (note !== undefined) note('words', found, typeof place === 'number' ? `${path}[${place}]` : `${path}.${place}`);
  return found;
}

function maskOfCoding(element: JsonObject, note: Note | undefined, path: string): Mask {
  const { system, code } = element;
  if (typeof code !== 'string' || typeof system !== 'string') return NONE;
  const table = tableOf(system);
  if (table === undefined) return NONE;
  const mask = table.maskOf(code);
  note?.('code', mask, path, table.id);
  return mask;
}

/** A reference to a person: the words beside it are a name, and a name may be Gene. */
function isPerson(element: JsonObject): boolean {
  const { reference } = element;
  return typeof reference === 'string' && /(^|\/)(Patient|Practitioner|RelatedPerson)\//.test(reference);
}

function isDate(text: string): boolean {
  return text.charCodeAt(4) === 45 && text.charCodeAt(0) < 58;
}
