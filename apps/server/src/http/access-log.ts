import { failure, issue } from '@satchel/fhir';
import { type LoggedEntry, readAccessLog, statementOf } from '@satchel/record';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import type { AccessLine } from './api.ts';
import { recordRoute, type Visit } from './routes.ts';

const PAGE = 200;

/** GET access-log?before=N: who looked at what, newest first; `before` is the number of lines already shown. */
export function accessLogRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'access-log', {}, async (visit) => {
    if (!visit.place.holder.keys.audit) return failure(issue('error', 'forbidden', 'This grant cannot read the access log.'));
    house.hall.tools.log.record(visit.place.holder, { action: 'log', what: 'access log' });
    await house.hall.tools.log.settled(visit.place.holder);
    const lines = await linesOf(visit);
    const from = Math.max(0, Number(visit.query['before'] ?? 0) || 0);
    return lines.slice(from, from + PAGE);
  });
}

/** The whole log, newest first; undefined for who may not read it. */
export const accessLinesOf = async (visit: Visit<unknown>): Promise<readonly AccessLine[] | undefined> =>
  visit.place.holder.keys.audit ? linesOf(visit) : undefined;

async function linesOf(visit: Visit<unknown>): Promise<readonly AccessLine[]> {
  const entries = await readAccessLog(visit.house.world, visit.place.holder);
  const names = await namesOf(visit, entries);
  return entries.toReversed().map((entry) => {
    const { kind = '', label = '' } = names.get(entry.grant) ?? {};
    const what = entry.intact ? entry.what : `${entry.what} (this line was changed afterwards)`;
    return { at: entry.at, grant: entry.grant, label, kind, purpose: entry.purpose ?? '', action: entry.action, what };
  });
}

/** The kind and label of each grant: from the grant while it stands, else from the line in which it opened the record. */
async function namesOf(
  { house, person, place }: Visit<unknown>,
  entries: readonly LoggedEntry[],
): Promise<ReadonlyMap<string, { kind: string; label: string }>> {
  const names = new Map<string, { kind: string; label: string }>();
  for (const { grant, action, what } of entries) {
    const [, kind, label] = /^(\w+): (.*)$/s.exec(what) ?? [];
    if (action === 'open' && kind && label !== undefined) names.set(grant, { kind, label });
  }
  for await (const batch of house.world.store.scan('grant', { person })) {
    for (const row of batch) {
      const statement = statementOf(house.world, place.holder.certificate, row);
      if (statement) names.set(statement.grant, { kind: statement.kind, label: statement.label });
    }
  }
  return names;
}
