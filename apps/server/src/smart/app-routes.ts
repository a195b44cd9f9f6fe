import { failure, issue } from '@satchel/fhir';
import { type LoggedEntry, readAccessLog, statementOf } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { AppLine } from '../http/api.ts';
import { recordRoute, type Visit } from '../http/routes.ts';

/** Connected apps: what each may see, what it looked at, and taking it back. */
export function appRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'apps', {}, async (visit) => linesOf(visit));

  recordRoute(app, house, 'DELETE', 'apps/:grant', {}, async ({ person, params, place }) => {
    const grant = params['grant'] as string;
    if (!(await house.apps.approvals.find(person, grant))) return failure(issue('error', 'not-found', 'There is no such app here.'));
    if (place.kind !== 'session')
      return failure(issue('error', 'forbidden', 'Only the holder of the record, signed in, takes access away.'));
    await house.apps.approvals.revoke(person, grant);
    house.hall.tools.log.record(place.holder, { action: 'commit', what: `revoked ${grant}` });
    return undefined;
  });
}

async function linesOf({ house, person, place }: Visit): Promise<readonly AppLine[]> {
  const { world, hall, apps } = house;
  await hall.tools.log.settled(place.holder);
  const byGrant = Map.groupBy(await readAccessLog(world, place.holder), ({ grant }) => grant);
  const lines: AppLine[] = [];
  for (const { grant, kept } of await apps.approvals.list(person)) {
    const row = await world.store.get('grant', { person, grant });
    const statement = row && statementOf(world, place.holder.certificate, row);
    // What was taken back elsewhere, or not made anew with new keys, is no connection any more.
    if (!statement?.expiresAt) continue;
    const { name, scope, approvedAt, launch } = kept.value;
    const entries = byGrant.get(grant) ?? [];
    const last = entries.at(-1)?.at;
    lines.push({
      grant,
      name,
      scope,
      isService: launch === undefined,
      categories: statement.capabilities.read ?? [],
      approvedAt: new Date(approvedAt).toISOString(),
      expiresAt: statement.expiresAt,
      ...(last !== undefined && { lastUsedAt: last }),
      reads: readsIn(entries),
    });
  }
  return lines.sort((a, b) => b.approvedAt.localeCompare(a.approvedAt));
}

/** Resource types that were read, searched, listed or exported, and how often; opening alone is not looking. */
function readsIn(entries: readonly LoggedEntry[]): Record<string, number> {
  const reads: Record<string, number> = {};
  for (const { action, what } of entries) {
    if (action === 'open') continue;
    const type = /^([A-Z][A-Za-z]+)\b/.exec(what)?.[1] ?? 'other';
    reads[type] = (reads[type] ?? 0) + 1;
  }
  return reads;
}
