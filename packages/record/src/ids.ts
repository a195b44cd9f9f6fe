import { type Bytes, type Engine, fields, hex, utf8 } from '@satchel/vault';

/** 16 bytes of a row id to the text of a UUID and back. */
export function uuidOf(bytes: Bytes): string {
  const digits = hex(bytes);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** Undefined when the text is not a UUID. */
export function bytesOfUuid(uuid: string): Bytes | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return undefined;
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

export const randomId = (engine: Engine): string => uuidOf(stamped(engine.random(16), 4));

/**
 * Our id for what a source calls `id`: a keyed digest, so that a reference to something that has not arrived yet
 * already names it, and nobody without the key can link it to the source. Derived from the write key: whoever
 * may write may know it.
 */
export function createIdMaker(engine: Engine, write: Bytes): (system: string, id: string) => string {
  const key = engine.hkdf(write, new Uint8Array(0), utf8('satchel/1/ids'), 32);
  return (system, id) => uuidOf(stamped(engine.hmac(key, fields(namespaceOf(system, id), id)).slice(0, 16), 8));
}

const UUID_NAME = /\/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const DIRECTORY = /^(Organization|Practitioner|PractitionerRole|Location|HealthcareService|Medication|Substance|Endpoint|InsurancePlan|Questionnaire)\//;

/** A UUID is the same thing wherever it is met; organisations and people who treat are shared by the patients of a source without a base. */
function namespaceOf(system: string, id: string): string {
  if (UUID_NAME.test(id)) return 'urn:uuid';
  return system.startsWith('urn:satchel:patient:') && DIRECTORY.test(id) ? 'urn:satchel:directory' : system;
}

function stamped(bytes: Bytes, version: number): Bytes {
  bytes[6] = ((bytes[6] as number) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes;
}

/** Rows that are not resources: they say something about the chain itself. */
export const ANCHOR_ROW = idOfEvent(1);
export const RELABEL_ROW = idOfEvent(2);

function idOfEvent(n: number): Bytes {
  const id = new Uint8Array(16);
  id[15] = n;
  return id;
}

export const isEventRow = (id: Bytes): boolean => id.subarray(0, 15).every((byte) => byte === 0);
