import { type Bytes, fields } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, sealTo, unsealFrom } from './envelope.ts';
import { pad, padme, unpad } from './padding.ts';

/** What arrives while the record is locked: sealed to its drain key, so that whoever keeps it cannot read it. */
export function sealDeposit(e: Engine, drain: Bytes, person: string, origin: string, content: Bytes): Sealed<Bytes> {
  return sealTo(e, Kind.deposit, drain, ['deposit', person, origin], pad(content, padme));
}

/** `drain` is the private half. */
export function openDeposit(e: Engine, drain: Bytes, person: string, origin: string, sealed: Sealed<Bytes>): Bytes | undefined {
  const padded = unsealFrom(e, Kind.deposit, drain, ['deposit', person, origin], sealed);
  return padded && unpad(padded);
}

/** The service's signature over a deposit. Numbers run from 1 without gaps, so that a missing one shows. */
export function signDeposit(e: Engine, service: Bytes, person: string, number: number, origin: string, sealed: Sealed<Bytes>): Bytes {
  return e.sign(service, depositMessage(person, number, origin, e.sha256(sealed)));
}

/** `service` is the public key that the record's certificate names. */
export function verifyDeposit(
  e: Engine,
  service: Bytes,
  person: string,
  number: number,
  origin: string,
  sealed: Sealed<Bytes>,
  signature: Bytes,
): boolean {
  return e.verify(service, depositMessage(person, number, origin, e.sha256(sealed)), signature);
}

/** What the service signs. */
export const depositMessage = (person: string, number: number, origin: string, digest: Bytes): Bytes =>
  fields('satchel/1/deposit', person, number, origin, digest);
