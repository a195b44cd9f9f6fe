import { failure, issue, type Outcome, success } from '@satchel/fhir';
import {
  type Bytes,
  type Certificate,
  fromBase64url,
  openGrant,
  readCertificate,
  readGrant,
  type Statement,
  type TokenReach,
} from '@satchel/vault';
import type { Holder } from './doors.ts';
import { isCertificateOf, openFormerKeys } from './former-keys.ts';
import { readSlice } from './slice.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/**
 * Turns a private key into a holder: the grant row must be there, signed by the manage key that the holder pinned,
 * of the record's present epoch, unexpired, and open with this key. Whatever fails, the answer is the same, so that
 * nobody learns which records exist.
 */
export async function openHolder(world: World, reach: TokenReach, session: string): Promise<Outcome<Holder>> {
  const { engine, store } = world;
  const [person, grant] = await Promise.all([
    store.get('person', { person: reach.person }),
    store.get('grant', { person: reach.person, grant: reach.grant }),
  ]);
  const manage = fromBase64url(reach.manage);
  const secret = fromBase64url(reach.holder);
  if (!person || !grant || !manage || !secret) return refused();
  const certificate = readCertificate(engine, person.certificate);
  if (certificate?.manage !== reach.manage || certificate.person !== reach.person) return refused();
  const opened = openGrant(engine, manage, secret, grant);
  if (!opened || !isCurrent(world, opened.statement, person, reach) || !isCertificateOf(world, certificate, opened.keys)) return refused();
  const slice = opened.limits === undefined ? undefined : readSlice(opened.limits);
  // Limits that are not understood would be none.
  if (opened.limits !== undefined && !slice) return refused();
  const former = await openFormerKeys(world, reach.person, manage, opened.keys);
  return success({
    person: reach.person,
    grant: reach.grant,
    session,
    keys: opened.keys,
    certificate,
    ...(former && { former }),
    ...(slice && { slice }),
  });
}

/** Asked at every request: is this grant still there, signed and unexpired, at the record's present epoch? */
export async function stillHolds(world: World, holder: Holder): Promise<boolean> {
  const [person, grant] = await Promise.all([
    world.store.get('person', { person: holder.person }),
    world.store.get('grant', { person: holder.person, grant: holder.grant }),
  ]);
  if (!person || !grant) return false;
  const statement = statementOf(world, holder.certificate, grant);
  return statement !== undefined && isCurrent(world, statement, person, holder);
}

/** The statement of a grant row, if the record's manage key signed it. */
export function statementOf(world: World, certificate: Certificate, grant: Row<'grant'>): Statement | undefined {
  return readGrant(world.engine, fromBase64url(certificate.manage) as Bytes, grant);
}

function isCurrent(world: World, statement: Statement, person: Row<'person'>, at: { person: string; grant: string }): boolean {
  const expired = statement.expiresAt !== null && Date.parse(statement.expiresAt) <= world.now();
  return statement.person === at.person && statement.grant === at.grant && statement.epoch === person.epoch && !expired;
}

export function refused(): Outcome<never> {
  return failure(
    issue('error', 'login', 'This key opens nothing here.', { remedy: 'Sign in again, or ask the account holder for access.' }),
  );
}
