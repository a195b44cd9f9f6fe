import { failure, issue, success } from '@satchel/fhir';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { keepKnown } from '../sittings/known-alarms.ts';
import { recordRoute } from './routes.ts';
import { body, text } from './schemas.ts';

/** POST alarms/accept: the holder knows about an alarm, and is not told of it again; the access log says who knew, and when. */
export function alarmRoutes(app: FastifyInstance, house: House): void {
  const schema = body({ alarm: text(1000) });
  recordRoute<{ alarm: string }>(app, house, 'POST', 'alarms/accept', { schema }, async ({ place, person, body: { alarm } }) => {
    if (place.kind !== 'session' || !place.holder.keys.write)
      return failure(issue('error', 'forbidden', 'Only the holder of the record, signed in, can say that they know.'));
    const unlocked = await place.unlock();
    if (!unlocked.ok) return unlocked;
    const row = await house.world.store.get('person', { person });
    if (!row || !unlocked.value.alarms.some(({ diagnostics }) => diagnostics === alarm))
      return failure(issue('error', 'not-found', 'There is no such alarm now.', { remedy: 'Load the page again.' }));
    await keepKnown(house.world, place.holder, row.incarnation, alarm);
    house.hall.tools.log.record(place.holder, { action: 'commit', what: `knows of the alarm: ${alarm}` });
    return success(undefined);
  });
}
