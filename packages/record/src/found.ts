import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, fromBase64url, genesis, type Grant, headMessage, readCertificate, readGrant } from '@satchel/vault';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/** A new record as its owner's device made it: nothing in it can be read here. */
export interface Founding {
  readonly person: string;
  readonly incarnation: string;
  /** Signed by the owner's account key. */
  readonly certificate: Bytes;
  /** The genesis head signed by the write key. */
  readonly signature: Bytes;
  /** The owner's own grant. */
  readonly grant: Grant;
}

/** Checks that the pieces belong together and starts the person's chain. `owner` is the account's public signing key. */
export async function foundRecord(world: World, owner: Bytes, founding: Founding): Promise<Outcome<{ readonly person: string }>> {
  const { engine, store } = world;
  const { person, incarnation, signature } = founding;
  const certificate = readCertificate(engine, founding.certificate, owner);
  const head = genesis(engine, person);
  const write = certificate && fromBase64url(certificate.write);
  if (certificate?.person !== person || !write || !engine.verify(write, headMessage(person, incarnation, 0, 1, head), signature)) {
    return failure(
      issue(
        'error',
        'security',
        'The certificate of the new record is not signed by this account, or its first head not by its write key.',
      ),
    );
  }
  const grant = grantRow(world, certificate.manage, person, founding.grant);
  if (!grant) return failure(issue('error', 'security', 'The first grant is not signed by the manage key of the new record.'));
  const written = await store.write({
    shard: person,
    operations: [
      { insert: 'person', rows: [{ person, incarnation, epoch: 1, certificate: founding.certificate, seq: 0, head, signature }] },
      { insert: 'grant', rows: [grant] },
    ],
  });
  return written === 'written' ? success({ person }) : failure(issue('error', 'duplicate', 'There is a record with this id already.'));
}

/** A grant as a row, if the record's manage key signed it. A server can keep grants; it cannot mint them. */
export function grantRow(world: World, manage: string, person: string, grant: Grant): Row<'grant'> | undefined {
  const statement = readGrant(world.engine, fromBase64url(manage) ?? new Uint8Array(0), grant);
  if (statement?.person !== person) return undefined;
  return {
    person,
    grant: statement.grant,
    kind: statement.kind,
    ...grant,
    created: Date.parse(statement.createdAt),
    expires: statement.expiresAt === null ? 0 : Date.parse(statement.expiresAt),
  };
}
