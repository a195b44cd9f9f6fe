import { setTimeout as wait } from 'node:timers/promises';
import { isJsonObject, type JsonObject, type Outcome, success } from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import type { House } from '../house.ts';
import { lensOf } from '../http/routes.ts';
import type { Place, Sitting } from '../sittings/sittings.ts';
import type { Kept } from '../smart/drawer.ts';
import type { Call } from './interaction.ts';
import type { SubscriptionAsked } from './subscription-asked.ts';
import { type NotificationType, notificationText } from './subscription-notification.ts';
import { caughtUp, idOf, rowOf, stateDrawer, type SubscriptionEvent, type SubscriptionState } from './subscription-state.ts';
import { watchRecords } from './subscription-watch.ts';
import { notFound } from './trouble.ts';

/** Milliseconds before each further attempt. */
const AGAIN = [500, 2000] as const;
/** Events in one notification, where the subscriber names no number. */
const TOGETHER = 100;
/** Who came second looks again after this. Milliseconds. */
const SECOND = 1000;
/** How long one process has to send, beyond what its endpoint may take: after a crash another one sends again. Milliseconds. */
const CLAIM = 10_000;
/** Seconds that an endpoint may take, where the subscriber names no number. */
const PATIENCE = 10;
/** A subscription without an end ends after this, in milliseconds. */
const LIFE = 10 * 365 * 24 * 3_600_000;

/**
 * Sends what happened to who subscribed. Every time it asks anew whether the grant that subscribed still opens the record,
 * and looks through its lens: without that nothing is sent, and what happened meanwhile is caught up when the grant is back.
 * Several processes may know one subscription: who claims its state sends, so that every event is sent once; where that process
 * dies before it wrote that it was, another sends it again.
 */
export interface Delivery {
  begin(call: Call, id: string, asked: SubscriptionAsked, isOff: boolean): Promise<void>;
  /** The caller's own subscription, with all that happened until now; for anybody else there is none. */
  find(call: Call, id: string): Promise<Outcome<SubscriptionState>>;
  /** From now on notifications go to this socket, until the function that comes back is called. */
  bind(person: string, id: string, send: (text: string) => void): () => void;
  list(call: Call): Promise<readonly { readonly id: string; readonly state: SubscriptionState }[]>;
}

/** No socket is bound: what happened waits. */
const UNBOUND = 'No socket is bound.';

const deliveries = new WeakMap<House['world'], Delivery>();

/** The one delivery of a house. */
export function deliveryOf(house: House): Delivery {
  const known = deliveries.get(house.world);
  if (known) return known;
  const made = createDelivery(house);
  deliveries.set(house.world, made);
  return made;
}

function createDelivery(house: House): Delivery {
  const { hall, sittings, world, closing } = house;
  const drawer = stateDrawer(house);
  /** The sitting through which a grant is open in this process, by person and grant. */
  const open = new Map<string, Sitting>();
  const turns = new Map<string, Promise<void>>();
  const hearts = new Map<string, NodeJS.Timeout>();
  const waiting = new Set<NodeJS.Timeout>();
  const sockets = new Map<string, Set<(text: string) => void>>();

  /** One thing at a time for each subscription. */
  const inTurn = (person: string, id: string, work: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(() => (closing.aborted ? undefined : work()));
    const settled = turn.catch((error: unknown) => {
      if (!closing.aborted) house.journal.fault('subscription', error, { person });
    });
    turns.set(id, settled);
    void settled.then(() => turns.get(id) === settled && turns.delete(id));
    return settled;
  };

  const attach = async ({ place, headers }: Call): Promise<void> => {
    const sitting = await sittings.find(/^bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1]);
    if (sitting) open.set(`${place.holder.person} ${place.holder.grant}`, sitting);
  };

  /** Does something with a subscription through the lens of its grant, if that still opens the record. */
  const during = async (
    person: string,
    id: string,
    work: (kept: Kept<SubscriptionState>, place: Place, view: RecordView) => Promise<void>,
  ): Promise<void> => {
    const kept = await drawer.get(person, rowOf(id));
    const name = `${person} ${kept?.value.grant}`;
    const sitting = open.get(name);
    if (!kept || !sitting) return;
    if ((await sittings.expiresAt(sitting)) === undefined) return void open.delete(name);
    await sittings.during(sitting, async () => {
      const place = await sittings.enter(sitting, person);
      if (!place) return void open.delete(name);
      if (!(await isStanding(place, id))) return void (await drawer.take(kept));
      const view = await hall.view(lensOf(place));
      if (view.ok) await work(kept, place, view.value);
    });
  };

  /** Its Subscription is there and was not deleted; the server itself may look. */
  const isStanding = async (place: Place, id: string): Promise<boolean> => {
    const found = await withoutSlice(place, (lens) => hall.view(lens));
    const stored = found.ok ? await found.value.standing('Subscription', id) : found;
    return stored.ok && stored.value.marks.withdrawn === undefined;
  };

  const post = async (
    id: string,
    state: SubscriptionState,
    type: NotificationType,
    events: readonly SubscriptionEvent[],
    view: RecordView,
  ): Promise<string | undefined> => {
    const { asked } = state;
    const texts = new Map<string, string>();
    for (const event of asked.content === 'full-resource' ? events : []) {
      const stored = await view.read(event.type, event.id);
      if (stored.ok) texts.set(`${event.type}/${event.id}`, stored.value.text);
    }
    await view.logged();
    const body = notificationText(id, state, type, events, { texts, at: world.now() });
    if (asked.channel === 'websocket') {
      const bound = sockets.get(id) ?? [];
      for (const send of bound) send(body);
      return sockets.get(id)?.size ? undefined : UNBOUND;
    }
    let why = '';
    for (const pause of [0, ...(type === 'event-notification' ? AGAIN : [])]) {
      if (pause > 0) await wait(pause, undefined, { ref: false });
      const headers = { ...asked.headers, 'content-type': asked.mediaType };
      const answer = await house.outward(asked.endpoint, {
        method: 'POST',
        headers,
        body,
        ...(asked.timeout !== undefined && { patience: asked.timeout * 1000 }),
      });
      if (answer.kind === 'answer' && answer.status >= 200 && answer.status < 300) return undefined;
      why = answer.kind === 'none' ? `Not delivered: ${answer.why}` : `Not delivered: the endpoint answered ${answer.status}.`;
    }
    return why;
  };

  /** Keeps a state, and shows in the record how the subscription stands. */
  const keep = async (
    kept: Kept<SubscriptionState>,
    next: SubscriptionState,
    place: Place,
  ): Promise<Kept<SubscriptionState> | undefined> => {
    const { person, id } = kept.row;
    if (!(await drawer.replace(kept, next))) return undefined;
    if (next.status !== kept.value.status) await show(place, idOf(id), next);
    return drawer.get(person, id);
  };

  const show = (place: Place, id: string, { status, error }: SubscriptionState) =>
    withoutSlice(place, async (lens) => {
      const view = await hall.view(lens);
      const stored = view.ok ? await view.value.standing('Subscription', id) : view;
      if (!stored.ok) return;
      const { error: _, ...resource } = JSON.parse(stored.value.text) as JsonObject;
      const drafts = [{ id, resource: { ...resource, status, ...(error !== undefined && { error }) } }];
      await hall.commit(lens, { drafts, origin: { kind: 'entry', at: new Date(world.now()).toISOString(), author: 'Satchel' } });
    });

  const handshake = (person: string, id: string) =>
    during(person, id, async (kept, place, view) => {
      if (kept.value.status === 'off') return;
      const why = await post(id, kept.value, 'handshake', [], view);
      if (why === UNBOUND) return;
      await keep(kept, { ...kept.value, status: why === undefined ? 'active' : 'error', ...(why !== undefined && { error: why }) }, place);
      beat(person, id, kept.value);
    });

  const deliver = (person: string, id: string): Promise<void> =>
    during(person, id, async (first, place, view) => {
      const { asked, status, claimedUntil = 0 } = first.value;
      const now = world.now();
      if (asked.end !== undefined && asked.end <= now) return void (await keep(first, { ...first.value, status: 'off' }, place));
      if (claimedUntil > now) return again(person, id, claimedUntil - now);
      const caught = await caughtUp(first.value, view);
      const { claimedUntil: _, ...next } = caught.ok ? caught.value : first.value;
      const isOurs = status === 'active' && next.delivered < next.count && (asked.channel === 'rest-hook' || sockets.has(id));
      const claim = () => (isOurs ? { claimedUntil: world.now() + CLAIM + (asked.timeout ?? PATIENCE) * 1000 * (AGAIN.length + 1) } : {});
      let kept =
        isOurs || next.count !== first.value.count || next.at !== first.value.at
          ? await keep(first, { ...next, ...claim() }, place)
          : first;
      // Another process was quicker: it may not have seen what we saw.
      if (!kept) return again(person, id, SECOND);
      while (isOurs && kept && kept.value.delivered < kept.value.count) {
        const { claimedUntil: __, ...state }: SubscriptionState = kept.value;
        const batch = state.events.filter(({ number }) => number > state.delivered).slice(0, asked.maxCount ?? TOGETHER);
        const why = await post(id, state, 'event-notification', batch, view);
        if (why === UNBOUND) return void (await keep(kept, state, place));
        if (why !== undefined) return void (await keep(kept, { ...state, status: 'error', error: why }, place));
        const delivered = batch.at(-1)?.number ?? state.count;
        kept = await keep(kept, { ...state, delivered, ...(delivered < state.count && claim()) }, place);
      }
      beat(person, id, first.value);
    });

  /** Looks again after a while: somebody else had the turn. */
  const again = (person: string, id: string, after: number): void => {
    if (closing.aborted) return;
    const timer = setTimeout(() => (waiting.delete(timer), void inTurn(person, id, () => deliver(person, id))), after).unref();
    waiting.add(timer);
  };

  /** After a while of silence, a heartbeat. */
  const beat = (person: string, id: string, { asked }: SubscriptionState): void => {
    clearTimeout(hearts.get(id));
    hearts.delete(id);
    if (asked.heartbeat === undefined || closing.aborted) return;
    const pulse = () =>
      void inTurn(person, id, () =>
        during(person, id, async (kept, place, view) => {
          if (kept.value.status !== 'active') return;
          const why = await post(id, kept.value, 'heartbeat', [], view);
          if (why === UNBOUND) return;
          if (why !== undefined) return void (await keep(kept, { ...kept.value, status: 'error', error: why }, place));
          beat(person, id, kept.value);
        }),
      );
    hearts.set(id, setTimeout(pulse, asked.heartbeat * 1000).unref());
  };

  const ofPerson = async (person: string) => {
    const all: Kept<SubscriptionState>[] = [];
    for await (const kept of drawer.list(person)) all.push(kept);
    return all;
  };

  /** The people whose record some subscriber opens here. */
  const watched = (): ReadonlySet<string> => new Set([...open.keys()].map((name) => name.slice(0, name.indexOf(' '))));
  watchRecords(house, watched, async (person) => {
    for (const { row } of await ofPerson(person)) void inTurn(person, idOf(row.id), () => deliver(person, idOf(row.id)));
  });
  closing.addEventListener('abort', () => {
    for (const timer of [...hearts.values(), ...waiting]) clearTimeout(timer);
  });

  const find: Delivery['find'] = async (call, id) => {
    const { person, grant } = call.place.holder;
    const before = await drawer.get(person, rowOf(id));
    if (before?.value.grant !== grant) return notFound();
    await attach(call);
    await inTurn(person, id, () => deliver(person, id));
    const kept = await drawer.get(person, rowOf(id));
    return kept ? success(kept.value) : notFound();
  };

  return {
    async begin(call, id, asked, isOff) {
      const { person, grant } = call.place.holder;
      const before = await drawer.get(person, rowOf(id));
      const now = world.now();
      const fresh: SubscriptionState = {
        grant,
        base: call.base,
        asked,
        status: 'requested',
        count: 0,
        delivered: 0,
        at: now,
        seen: [],
        events: [],
      };
      const { error: _, ...kept } = before?.value.grant === grant ? before.value : fresh;
      const next: SubscriptionState = { ...kept, asked, status: isOff ? 'off' : 'requested' };
      if (before) await drawer.replace(before, next, asked.end ?? now + LIFE);
      else await drawer.add(person, rowOf(id), next, asked.end ?? now + LIFE);
      await attach(call);
      if (isOff) return;
      void inTurn(person, id, () => handshake(person, id)).then(() => inTurn(person, id, () => deliver(person, id)));
    },
    find,
    bind(person, id, send) {
      const bound = sockets.get(id) ?? new Set();
      sockets.set(id, bound.add(send));
      void inTurn(person, id, () => handshake(person, id)).then(() => inTurn(person, id, () => deliver(person, id)));
      return () => void (bound.delete(send) && bound.size === 0 && sockets.delete(id));
    },
    async list(call) {
      const { person, grant } = call.place.holder;
      const own = (await ofPerson(person)).filter(({ value }) => value.grant === grant);
      const found = await Promise.all(own.map(async ({ row }) => ({ id: idOf(row.id), state: await find(call, idOf(row.id)) })));
      return found.flatMap(({ id, state }) => (state.ok ? [{ id, state: state.value }] : []));
    },
  };
}

/** The server’s own look at a Subscription, which the subscriber’s scopes may not cover; the keys stay those of its grant. */
function withoutSlice<T>(place: Place, work: (lens: ReturnType<typeof lensOf>) => Promise<T>): Promise<T> {
  const { slice: _, ...lens } = lensOf(place);
  return work(lens);
}

/** The resource as it is kept: the server says how it stands, and what the headers hold is nobody else’s to read. */
export function asKept(resource: JsonObject): JsonObject {
  const { error: _, ...rest } = resource;
  const { header: __, ...channel } = isJsonObject(rest['channel']) ? rest['channel'] : {};
  return { ...rest, status: rest['status'] === 'off' ? 'off' : 'requested', channel };
}
