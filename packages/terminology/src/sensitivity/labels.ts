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
  'Account', 'ChargeItem', 'Claim', 'ClaimResponse', 'Contract', 'Coverage', 'CoverageEligibilityRequest',
  'CoverageEligibilityResponse', 'EnrollmentRequest', 'EnrollmentResponse', 'ExplanationOfBenefit', 'InsurancePlan',
  'Invoice', 'PaymentNotice', 'PaymentReconciliation',
];

const maskByType: ReadonlyMap<string, Mask> = new Map([
  ...CLAIMS.map((type) => [type, maskOf('claims')] as const),
  ['MolecularSequence', maskOf('genetic')],
]);

/** Elements that hold no health fact in words: names and addresses of people, identifiers, codes, dates, bytes. */
const SILENT: ReadonlySet<string> = new Set([
  'address', 'birthDate', 'code', 'comparator', 'contentType', 'created', 'currency', 'data', 'date', 'fullUrl', 'gender',
  'hash', 'id', 'identifier', 'implicitRules', 'intent', 'language', 'meta', 'mode', 'photo', 'reference', 'resourceType',
  'start', 'status', 'system', 'telecom', 'unit', 'uri', 'url', 'use', 'value', 'valueCanonical', 'valueCode', 'valueUri',
  'valueUrl', 'version',
]);

const CONCEPTS: ReadonlySet<string> = new Set(['code', 'mode', 'status', 'use', 'value', 'language', 'intent', 'reference']);

function maskOfElement(element: JsonObject, note: Note | undefined, path: string): Mask {
  let mask = maskOfCoding(element, note, path);
  const nameless = isPerson(element);
  for (const name in element) {
    const value = element[name]!;
    // `code`, `value` and their like are silent as plain text only: as a concept they say the most.
    if (SILENT.has(name) && (typeof value === 'string' || !CONCEPTS.has(name))) continue;
    if (typeof value === 'string') {
      if (value.length < 3 || isDate(value) || (nameless && name === 'display')) continue;
      const found = maskOfWords(value);
      if (found === NONE) continue;
      mask |= found;
      note?.('words', found, `${path}.${name}`);
    } else if (typeof value === 'object' && value !== null) {
      mask |= maskOfValue(name, value, note, note && `${path}.${name}`);
    }
  }
  return mask;
}

function maskOfValue(name: string, value: JsonObject | JsonValue[], note: Note | undefined, path = ''): Mask {
  if (name === 'name') return NONE;
  if (!Array.isArray(value)) return maskOfElement(value, note, path);
  let mask = NONE;
  value.forEach((item, i) => {
    const place = note === undefined ? '' : `${path}[${i}]`;
    if (isJsonObject(item)) mask |= (name === 'contained' ? maskOfResource : maskOfElement)(item, note, place);
    else if (typeof item === 'string' && item.length > 2) mask |= maskOfWords(item);
  });
  return mask;
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
