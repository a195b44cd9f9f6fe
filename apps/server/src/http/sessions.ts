import type { FastifyInstance } from 'fastify';
import { base64url } from '@satchel/vault';
import type { House } from '../house.ts';
import { abilitiesOf } from '../sittings/reach.ts';
import type { Place, Sitting } from '../sittings/sittings.ts';
import { unknownAmong } from '../sittings/known-alarms.ts';
import { startSession } from '../sittings/start.ts';
import { cookieTerms, placeOf } from './accounts.ts';
import type { NewSession, Session } from './api.ts';
import { openRoute, sittingRoute } from './routes.ts';
import { body, coded, grant, list, members, proof, text, uuid } from './schemas.ts';
import { LOCKED, refuse } from './trouble.ts';

const newSession = body(
  {
    proof,
    bearer: text(500),
    expiresAt: text(40),
    token: members({ shard: uuid, id: coded(40), authHash: coded(100), wrapped: coded(200_000) }),
    grants: list(members({ ...grant, person: uuid }), 200),
  },
  ['bearer'],
);

/** Unlocking and locking: POST, GET and DELETE of the session. */
export function sessionRoutes(app: FastifyInstance, house: House): void {
  const { accounts, prover, sittings, world } = house;

  openRoute<NewSession>(
    app,
    'POST',
    '/api/sessions',
    { schema: newSession, status: 201, bodyLimit: 4 * 1024 * 1024 },
    async (session, request, reply) => {
      const proved = await prover.prove(session.proof, placeOf(house, request, session.proof.account));
      if (!proved.ok) return proved;
      const minter = { account: proved.value.account, owner: accounts.publicKeysOf(proved.value).sign };
      const started = await startSession(world, minter, session);
      if (started.ok && session.bearer) {
        const seconds = Math.floor((Date.parse(session.expiresAt) - world.now()) / 1000);
        void reply.header('set-cookie', `satchel=${session.bearer}; ${cookieTerms(request, seconds)}`);
      }
      return started;
    },
  );

  sittingRoute(app, house, 'GET', '/api/session', async (sitting, _, reply) => {
    const places = await Promise.all(sitting.reach.map(({ person }) => sittings.enter(sitting, person)));
    const open = places.filter((place) => place !== undefined);
    const expires = await sittings.expiresAt(sitting);
    if (expires === undefined || (open.length === 0 && sitting.reach.length > 0)) return refuse(reply, LOCKED);
    for (const place of open) {
      await house.imports.resume(place.holder, place.reach);
      await house.rewraps.resume(place.holder, place.reach);
    }
    return { account: sitting.shard, expiresAt: new Date(expires).toISOString(), records: await linesOf(house, open) } satisfies Session;
  });

  sittingRoute(app, house, 'DELETE', '/api/session', async (sitting: Sitting, request, reply) => {
    await sittings.end(sitting);
    void reply.header('set-cookie', `satchel=; ${cookieTerms(request, 0)}`);
    return undefined;
  });
}

async function linesOf(house: House, places: readonly Place[]): Promise<Session['records']> {
  const lines = await Promise.all(
    places.map(async (place): Promise<Session['records'][number] | undefined> => {
      const { holder, reach } = place;
      // A slice has its own index; the whole record's is not its to open.
      const unlocked = holder.slice ? undefined : await place.unlock();
      const person = await house.world.store.get('person', { person: holder.person });
      if (!person) return undefined;
      const found = unlocked === undefined ? [] : unlocked.ok ? unlocked.value.alarms : unlocked.issues;
      const alarms = await unknownAmong(house.world, holder, person.incarnation, found);
      return {
        person: holder.person,
        name: reach.name ?? '',
        grant: holder.grant,
        can: abilitiesOf(holder.keys),
        incarnation: person.incarnation,
        seq: person.seq,
        head: base64url(person.head),
        alarms,
      };
    }),
  );
  return lines.filter((line) => line !== undefined);
}
