import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import { bundleText } from './bundle.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { deliveryOf } from './subscription-delivery.ts';
import { statusOf } from './subscription-notification.ts';
import type { SubscriptionState } from './subscription-state.ts';

/** GET Subscription/[id]/$status: how it stands (http://hl7.org/fhir/uv/subscriptions-backport/STU1.1/OperationDefinition-backport-subscription-status.html). */
export const subscriptionStatus: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'Subscription/:id/$status',
  operation: {
    name: 'status',
    definition: 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-status',
    on: 'Subscription',
    documentation: 'Of the subscriptions that the token’s own grant made; asking opens them again after a refresh or a restart.',
  },
  handle: one,
};
export const subscriptionStatusByPost: Interaction = { ...subscriptionStatus, method: 'POST' };

/** GET Subscription/$status: of all, or of some `id` and `status`. */
export const subscriptionsStatus: Interaction = { ...subscriptionStatus, path: 'Subscription/$status', handle: all };
export const subscriptionsStatusByPost: Interaction = { ...subscriptionsStatus, method: 'POST' };

interface Standing {
  readonly id: string;
  readonly state: SubscriptionState;
}

/** `id` and `status` say nothing here, and are passed over. */
async function one(call: Call): Promise<Outcome<Answer>> {
  const { id = '' } = call.params;
  const found = await deliveryOf(call.house).find(call, id);
  return found.ok ? success(answerOf(call, [{ id, state: found.value }])) : found;
}

async function all(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const { values } = asked.value;
  const known = only(values, ['id', 'status']);
  if (!known.ok) return known;
  const [ids, statuses] = ['id', 'status'].map((name) => values.getAll(name).flatMap((each) => each.split(',')));
  const standing = await deliveryOf(call.house).list(call);
  const wanted = standing.filter(({ id, state }) => isAmong(ids, id) && isAmong(statuses, state.status));
  return success(answerOf(call, wanted));
}

const isAmong = (list: readonly string[] | undefined, value: string): boolean => !list?.length || list.includes(value);

function answerOf({ base }: Call, standing: readonly Standing[]): Answer {
  const entries = standing.map(({ id, state }) => {
    const resource: JsonObject = statusOf(id, state, 'query-status');
    return JSON.stringify({ fullUrl: `urn:uuid:${String(resource['id'])}`, resource, search: { mode: 'match' } });
  });
  return {
    status: 200,
    body: bundleText({ type: 'searchset', total: entries.length, links: { self: `${base}/Subscription/$status` }, entries }),
  };
}
