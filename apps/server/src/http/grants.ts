import { failure, issue } from '@satchel/fhir';
import { statementOf } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { capabilitiesInWords } from '../sittings/reach.ts';
import type { GrantLine } from './api.ts';
import { recordRoute, type Visit } from './routes.ts';

/** Everybody and everything that holds a key to the record, and taking keys away. */
export function grantRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'grants', {}, async (visit) => grantLines(visit));

  recordRoute(app, house, 'DELETE', 'grants/:grant', {}, async ({ person, params, place }) => {
    const key = { person, grant: params['grant'] as string };
    const row = await house.world.store.get('grant', key);
    const statement = row && statementOf(house.world, place.holder.certificate, row);
    if (!row || statement?.kind === 'former') return failure(issue('error', 'not-found', 'There is no such grant here.'));
    if (place.kind !== 'session' || !place.holder.keys.write)
      return failure(issue('error', 'forbidden', 'Only the holder of the record, signed in, takes grants away.'));
    if (statement?.kind === 'account')
      return failure(
        issue('error', 'business-rule', "This is the account's own key: without it nobody could open the record again.", {
          remedy: 'To give the record up, erase it.',
        }),
      );
    await house.world.store.write({ shard: person, operations: [{ remove: 'grant', prefix: key }] });
    house.hall.tools.log.record(place.holder, { action: 'commit', what: `revoked ${key.grant}` });
    return undefined;
  });
}

async function grantLines({ house, person, place }: Visit): Promise<readonly GrantLine[]> {
  const lines: GrantLine[] = [];
  for await (const batch of house.world.store.scan('grant', { person })) {
    for (const row of batch) {
      const statement = statementOf(house.world, place.holder.certificate, row);
      const isOver = statement?.expiresAt && Date.parse(statement.expiresAt) <= house.world.now();
      if (!statement || isOver || statement.kind === 'former') continue;
      const { grant, kind, label, createdAt, expiresAt, capabilities } = statement;
      lines.push({
        grant,
        kind,
        label,
        createdAt,
        expiresAt,
        can: capabilitiesInWords(capabilities),
        current: grant === place.holder.grant,
      });
    }
  }
  return lines.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}
