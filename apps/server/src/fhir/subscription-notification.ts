import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@satchel/fhir';
import { type Content, TOPIC } from './subscription-asked.ts';
import type { SubscriptionEvent, SubscriptionState } from './subscription-state.ts';

export type NotificationType = 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-';

/** How a subscription stands, as Parameters (backport-subscription-status-r4). */
export function statusOf(
  id: string,
  state: SubscriptionState,
  type: NotificationType,
  events: readonly SubscriptionEvent[] = [],
  content: Content = state.asked.content,
): JsonObject {
  return {
    resourceType: 'Parameters',
    id: randomUUID(),
    meta: { profile: [`${BACKPORT}status-r4`] },
    parameter: [
      { name: 'subscription', valueReference: { reference: `${state.base}/Subscription/${id}` } },
      ...(content === 'empty' ? [] : [{ name: 'topic', valueCanonical: TOPIC }]),
      { name: 'status', valueCode: state.status },
      { name: 'type', valueCode: type },
      { name: 'events-since-subscription-start', valueString: String(state.count) },
      ...events.map((event) => eventOf(state.base, event, content)),
      ...(state.error === undefined ? [] : [{ name: 'error', valueCodeableConcept: { text: state.error } }]),
    ],
  };
}

function eventOf(base: string, { number, at, type, id }: SubscriptionEvent, content: Content): JsonObject {
  return {
    name: 'notification-event',
    part: [
      { name: 'event-number', valueString: String(number) },
      { name: 'timestamp', valueInstant: new Date(at).toISOString() },
      ...(content === 'empty' ? [] : [{ name: 'focus', valueReference: { reference: `${base}/${type}/${id}` } }]),
    ],
  };
}

/**
 * A notification (backport-subscription-notification-r4): a history Bundle whose first entry says how the subscription
 * stands. `texts` are the resources of the events, by `Type/id`, where they are to be in it.
 */
export function notificationText(
  id: string,
  state: SubscriptionState,
  type: NotificationType,
  events: readonly SubscriptionEvent[] = [],
  {
    content = state.asked.content,
    texts = new Map<string, string>(),
    at,
  }: { content?: Content; texts?: ReadonlyMap<string, string>; at: number },
): string {
  const status = statusOf(id, state, type, events, content);
  const first = {
    fullUrl: `urn:uuid:${String(status['id'])}`,
    resource: status,
    request: { method: 'GET', url: `${state.base}/Subscription/${id}/$status` },
    response: { status: '200' },
  };
  const entries = content === 'empty' ? [] : events.map((event) => entryText(state.base, event, texts));
  const head = {
    resourceType: 'Bundle',
    id: randomUUID(),
    meta: { profile: [`${BACKPORT}notification-r4`] },
    type: 'history',
    timestamp: new Date(at).toISOString(),
  };
  return `${JSON.stringify(head).slice(0, -1)},"entry":[${[JSON.stringify(first), ...entries].join(',')}]}`;
}

function entryText(base: string, { type, id, version, isWithdrawn }: SubscriptionEvent, texts: ReadonlyMap<string, string>): string {
  const name = `${type}/${id}`;
  const text = isWithdrawn ? undefined : texts.get(name);
  const method = isWithdrawn ? 'DELETE' : version === 1 ? 'POST' : 'PUT';
  const act = {
    request: { method, url: method === 'POST' ? type : name },
    response: { status: isWithdrawn ? '204' : version === 1 ? '201' : '200' },
  };
  return `{"fullUrl":${JSON.stringify(`${base}/${name}`)},${text === undefined ? '' : `"resource":${text},`}${JSON.stringify(act).slice(1)}`;
}
