import { dateInterval } from '../dates.ts';
import type { JsonValue } from '../json/value.ts';

/** Says what a value should have been, or undefined when it is right. */
export type PrimitiveCheck = (value: JsonValue) => string | undefined;

/** "Strings SHALL NOT exceed 1MB in size" (http://hl7.org/fhir/R4/datatypes.html#string). */
const MAX_STRING = 1024 * 1024;

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const FORBIDDEN_CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const YEAR = String.raw`(?!0000)\d{4}`;
const DAY = String.raw`(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?`;
const ZONE = String.raw`(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))`;

function check(test: (value: string) => boolean, words: string): PrimitiveCheck {
  return (value) => (typeof value === 'string' && test(value) ? undefined : words);
}

function form(pattern: RegExp, words: string): PrimitiveCheck {
  return check((value) => pattern.test(value), words);
}

/** A calendar day that the pattern lets through may still not exist: 2023-02-30. */
function day(pattern: RegExp, words: string): PrimitiveCheck {
  return check((value) => pattern.test(value) && (isEarlyDay(value) || dateInterval(value) !== undefined), words);
}

/** Every month has a day up to the 28th. */
function isEarlyDay(value: string): boolean {
  const tens = value.charCodeAt(8);
  return !(tens >= 51) && !(tens === 50 && value.charCodeAt(9) === 57);
}

function number(test: (value: number) => boolean, words: string): PrimitiveCheck {
  return (value) => (typeof value === 'number' && test(value) ? undefined : words);
}

const text: PrimitiveCheck = (value) => {
  if (typeof value !== 'string') return 'text';
  if (value === '') return 'text that is not empty';
  if (value.length > MAX_STRING) return 'text of at most 1 MB';
  return FORBIDDEN_CONTROL.test(value) ? 'text without control characters' : undefined;
};

/** Without its white space a multiple of four characters of the alphabet; long ones are common. */
function isBase64(value: string): boolean {
  if (!/^[A-Za-z0-9+/=\s]+$/.test(value)) return false;
  const bare = /\s/.test(value) ? value.replace(/\s+/g, '') : value;
  return bare.length % 4 === 0 && /^[^=]+={0,2}$/.test(bare);
}

const uri = form(/^\S+$/, 'a URI without white space');
const INT_MAX = 2_147_483_647;

/** The primitive types of R4 (http://hl7.org/fhir/R4/datatypes.html#primitive). */
export const primitiveChecks: Readonly<Record<string, PrimitiveCheck>> = {
  base64Binary: check(isBase64, 'base64 data'),
  boolean: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  canonical: uri,
  code: form(/^\S+(?:\s\S+)*$/, 'a code without needless white space'),
  date: day(new RegExp(`^${YEAR}(?:-(?:0[1-9]|1[0-2])|-${DAY})?$`), 'a date: YYYY, YYYY-MM or YYYY-MM-DD'),
  dateTime: day(
    new RegExp(`^${YEAR}(?:-(?:0[1-9]|1[0-2])|-${DAY}(?:T${TIME}${ZONE})?)?$`),
    'a date, or a date and a time with seconds and zone',
  ),
  decimal: number(Number.isFinite, 'a number'),
  id: form(/^[A-Za-z0-9\-.]{1,64}$/, 'an id: 1 to 64 letters, digits, - and .'),
  instant: day(new RegExp(`^${YEAR}-${DAY}T${TIME}${ZONE}$`), 'a date and a time with seconds and zone'),
  integer: number((value) => Number.isInteger(value) && Math.abs(value) <= INT_MAX + (value < 0 ? 1 : 0), 'a whole number of 32 bits'),
  markdown: text,
  oid: form(/^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/, 'urn:oid: and an OID'),
  positiveInt: number((value) => Number.isInteger(value) && value >= 1 && value <= INT_MAX, 'a whole number above zero'),
  string: text,
  time: form(new RegExp(`^${TIME}$`), 'a time of day with seconds'),
  unsignedInt: number((value) => Number.isInteger(value) && value >= 0 && value <= INT_MAX, 'a whole number, zero or more'),
  uri,
  url: uri,
  uuid: form(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'urn:uuid: and a lower-case UUID'),
};
