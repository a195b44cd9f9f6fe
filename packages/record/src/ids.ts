import { type Bytes, type Engine, fields, utf8 } from '@satchel/vault';

/** 16 bytes of a row id to the text of a UUID and back. */
export function uuidOf(bytes: Bytes): string {
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** Undefined when the text is not a UUID. */
export function bytesOfUuid(uuid: string): Bytes | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return undefined;
  return new Uint8Array(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
}

export const randomId = (engine: Engine): string => uuidOf(stamped(engine.random(16), 4));

/**
 * Our id for what a source calls `id`: a keyed digest, so that a reference to something that has not arrived yet
 * already names it, and nobody without the key can link it to the source. Derived from the first write key, which is
 * handed on when the key is replaced: whoever may write may know it.
 */
export function createIdMaker(engine: Engine, write: Bytes): (system: string, id: string) => string {
  const known = makers.get(write);
  if (known) return known;
  const key = engine.hkdf(write, new Uint8Array(0), utf8('satchel/1/ids'), 32);
  const made = new Map<string, string>();
  const maker = (system: string, id: string): string => {
    const namespace = namespaceOf(system, id);
    const name = `${namespace} ${id}`;
    let uuid = made.get(name);
    if (uuid === undefined) {
      uuid = uuidOf(stamped(engine.hmac(key, fields(namespace, id)).slice(0, 16), 8));
      if (made.size >= REMEMBERED) made.clear();
      made.set(name, uuid);
    }
    return uuid;
  };
  makers.set(write, maker);
  return maker;
}

/** One maker for each key, with the ids it made last: a file names the same visit and person over and over. */
const makers = new WeakMap<Bytes, (system: string, id: string) => string>();
const REMEMBERED = 10_000;

const UUID_NAME = /\/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const DIRECTORY =
  /^(Organization|Practitioner|PractitionerRole|Location|HealthcareService|Medication|Substance|Endpoint|InsurancePlan|Questionnaire)\//;

/** A UUID is the same thing wherever it is met; organisations and people who treat are shared by the patients of a source without a base. */
export function namespaceOf(system: string, id: string): string {
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
